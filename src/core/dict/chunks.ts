/** Values that are too large for one item: where their chunks are, and what the item says of them. */

import { ItemTooLargeError } from '../errors.ts'
import type { AttributeValue, Item } from '../transport.ts'
import { numberAttribute, undecodable } from './item.ts'
import { reservedPartition } from './keys.ts'

/** How much of a value one chunk holds, so that it fits an item together with its names. */
export const chunkBytes: number = 384 * 1_024

export const maxChunks = 1_024

/** The largest value: 384 MiB, 402,653,184 bytes. */
export const maxValueBytes: number = maxChunks * chunkBytes

/** How many chunks are written or read at once, which bounds the memory that it takes. */
export const chunksAtOnce = 4

/** How long chunks outlive the value that had them, so that whoever reads it may end. */
export const graceMs = 60_000

/** After this time a writer gives up, since `vacuum` might take its chunks for those of a writer that died. */
export const writeTimeoutMs = 3_600_000

/** What an item says of its chunks. */
export interface Blob {
  readonly id: string
  /** How many chunks there are. */
  readonly count: number
  /** The size of the value. */
  readonly bytes: number
  /** What the chunks take, which is less where they are compressed. */
  readonly stored: number
  /** Which type of attribute the value is. */
  readonly type: 'S' | 'B'
  /** SHA-256 of the chunks' SHA-256, one after the other. */
  readonly sha256: Uint8Array
  /** When DynamoDB's own clean-up may take the chunks, in epoch seconds; without one they never expire. */
  readonly ttl: number | undefined
}

export const blobAttribute = ({ id, count, bytes, stored, type, sha256, ttl }: Blob): AttributeValue => ({
  M: {
    id: { S: id },
    count: numberAttribute(count),
    bytes: numberAttribute(bytes),
    stored: numberAttribute(stored),
    type: { S: type },
    sha256: { B: sha256 },
    ...ttlAttribute(ttl),
  },
})

export const ttlAttribute = (ttl: number | undefined): Item => (ttl === undefined ? {} : { ttl: numberAttribute(ttl) })

const dayMs = 86_400_000

/**
 * When DynamoDB's own clean-up may take the chunks of an item with this expiry. To change that costs as much as to write them
 * anew, so they outlive it by as long again as it lives, a day at least.
 */
export const chunkTtl = (expiry: Date | 'never', now: number, graceMs: number): number | undefined => {
  if (expiry === 'never') return undefined
  const expires = Number(expiry)
  return Math.ceil((expires + Math.max(expires - now, dayMs) + graceMs) / 1_000)
}

export const valueTooLarge = (key: string, table: string): ItemTooLargeError =>
  new ItemTooLargeError(`key '${key}' takes more than ${maxValueBytes} bytes, which is the most`, { table })

/** @throws {DecodeError} when the item does not say what its chunks are. */
export function blobOf(item: Item): Blob {
  const { id, count, bytes, stored, type, sha256, ttl } = item.blob?.M ?? {}
  const blob = {
    id: id?.S ?? '',
    count: Number(count?.N),
    bytes: Number(bytes?.N),
    stored: Number(stored?.N),
    type: type?.S === 'S' ? ('S' as const) : ('B' as const),
    sha256: sha256?.B ?? new Uint8Array(),
    ttl: ttl?.N === undefined ? undefined : Number(ttl.N),
  }
  const isSize = Number.isInteger(blob.bytes) && blob.bytes > 0 && blob.bytes <= maxValueBytes
  const isSound = isSize && /^[0-9a-f]{32}$/.test(blob.id) && blob.count === chunkCount(blob.bytes)
  if (!isSound) throw undecodable(item, 'does not say what its chunks are')
  return blob
}

export const chunkCount = (bytes: number): number => Math.ceil(bytes / chunkBytes)

/** Each chunk has a partition key of its own, so that no partition bears the load of a whole value. */
export const chunkKey = (namespace: string, id: string, index: number): Item => ({
  namespace: { S: reservedPartition(namespace, `chunks/${id}/${index}`) },
  key: { S: 'chunk' },
})

/** The partition of a namespace's records, one for each value in chunks: whose it is, and how many chunks to look for. */
export const recordsOf = (namespace: string): string => reservedPartition(namespace, 'blobs')

export const recordKey = (namespace: string, id: string): Item => ({
  namespace: { S: recordsOf(namespace) },
  key: { S: id },
})
