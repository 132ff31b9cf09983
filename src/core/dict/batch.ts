import { backoffMs } from '../backoff.ts'
import { BatchError, type DynadictError, isDynadictError, ThrottledError } from '../errors.ts'
import { isFunction } from '../options.ts'
import type { SendOptions, WriteRequest } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { keyOf } from './item.ts'
import { itemBytes } from './item-size.ts'
import type { Table } from './table.ts'

/** DynamoDB's limit for one BatchWriteItem. */
const maxWrites = 25
/** DynamoDB takes 16 MB on the wire. */
const maxBytes = 15 * 1_024 * 1_024
/** How often a batch's unprocessed rest is sent again without any of it being done. */
const maxResends = 10

export interface BatchOptions extends SendOptions {
  /** Whether a missing table is made (`write`), or needs nothing (`read`), as with deletes. */
  readonly as: 'write' | 'read'
  /** Requests under way at once. */
  readonly concurrency: number
  /** Told after each batch how many writes are done so far. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Writes any number of items in batches that are as full as they can be. Of several writes to one key the last one wins.
 * Memory is bounded by the batches under way.
 *
 * @returns how many writes were done.
 * @throws {BatchError} after everything else was written, with what DynamoDB would not take in the end.
 * @throws {DynadictError} as it is, when trying further makes no sense, as with denied access.
 */
export function writeBatches(
  table: Table,
  writes: Iterable<WriteRequest> | AsyncIterable<WriteRequest>,
  options: BatchOptions,
): Promise<number> {
  if (options.onProgress !== undefined) isFunction(options.onProgress, 'onProgress')
  // A source that hangs is left behind when the signal is aborted.
  return unlessAborted(writeAll(table, writes, options), options.signal)
}

async function writeAll(
  table: Table,
  writes: Iterable<WriteRequest> | AsyncIterable<WriteRequest>,
  options: BatchOptions,
): Promise<number> {
  const failures = new Map<string, DynadictError>()
  const underWay = new Map<Promise<void>, ReadonlySet<string>>()
  let batch = new Map<string, WriteRequest>()
  let batchBytes = 0
  let done = 0
  let fatal: { error: unknown } | undefined

  const start = () => {
    const keys = new Set(batch.keys())
    const sending = sendBatch(table, [...batch.values()], options)
      .then((unprocessed) => {
        done += keys.size - unprocessed.size
        for (const key of keys) failures.delete(key)
        for (const [key, error] of unprocessed) failures.set(key, error)
        options.onProgress?.(done)
      })
      .catch((error) => {
        fatal ??= { error }
      })
      .finally(() => underWay.delete(sending))
    underWay.set(sending, keys)
    batch = new Map()
    batchBytes = 0
  }

  try {
    for await (const write of writes) {
      if (fatal) break
      const key = keyOfWrite(write)
      const bytes = wireBytes(write)
      if (batch.size === maxWrites || batchBytes + bytes > maxBytes) start()
      // Two batches under way have no order between them, so a key waits for its earlier write.
      while ([...underWay.values()].some((keys) => keys.has(key)) || underWay.size >= options.concurrency) {
        await Promise.race(underWay.keys())
      }
      batch.set(key, write)
      batchBytes += bytes
    }
    if (batch.size > 0 && !fatal) start()
  } finally {
    await Promise.all(underWay.keys())
  }
  if (fatal) throw fatal.error
  const [failure] = failures.values()
  if (failure) {
    const message = `${failures.size} writes failed: ${failure.message}`
    throw new BatchError(message, { failures, table: table.name })
  }
  return done
}

/** Sends one batch, and its unprocessed rest again with growing waits. Resolves with what was not done in the end. */
async function sendBatch(
  table: Table,
  writes: WriteRequest[],
  options: BatchOptions,
): Promise<ReadonlyMap<string, DynadictError>> {
  let rest = writes
  let reason: DynadictError = new ThrottledError('left unprocessed')
  for (let attempt = 0; attempt <= maxResends; attempt++) {
    if (attempt > 0) await table.clock.sleep(backoffMs(attempt), options.signal)
    try {
      const output = await table[options.as]('BatchWriteItem', { RequestItems: { [table.name]: rest } }, options)
      const left = Object.values(output?.UnprocessedItems ?? {})[0] ?? []
      // What gets on has not failed.
      if (left.length < rest.length) attempt = 0
      rest = left
      if (rest.length === 0) break
    } catch (error) {
      if (!isDynadictError(error) || !error.retryable) throw error
      reason = error
      break
    }
  }
  return new Map(rest.map((write) => [keyOfWrite(write), reason]))
}

const targetOf = ({ PutRequest, DeleteRequest }: WriteRequest) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}

const keyOfWrite = (write: WriteRequest) => keyOf(targetOf(write))

/** An upper bound: JSON writes one byte as six at most (`\u0000`), and base64 is far below that. */
const wireBytes = (write: WriteRequest) => itemBytes(targetOf(write)) * 6
