import { backoffMs } from '../backoff.ts'
import { concat } from '../concat.ts'
import { ConditionFailedError, type DynadictError, hasCode, markMayBeDone, TimeoutError } from '../errors.ts'
import { hex } from '../hex.ts'
import { inParallel } from '../parallel.ts'
import { sha256 } from '../sha256.ts'
import type { Item, SendOptions } from '../transport.ts'
import { discard } from './chunk-keeper.ts'
import {
  type Blob,
  blobAttribute,
  chunkBytes,
  chunkCount,
  chunkKey,
  chunksAtOnce,
  chunkTtl,
  maxChunks,
  recordKey,
  ttlAttribute,
  valueTooLarge,
  writeTimeoutMs,
} from './chunks.ts'
import { stateCondition } from './conditions.ts'
import { gzippedIfSmaller } from './gzip.ts'
import {
  blobIdOf,
  type Draft,
  expiryOf,
  formatAttribute,
  keyOf,
  numberAttribute,
  type StateConditions,
  versionOf,
} from './item.ts'
import type { ItemStore } from './item-store.ts'
import { outcomeUnknown, stillOpen } from './lost-answer.ts'
import { piecesOf } from './pieces.ts'

/** A value on its way into chunks. */
export interface ChunkedBody {
  /** In pieces of one chunk each. */
  readonly pieces: AsyncIterable<Uint8Array>
  /** How many pieces there are, where that is known. */
  readonly count?: number | undefined
  readonly type: Blob['type']
  /** Whether each chunk may be compressed. */
  readonly compress: boolean
}

/**
 * Writes a value that one item cannot hold. First comes a record of whose the chunks are, by which `vacuum` finds those of a
 * writer that dies; then the chunks; then the item, which makes all of it visible at once.
 *
 * @throws {ItemTooLargeError} when it is larger than a value may be; nothing is left of it.
 * @throws {TimeoutError} when it takes longer than an hour; nothing is left of it either.
 */
export async function putChunked(
  store: ItemStore,
  item: Item,
  body: ChunkedBody,
  options: SendOptions & StateConditions,
): Promise<void> {
  await checkState(store, keyOf(item), options)
  const chunks: Chunks = { id: hex(crypto.getRandomValues(new Uint8Array(16))), recorded: 0 }
  let isCommitting = false
  try {
    const blob = await writeChunks(store, item, body, chunks, options.signal)
    isCommitting = true
    await commit(store, { ...item, blob: blobAttribute(blob) }, options)
  } catch (error) {
    // Once the item was sent, only a failed condition says that nothing names the chunks.
    const isUnused = !isCommitting || hasCode(error, 'CONDITION_FAILED')
    if (isUnused && !options.signal?.aborted) await discard(store, keyOf(item), chunks.id, chunks.recorded)
    throw error
  }
}

/** A condition that fails already is known for one read, which spares the chunks; the item is written on it all the same. */
async function checkState(store: ItemStore, key: string, options: SendOptions & StateConditions): Promise<void> {
  if (!stateCondition(options)) return
  const { ifAbsent, ifVersion, signal } = options
  const item = await store.get(key, { signal, consistent: true }, '#key, #expires, #version')
  const isMet = ifAbsent ? !item : item && (ifVersion === undefined || (versionOf(item) ?? null) === ifVersion)
  if (!isMet)
    throw new ConditionFailedError(`key '${key}' is not in the state that was asked for`, {
      operation: 'PutItem',
      table: store.table.name,
    })
}

/**
 * Writes the item that names the chunks, and never twice: after a lost answer another writer may have replaced it already, and
 * its chunks be released.
 *
 * @throws {OutcomeUnknownError} when the answer was lost, and nothing tells that it was done.
 */
async function commit(store: ItemStore, item: Item, options: SendOptions & StateConditions): Promise<void> {
  const onUnanswered = (error: DynadictError) => {
    throw outcomeUnknown(store, keyOf(item), error)
  }
  try {
    await store.putItem(item, { ...options, onUnanswered })
  } catch (error) {
    // A transport may send again by itself without telling.
    const isOpen = hasCode(error, 'OUTCOME_UNKNOWN') || hasCode(error, 'CONDITION_FAILED')
    if (!isOpen || !(await wasCommitted(store, item, options.signal).catch(stillOpen))) throw error
  }
}

/** Whether the chunks of an item are named, or have been and were released since. */
async function wasCommitted(store: ItemStore, item: Item, signal: AbortSignal | undefined): Promise<boolean> {
  const { name: TableName } = store.table
  const id = `${blobIdOf(item)}`
  const read = async (target: { TableName: string; Key: Item }) =>
    (await store.table.read('GetItem', { ...target, ConsistentRead: true }, { signal }))?.Item
  const there = await read(await store.targetOf(keyOf(item), { signal }))
  if (blobIdOf(there) === id) return true
  return (await read({ TableName, Key: recordKey(store.namespace, id) }))?.gone !== undefined
}

/** The same for a value in memory that is one already. */
export async function putLarge(
  store: ItemStore,
  item: Item,
  { bytes, type }: NonNullable<Draft['body']>,
  options: SendOptions & StateConditions,
): Promise<void> {
  const count = chunkCount(bytes.byteLength)
  let unknown: unknown
  for (let attempt = 1; ; attempt++) {
    try {
      const pieces = piecesOf([bytes], chunkBytes)
      return await putChunked(store, item, { pieces, count, type, compress: false }, options)
    } catch (error) {
      // It was not done as far as can be seen, and is done anew; once it was open, no other state tells more.
      if (unknown && hasCode(error, 'CONDITION_FAILED')) throw unknown
      if (unknown) markMayBeDone(error)
      if (!hasCode(error, 'OUTCOME_UNKNOWN') || attempt === 3) throw error
      unknown = error
    }
    await store.table.clock.sleep(backoffMs(attempt), options.signal)
  }
}

/** The chunks of one value while they are written. */
interface Chunks {
  readonly id: string
  /** How many chunks the record tells of. */
  recorded: number
}

async function writeChunks(
  store: ItemStore,
  item: Item,
  { pieces, count, type, compress }: ChunkedBody,
  chunks: Chunks,
  signal: AbortSignal | undefined,
): Promise<Blob> {
  const { table, namespace, ttlGraceMs } = store
  const { id } = chunks
  const now = table.clock.now()
  const ttl = chunkTtl(expiryOf(item), now, ttlGraceMs)
  const checkTime = () => {
    if (table.clock.now() <= now + writeTimeoutMs) return
    throw new TimeoutError(`key '${keyOf(item)}' took longer than an hour`, { table: table.name })
  }
  const put = (attributes: Item) =>
    table.write(
      'PutItem',
      { TableName: table.name, Item: { ...attributes, ...ttlAttribute(ttl), format: formatAttribute } },
      { signal },
    )

  /** The record is always ahead of the chunks; of a stream it tells of twice as many each time. */
  async function* recorded() {
    let index = 0
    for await (const piece of pieces) {
      if (index === maxChunks) throw valueTooLarge(keyOf(item), table.name)
      // What is written behind the back of `vacuum` has no record by which it could be found.
      checkTime()
      if (index === chunks.recorded) {
        const ahead = count ?? Math.max(chunksAtOnce, index * 2)
        chunks.recorded = ahead
        const record = { owner: { S: keyOf(item) }, count: numberAttribute(ahead), updated: numberAttribute(now) }
        await put({ ...recordKey(namespace, id), ...record })
      }
      index++
      yield piece
    }
  }

  const hashes: Uint8Array[] = []
  let bytes = 0
  let stored = 0
  await inParallel(recorded(), chunksAtOnce, async (piece, index) => {
    const [hash, smaller] = await Promise.all([sha256(piece), compress ? gzippedIfSmaller(piece) : undefined])
    const value = smaller ?? piece
    hashes[index] = hash
    bytes += piece.byteLength
    stored += value.byteLength
    const encoding = smaller && { encoding: { S: 'gzip' } }
    await put({ ...chunkKey(namespace, id, index), value: { B: value }, ...encoding, sha256: { B: hash } })
  })
  checkTime()
  const hash = await sha256(concat(hashes, hashes.length * 32))
  return { id, count: hashes.length, bytes, stored, type, sha256: hash, ttl }
}
