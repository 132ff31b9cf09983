import { backoffMs } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import { unlessCode } from '../errors.ts'
import type { Item } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { decodeValue, expiryOf, metaOf, undecodable, versionOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import type { WriteOptions } from './options.ts'
import type { Place, Serializer } from './serializers/serializer.ts'
import { isSame } from './updates.ts'

/**
 * Reads, changes and writes on condition that nobody has written in between; begins again until that holds. Meta and expiry
 * stay as they are, unless a `ttl` is given.
 */
export async function updateEntry<V>(
  items: ItemStore,
  serializer: Serializer<V>,
  place: Place,
  change: (value: V | undefined) => V | Promise<V>,
  options: WriteOptions,
  clock: Clock,
): Promise<V> {
  const { key } = place
  const { signal } = options
  let written: { version: string | undefined; value: V } | undefined
  let seen: Item | undefined
  for (let attempt = 1; ; attempt++) {
    const item = await items.get(key, { signal, consistent: true })
    // The answer to a write of ours was lost, and it had been done.
    if (item && written && versionOf(item) === written.version) return written.value
    if (item && isSame(item, seen)) throw undecodable(item, 'is not of a form that can be written on condition')
    seen = item
    const old = item && (await decodeValue(item, serializer, place.namespace))
    const value = await unlessAborted(Promise.resolve(change(old)), signal)
    const kept = item ? { meta: item.meta && metaOf<object>(item), ttl: options.ttl ?? expiryOf(item) } : options
    const next = items.newItem(key, await serializer.encode(value, place), serializer.encoding, kept)
    const condition = item ? { ifVersion: versionOf(item) ?? null } : { ifAbsent: true }
    const writing = items.put(next, { signal, ...condition }).then(() => true)
    if (await unlessCode('CONDITION_FAILED', writing)) return value
    written = { version: versionOf(next), value }
    await clock.sleep(backoffMs(attempt), signal)
  }
}
