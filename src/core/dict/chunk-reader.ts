import { concat } from '../concat.ts'
import { DecodeError } from '../errors.ts'
import { prefetched } from '../parallel.ts'
import { sha256 } from '../sha256.ts'
import type { Item, SendOptions } from '../transport.ts'
import { type Blob, blobOf, chunkBytes, chunkKey, chunksAtOnce } from './chunks.ts'
import { gunzipped } from './gzip.ts'
import { checkFormat, keyOf, undecodable } from './item.ts'
import type { ItemStore } from './item-store.ts'

/**
 * The bytes of a value in chunks from `start` up to, not including, `end`. Each chunk is verified before it is handed out,
 * and a few are fetched ahead.
 *
 * @throws {DecodeError} when a chunk is gone, since the value was replaced or removed, or when one is damaged.
 */
export async function* readChunks(
  store: ItemStore,
  item: Item,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  checkFormat(item)
  const blob = blobOf(item)
  if (start >= end) return
  const first = Math.floor(start / chunkBytes)
  const last = Math.ceil(end / chunkBytes)
  const hashes: Uint8Array[] = []
  let index = first
  const load = (at: number) => loadChunk(store, item, blob, at, signal)
  for await (const { bytes, hash } of prefetched(first, last, chunksAtOnce, load)) {
    hashes.push(hash)
    if (hashes.length === blob.count) await checkWhole(item, blob, hashes)
    const offset = index++ * chunkBytes
    yield bytes.subarray(Math.max(0, start - offset), Math.min(end - offset, bytes.byteLength))
    // The next ones may be there already.
    signal?.throwIfAborted()
  }
}

/**
 * An item with its value in place, where it is in chunks; of one that has been replaced meanwhile, the one that is there
 * now, and `undefined` when there is none any more.
 */
export async function readWhole(store: ItemStore, item: Item, { signal }: SendOptions): Promise<Item | undefined> {
  for (let seen = item; ; ) {
    try {
      return await withValue(store, seen, signal)
    } catch (error) {
      if (!(error instanceof ChunkGone)) throw error
      const latest = await store.get(keyOf(item), { signal, consistent: true })
      if (!latest?.blob) return latest
      if (blobOf(latest).id === blobOf(seen).id) throw error
      seen = latest
    }
  }
}

/** An item with its value in place of its chunks. */
export async function withValue(store: ItemStore, item: Item, signal: AbortSignal | undefined): Promise<Item> {
  const { bytes: size, type } = blobOf(item)
  const parts: Uint8Array[] = []
  for await (const part of readChunks(store, item, 0, size, signal)) parts.push(part)
  const bytes = concat(parts, size)
  return { ...item, value: type === 'S' ? { S: textOf(bytes) } : { B: bytes } }
}

const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

/** The value was replaced or removed, and the time for those who still read it is over; or somebody else took the chunk. */
class ChunkGone extends DecodeError {}

async function loadChunk(
  { table, namespace }: ItemStore,
  item: Item,
  { id, bytes, count }: Blob,
  index: number,
  signal: AbortSignal | undefined,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; hash: Uint8Array }> {
  const get = async (consistent: boolean) => {
    const input = { TableName: table.name, Key: chunkKey(namespace, id, index), ConsistentRead: consistent }
    return (await table.read('GetItem', input, { signal }))?.Item
  }
  // The item may be newer than what a cheap read sees of its chunks.
  const chunk = (await get(false)) ?? (await get(true))
  if (!chunk) {
    throw new ChunkGone(`key '${keyOf(item)}' was replaced or removed while it was read: a chunk is gone`, {
      table: table.name,
    })
  }
  const size = index < count - 1 ? chunkBytes : bytes - index * chunkBytes
  const content = await contentOf(chunk, size)
  const hash = content && (await sha256(content))
  const isSound = content?.byteLength === size && hash && isEqual(hash, chunk.sha256?.B)
  if (!isSound) throw undecodable(item, `has a damaged chunk, number ${index}`)
  return { bytes: content, hash }
}

/** What a chunk holds; `undefined` when it is no gzip, as it says, or stands for more than it should. */
async function contentOf({ value, encoding }: Item, size: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const stored = new Uint8Array(value?.B ?? [])
  return encoding ? gunzipped(stored, size).catch(() => undefined) : stored
}

async function checkWhole(item: Item, blob: Blob, hashes: readonly Uint8Array[]): Promise<void> {
  const hash = await sha256(concat(hashes, hashes.length * 32))
  if (!isEqual(hash, blob.sha256)) throw undecodable(item, 'has chunks that are not its own')
}

const isEqual = (a: Uint8Array, b: Uint8Array | undefined) => String(a) === String(b)
