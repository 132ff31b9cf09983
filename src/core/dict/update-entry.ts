import { backoffMs } from '../backoff.ts'
import { unlessCode } from '../errors.ts'
import { isExpiry } from '../expiry.ts'
import { checkNames } from '../options.ts'
import type { Item } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { type Codec, expiryOf, undecodable, versionOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { metaOf } from './meta.ts'
import { sendNames, type WriteOptions } from './options.ts'
import { isSame } from './same-item.ts'

/**
 * Reads, changes and writes on condition that nobody has written in between; begins again until that holds. Meta and expiry
 * stay as they are, unless a `ttl` is given.
 */
export async function updateEntry<V>(
  store: ItemStore,
  { encode, decode }: Codec<V>,
  key: string,
  change: (value: V | undefined) => V | Promise<V>,
  options: WriteOptions,
): Promise<V> {
  checkNames(options, ['ttl', ...sendNames], 'update')
  const { signal, ttl } = options
  if (ttl !== undefined) isExpiry(ttl, 'ttl')
  let written: { version: string | undefined; value: V } | undefined
  let seen: Item | undefined
  for (let attempt = 1; ; attempt++) {
    const item = await store.get(key, { signal, consistent: true })
    // A transport may send again by itself without telling, and an engine not say what it found: then it was done.
    if (item && written && versionOf(item) === written.version) return written.value
    if (item && isSame(item, seen)) throw undecodable(item, 'is not of a form that can be written on condition')
    seen = item
    const old = item && (await decode(item, options))
    const value = await unlessAborted(Promise.resolve(change(old)), signal)
    const kept = item ? { meta: item.meta && metaOf<object>(item), ttl: ttl ?? expiryOf(item), signal } : options
    const draft = await encode(key, value, kept)
    const condition = item ? { ifVersion: versionOf(item) ?? null } : { ifAbsent: true }
    const writing = store.put(draft, { signal, ...condition }).then(() => true)
    if (await unlessCode('CONDITION_FAILED', writing)) return value
    written = { version: versionOf(draft.item), value }
    await store.table.clock.sleep(backoffMs(attempt), signal)
  }
}
