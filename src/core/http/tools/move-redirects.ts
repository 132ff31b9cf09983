import { deleteSeen } from '../../dict/delete-seen.ts'
import { inParallel } from '../../parallel.ts'
import type { SendOptions } from '../../transport.ts'
import type { DynamoDbCache } from '../cache.ts'
import { redirectsOf, writeRedirect } from './whole-entry.ts'

/** Lets redirects lead from and to the keys that responses have got. */
export async function moveRedirects(
  cache: DynamoDbCache,
  moved: ReadonlyMap<string, string>,
  { signal }: SendOptions,
): Promise<void> {
  if (moved.size === 0) return
  const store = cache.redirects['~items']
  await inParallel(redirectsOf(cache, { signal }), store.concurrency, async ({ key, end, expiresAt, version }) => {
    const hop = moved.get(key) ?? key
    const target = moved.get(end) ?? end
    if (hop === key && target === end) return
    await writeRedirect(cache, { key: hop, end: target, expiresAt }, { signal, overwrite: true })
    if (hop !== key) await deleteSeen(store, { key, version, size: undefined }, { signal })
  })
}
