import { BatchError, type DynadictError, isDynadictError, ThrottledError } from '../errors.ts'
import type { SendOptions, WriteRequest } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { keyOf } from './item.ts'
import { itemBytes } from './item-size.ts'
import type { Table } from './table.ts'

/** DynamoDB's limit for one BatchWriteItem. */
const maxWrites = 25
/** DynamoDB takes 16 MB on the wire. */
const maxBytes = 15 * 1_024 * 1_024
/** How often a batch's unprocessed rest is sent again. */
const maxResends = 10

export interface BatchOptions extends SendOptions {
  /** Whether a missing table is made. Deletes need none. */
  readonly createTable: boolean
  /** Requests under way at once. */
  readonly concurrency: number
}

/**
 * Writes any number of items in batches that are as full as they can be. Of several writes to one key the last one wins.
 * Memory is bounded by the batches under way.
 *
 * @returns how many writes were done.
 * @throws {BatchError} after everything else was written, with what DynamoDB would not take in the end.
 * @throws {DynadictError} as it is, when trying further makes no sense, as with denied access.
 */
export async function writeBatches(
  table: Table,
  writes: Iterable<WriteRequest> | AsyncIterable<WriteRequest>,
  { createTable, concurrency, signal }: BatchOptions,
): Promise<number> {
  const failures = new Map<string, DynadictError>()
  const underWay = new Map<Promise<void>, ReadonlySet<string>>()
  let batch = new Map<string, WriteRequest>()
  let batchBytes = 0
  let done = 0
  let fatal: { error: unknown } | undefined

  const start = () => {
    const keys = new Set(batch.keys())
    const sending = sendBatch(table, [...batch.values()], { createTable, signal })
      .then(
        (unprocessed) => {
          done += keys.size - unprocessed.size
          for (const [key, error] of unprocessed) failures.set(key, error)
        },
        (error) => {
          fatal ??= { error }
        },
      )
      .finally(() => underWay.delete(sending))
    underWay.set(sending, keys)
    batch = new Map()
    batchBytes = 0
  }

  try {
    for await (const write of unlessAbortedEach(writes, signal)) {
      if (fatal) break
      const key = keyOfWrite(write)
      const bytes = wireBytes(write)
      if (batch.size === maxWrites || batchBytes + bytes > maxBytes) start()
      // Two batches under way have no order between them, so a key waits for its earlier write.
      while ([...underWay.values()].some((keys) => keys.has(key)) || underWay.size >= concurrency) {
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
    const message = `${failures.size} of ${done + failures.size} writes were not done; the first one: ${failure.message}`
    throw new BatchError(message, { failures, operation: 'BatchWriteItem', table: table.name })
  }
  return done
}

/** The items of a source, until the signal is aborted: even one that never comes is then waited for no longer. */
async function* unlessAbortedEach<T>(
  source: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  let isOpen = true
  try {
    for (;;) {
      const next = await unlessAborted(Promise.resolve(iterator.next()), signal)
      isOpen = !next.done
      if (next.done) return
      yield next.value
    }
  } finally {
    // A source that hangs would never end its return, so nobody waits for it.
    if (isOpen) Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

/** Sends one batch, and its unprocessed rest again with growing waits. Resolves with what was not done in the end. */
async function sendBatch(
  table: Table,
  writes: WriteRequest[],
  { createTable, signal }: Pick<BatchOptions, 'createTable' | 'signal'>,
): Promise<ReadonlyMap<string, DynadictError>> {
  let rest = writes
  let reason: DynadictError | undefined
  for (let attempt = 0; attempt <= maxResends; attempt++) {
    if (attempt > 0) await table.clock.sleep(Math.random() * Math.min(5_000, 25 * 2 ** attempt), signal)
    const input = { RequestItems: { [table.name]: rest } }
    try {
      const output = await table[createTable ? 'write' : 'read']('BatchWriteItem', input, { signal })
      rest = Object.values(output?.UnprocessedItems ?? {})[0] ?? []
      if (rest.length === 0) return new Map()
    } catch (error) {
      if (!isDynadictError(error) || !error.retryable) throw error
      reason = error
      break
    }
  }
  reason ??= new ThrottledError('DynamoDB left the write unprocessed, again and again', { table: table.name })
  return new Map(rest.map((write) => [keyOfWrite(write), reason]))
}

const targetOf = (write: WriteRequest) => write.PutRequest?.Item ?? write.DeleteRequest?.Key ?? {}

const keyOfWrite = (write: WriteRequest) => keyOf(targetOf(write))

/** An upper bound: JSON writes one byte as six at most (`\u0000`), and base64 is far below that. */
const wireBytes = (write: WriteRequest) => itemBytes(targetOf(write)) * 6
