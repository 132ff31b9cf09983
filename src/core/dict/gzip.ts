/** gzip (RFC 1952) by the web's compression streams, of what is in memory. */

import { collect } from '../bytes.ts'

/** Compresses bytes; they must stay as they are until it is done. */
export const gzipped = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  piped(bytes, new CompressionStream('gzip'), Number.POSITIVE_INFINITY)

/** Below this many bytes, compression costs more than it saves. */
export const leastBytes = 1_024

/** Bytes compressed, where that makes them smaller by an eighth at least. */
export async function gzippedIfSmaller(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (bytes.byteLength < leastBytes) return undefined
  const made = await gzipped(bytes)
  return made.byteLength * 8 <= bytes.byteLength * 7 ? made : undefined
}

/**
 * Decompresses bytes, up to a size; no more than that is ever made, so that a small hostile input cannot fill the memory.
 *
 * @throws {TypeError} when they are no gzip, are cut short, or stand for more than `limit` bytes.
 */
export async function gunzipped(bytes: Uint8Array, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await piped(bytes, new DecompressionStream('gzip'), limit)
  } catch (cause) {
    if (cause instanceof RangeError) throw new TypeError(cause.message)
    // Each runtime has an error and words of its own for this.
    throw new TypeError('malformed gzip', { cause })
  }
}

// Some runtimes decompress all that is written at once before any of it is read, and gzip makes 1,032 bytes of one.
const pieceBytes = 16_384

async function piped(
  bytes: Uint8Array,
  { readable, writable }: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // What goes wrong in writing is seen by the reader.
  write(bytes, writable).catch(() => undefined)
  const made = await collect(readable, limit)
  if (!made) throw new RangeError(`more than ${limit} bytes when decompressed`)
  return made
}

async function write(bytes: Uint8Array, writable: WritableStream<BufferSource>): Promise<void> {
  const writer = writable.getWriter()
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) {
    await writer.write(bytes.subarray(start, start + pieceBytes) as Uint8Array<ArrayBuffer>)
  }
  await writer.close()
}
