import { backoffMs } from '../backoff.ts'
import { BatchError, type DynadictError, isDynadictError, ThrottledError } from '../errors.ts'
import type { Item, SendOptions } from '../transport.ts'
import { keyOf } from './item.ts'
import type { Table } from './table.ts'

/** DynamoDB's limit for one BatchGetItem. */
const maxKeys = 100
/** How often a batch's unprocessed rest is asked for again. */
const maxResends = 10

export interface BatchGetOptions extends SendOptions {
  readonly consistent: boolean
  /** Requests under way at once. */
  readonly concurrency: number
}

/**
 * Reads any number of items by their primary keys, in batches.
 *
 * @throws {BatchError} after everything else was read, with what DynamoDB would not give in the end.
 */
export async function readBatches(table: Table, keys: readonly Item[], options: BatchGetOptions): Promise<Item[]> {
  const failures = new Map<string, DynadictError>()
  const items: Item[] = []
  const batches = Array.from({ length: Math.ceil(keys.length / maxKeys) }, (_, index) =>
    keys.slice(index * maxKeys, (index + 1) * maxKeys),
  )
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift())
      await readBatch(table, batch, options, items, failures)
  }
  await Promise.all(Array.from({ length: options.concurrency }, work))
  const [failure] = failures.values()
  if (failure)
    throw new BatchError(`${failures.size} reads failed: ${failure.message}`, { failures, table: table.name })
  return items
}

/** Reads one batch, and asks for its unprocessed rest again with growing waits. */
async function readBatch(
  table: Table,
  keys: readonly Item[],
  options: BatchGetOptions,
  items: Item[],
  failures: Map<string, DynadictError>,
): Promise<void> {
  let rest = [...keys]
  let reason: DynadictError = new ThrottledError('left unprocessed')
  for (let attempt = 0; attempt <= maxResends && rest.length > 0; attempt++) {
    if (attempt > 0) await table.clock.sleep(backoffMs(attempt), options.signal)
    const request = { Keys: rest, ConsistentRead: options.consistent }
    try {
      const output = await table.read('BatchGetItem', { RequestItems: { [table.name]: request } }, options)
      items.push(...Object.values(output?.Responses ?? {}).flat())
      rest = Object.values(output?.UnprocessedKeys ?? {})[0]?.Keys ?? []
    } catch (error) {
      if (!isDynadictError(error) || !error.retryable) throw error
      reason = error
      break
    }
  }
  for (const key of rest) failures.set(keyOf(key), reason)
}
