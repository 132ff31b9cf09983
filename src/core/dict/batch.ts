import { type DynadictError, hasCode, isDynadictError } from '../errors.ts'
import { safeListener } from '../events.ts'
import { onAbort } from '../on-abort.ts'
import { isFunction } from '../options.ts'
import { drain, type Source } from '../source.ts'
import type { SendOptions, WriteRequest } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { keyOf } from './item.ts'
import { newPace } from './pace.ts'
import { sendBatch, throwFailures } from './send-batch.ts'
import type { Table } from './table.ts'
import { wireBytes } from './wire-bytes.ts'

/** DynamoDB's limit for one BatchWriteItem. */
const maxWrites = 25
/** DynamoDB takes 16 MB on the wire. */
const maxBytes = 15 * 1_024 * 1_024

/** A write that takes requests of its own, as that of a large value does. */
export interface SingleWrite {
  readonly key: string
  write(): Promise<void>
}

export type Write = WriteRequest | SingleWrite

export interface BatchOptions extends SendOptions {
  /** Whether a missing table is made (`write`), or needs nothing (`read`), as with deletes. */
  readonly as: 'write' | 'read'
  /** Requests under way at once. */
  readonly concurrency: number
  /** Told after each batch how many writes are done so far; what it throws is ignored. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Writes any number of items in batches that are as full as they can be. Of several writes to one key the last one wins.
 * Memory is bounded by the batches under way. A source that fails, or does not come to its end, is closed.
 *
 * @returns how many writes were done.
 * @throws {BatchError} after everything else was written, with what DynamoDB would not take in the end.
 * @throws as it is, what makes no sense to try further, as denied access or an error of the source, when what was under way
 * is done. A part of what the source gave may be written then.
 */
export async function writeBatches(table: Table, writes: Source<Write>, options: BatchOptions): Promise<number> {
  const { signal, onProgress } = options
  if (onProgress !== undefined) isFunction(onProgress, 'onProgress')
  signal?.throwIfAborted()
  // An abort does not wait for what is under way.
  return unlessAborted(writeAll(table, writes, options), signal)
}

async function writeAll(table: Table, writes: Source<Write>, options: BatchOptions): Promise<number> {
  const { as, concurrency, signal } = options
  const tell = safeListener(options.onProgress)
  const pace = newPace(concurrency)
  // Each write is counted with a comma behind it, which the last one has not.
  const emptyBytes = wireBytes({ RequestItems: { [table.name]: [] } }) - 1
  const failures = new Map<string, DynadictError>()
  const underWay = new Set<Promise<void>>()
  const keysUnderWay = new Set<string>()
  let batch = new Map<string, { write: WriteRequest; bytes: number }>()
  let batchBytes = emptyBytes
  let done = 0

  /** Ends the reading of the source. */
  const stopping = new AbortController()
  const { signal: stop } = stopping
  const forget = onAbort(signal, () => stopping.abort(signal?.reason))

  async function send(requests: WriteRequest[]) {
    const output = await table[as]('BatchWriteItem', { RequestItems: { [table.name]: requests } }, options)
    return { rest: Object.values(output?.UnprocessedItems ?? {})[0] ?? [] }
  }

  async function writeBatch(requests: WriteRequest[]): Promise<Map<string, DynadictError>> {
    try {
      const failed = await sendBatch(requests, pace, table, options, send)
      return new Map(failed.map(([request, reason]) => [keyOfWrite(request), reason]))
    } catch (error) {
      if (!hasCode(error, 'SERVICE')) throw error
      return writeEach(requests, error as DynadictError)
    }
  }

  /** One write that DynamoDB refuses fails its whole batch, so each is sent by itself; when it refuses all, that is no one's. */
  async function writeEach(requests: WriteRequest[], refusal: DynadictError): Promise<Map<string, DynadictError>> {
    const failures = new Map<string, DynadictError>()
    for (const request of requests.length > 1 ? requests : []) {
      try {
        for (const [key, reason] of await writeBatch([request])) failures.set(key, reason)
      } catch (error) {
        if (!hasCode(error, 'SERVICE')) throw error
        failures.set(keyOfWrite(request), error as DynadictError)
      }
    }
    if (requests.length > 1 && failures.size < requests.length) return failures
    throw refusal
  }

  async function writeSingle({ key, write }: SingleWrite) {
    try {
      await pace.turn(write, () => false)
      return new Map<string, DynadictError>()
    } catch (error) {
      if (!isDynadictError(error) || !error.retryable) throw error
      return new Map([[key, error]])
    }
  }

  /** Starts a write of some keys as soon as there is a place for it. */
  async function start(keys: readonly string[], write: () => Promise<ReadonlyMap<string, DynadictError>>) {
    while (underWay.size >= concurrency) await Promise.race(underWay)
    if (stop.aborted) return
    for (const key of keys) keysUnderWay.add(key)
    const writing: Promise<void> = write()
      .then((failed) => {
        done += keys.length - failed.size
        for (const key of keys) failures.delete(key)
        for (const [key, reason] of failed) failures.set(key, reason)
        tell(done)
      })
      .catch((error) => stopping.abort(error))
      .finally(() => {
        for (const key of keys) keysUnderWay.delete(key)
        underWay.delete(writing)
      })
    underWay.add(writing)
  }

  async function flush() {
    const requests = [...batch.values()].map(({ write }) => write)
    const keys = [...batch.keys()]
    batch = new Map()
    batchBytes = emptyBytes
    await start(keys, () => writeBatch(requests))
  }

  try {
    await drain(writes, stop, async (write) => {
      if ('write' in write) {
        if (batch.has(write.key)) await flush()
        while (keysUnderWay.has(write.key)) await Promise.race(underWay)
        return start([write.key], () => writeSingle(write))
      }
      const key = keyOfWrite(write)
      const bytes = wireBytes(write) + 1
      const replacedBytes = batch.get(key)?.bytes ?? 0
      if (batchBytes - replacedBytes + bytes > maxBytes) await flush()
      // Two batches under way have no order between them, so a key waits for its earlier write.
      while (keysUnderWay.has(key)) await Promise.race(underWay)
      batchBytes += bytes - (batch.get(key)?.bytes ?? 0)
      batch.set(key, { write, bytes })
      if (batch.size === maxWrites) await flush()
    })
    if (batch.size > 0) await flush()
  } finally {
    await Promise.all(underWay)
    forget()
  }
  stop.throwIfAborted()
  throwFailures('writes', failures, table)
  return done
}

const targetOf = ({ PutRequest, DeleteRequest }: WriteRequest) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}

const keyOfWrite = (write: WriteRequest) => keyOf(targetOf(write))
