import { hasCode } from '../errors.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { Codec } from './item.ts'
import type { ItemStore } from './item-store.ts'
import type { ReadOptions, WriteOptions } from './options.ts'

/** Computes a value once and writes it where there is none; of several callers one does, and the others get its value. */
export async function getOrInsert<V>(
  store: ItemStore,
  { encode, decode }: Codec<V>,
  key: string,
  compute: (key: string) => V | Promise<V>,
  options: ReadOptions & WriteOptions,
): Promise<V> {
  const value = await unlessAborted(Promise.resolve(compute(key)), options.signal)
  for (;;) {
    let unknown: unknown
    try {
      await store.put(await encode(key, value, options), { signal: options.signal, ifAbsent: true })
      return value
    } catch (error) {
      if (hasCode(error, 'OUTCOME_UNKNOWN')) unknown = error
      else if (!hasCode(error, 'CONDITION_FAILED')) throw error
    }
    const winner = await store.get(key, { ...options, consistent: true })
    const found = winner && (await decode(winner, options))
    if (found !== undefined) return found
    // The winner's item is gone again by now, so the place is free once more; but ours may have been the winner.
    if (unknown) throw unknown
  }
}
