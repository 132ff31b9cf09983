import { backoffMs } from '../backoff.ts'
import { hasCode } from '../errors.ts'
import { isExpiry } from '../expiry.ts'
import { checkNames } from '../options.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { Codec } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { type ReadOptions, readNames, type WriteOptions } from './options.ts'

/**
 * Reads a value, or computes one and writes it where there is none; of several callers one writes, and the others get its
 * value.
 */
export async function getOrInsert<V>(
  store: ItemStore,
  { encode, decode }: Codec<V>,
  key: string,
  compute: (key: string) => V | Promise<V>,
  options: ReadOptions & WriteOptions,
): Promise<V> {
  checkNames(options, ['ttl', ...readNames], 'getOrInsert')
  if (options.ttl !== undefined) isExpiry(options.ttl, 'ttl')
  const read = async (consistent: boolean | undefined) => {
    const item = await store.get(key, { ...options, consistent })
    return item && decode(item, options)
  }
  const there = await read(options.consistent)
  if (there !== undefined) return there
  const value = await unlessAborted(Promise.resolve(compute(key)), options.signal)
  // Whatever the serializer takes, it would not be there for others.
  if (value === undefined) throw new TypeError(`key '${key}': value is undefined`)
  for (let attempt = 1; ; attempt++) {
    let unknown: unknown
    try {
      await store.put(await encode(key, value, options), { signal: options.signal, ifAbsent: true })
      return value
    } catch (error) {
      if (hasCode(error, 'OUTCOME_UNKNOWN')) unknown = error
      else if (!hasCode(error, 'CONDITION_FAILED')) throw error
    }
    const found = await read(true)
    if (found !== undefined) return found
    // The winner's item is gone again by now, so the place is free once more; but ours may have been the winner.
    if (unknown) throw unknown
    await store.table.clock.sleep(backoffMs(attempt), options.signal)
  }
}
