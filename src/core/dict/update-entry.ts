import { backoffMs } from '../backoff.ts'
import { unlessCode } from '../errors.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { DynamoDbDict } from './dict.ts'
import type { WriteOptions } from './options.ts'

/** Reads, changes and writes on condition that nobody has written in between; begins again until that holds. */
export async function updateEntry<V>(
  dict: DynamoDbDict<V>,
  key: string,
  change: (value: V | undefined) => V | Promise<V>,
  options: WriteOptions,
  sleep: (ms: number) => Promise<void>,
): Promise<V> {
  for (let attempt = 1; ; attempt++) {
    const entry = await dict.getEntry(key, { signal: options.signal, consistent: true })
    const value = await unlessAborted(Promise.resolve(change(entry?.value)), options.signal)
    // What others wrote has no version; the first of our own writes gives it one.
    const state = entry?.version === undefined ? { ifAbsent: !entry, ifPresent: !!entry } : { ifVersion: entry.version }
    if (await unlessCode('CONDITION_FAILED', dict.set(key, value, { ...options, ...state }))) return value
    await sleep(backoffMs(attempt))
  }
}
