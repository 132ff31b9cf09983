import { backoffMs } from '../backoff.ts'
import { BatchError, type DynadictError, isDynadictError, ThrottledError } from '../errors.ts'
import type { Item, SendOptions } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { keyOf } from './item.ts'
import type { Table } from './table.ts'

/** DynamoDB's limit for one BatchGetItem. */
const maxKeys = 100
/** How often a batch's unprocessed rest is asked for again without any of it being given. */
const maxResends = 10

export interface BatchGetOptions extends SendOptions {
  readonly consistent: boolean
  /** Requests under way at once. */
  readonly concurrency: number
}

/**
 * Reads any number of items in batches, and resolves with those that are there, in the order of their keys.
 *
 * @throws {BatchError} after everything else was read, with what DynamoDB would not give in the end.
 */
export async function readBatches(
  table: Table,
  keys: Iterable<string> | AsyncIterable<string>,
  primaryKey: (key: string) => Item | Promise<Item>,
  options: BatchGetOptions,
): Promise<Item[]> {
  const wanted = new Map<string, Item>()
  const collect = async () => {
    for await (const key of keys) wanted.set(key, await primaryKey(key))
  }
  // A source that hangs is left behind when the signal is aborted.
  await unlessAborted(collect(), options.signal)

  const all = [...wanted.values()]
  const batches: Item[][] = []
  for (let start = 0; start < all.length; start += maxKeys) batches.push(all.slice(start, start + maxKeys))
  const failures = new Map<string, DynadictError>()
  const found = new Map<string, Item>()
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      await readBatch(table, batch, options, found, failures).catch((error) => {
        batches.length = 0
        throw error
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.concurrency, batches.length) }, work))
  const [failure] = failures.values()
  if (failure)
    throw new BatchError(`${failures.size} reads failed: ${failure.message}`, { failures, table: table.name })
  return [...wanted.keys()].map((key) => found.get(key)).filter((item) => item !== undefined)
}

/** Reads one batch, and asks for its unprocessed rest again with growing waits. */
async function readBatch(
  table: Table,
  keys: readonly Item[],
  options: BatchGetOptions,
  found: Map<string, Item>,
  failures: Map<string, DynadictError>,
): Promise<void> {
  let rest = [...keys]
  let reason: DynadictError = new ThrottledError('left unprocessed')
  for (let attempt = 0; attempt <= maxResends && rest.length > 0; attempt++) {
    if (attempt > 0) await table.clock.sleep(backoffMs(attempt), options.signal)
    const request = { Keys: rest, ConsistentRead: options.consistent }
    try {
      const output = await table.read('BatchGetItem', { RequestItems: { [table.name]: request } }, options)
      for (const item of Object.values(output?.Responses ?? {}).flat()) found.set(keyOf(item), item)
      const left = Object.values(output?.UnprocessedKeys ?? {})[0]?.Keys ?? []
      // An answer holds so many bytes, so what gets on has not failed.
      if (left.length < rest.length) attempt = 0
      rest = left
    } catch (error) {
      if (!isDynadictError(error) || !error.retryable) throw error
      reason = error
      break
    }
  }
  for (const key of rest) failures.set(keyOf(key), reason)
}
