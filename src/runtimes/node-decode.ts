import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/**
 * Undoes the content codings of a body. None is asked for, so that only what stands between can have coded it.
 *
 * @param codings the value of `content-encoding`.
 * @throws {Error} for a coding that is not known.
 * @see RFC 9110 §8.4
 */
export function decode(bytes: Buffer, codings: string): Buffer {
  // The one that was applied last comes last.
  return codings
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .reduceRight((coded, coding) => decoderOf(coding)(coded), bytes)
}

function decoderOf(coding: string): (bytes: Buffer) => Buffer {
  if (coding === 'gzip' || coding === 'x-gzip') return gunzipSync
  if (coding === 'deflate') return inflateAny
  if (coding === 'br') return brotliDecompressSync
  if (coding === 'identity' || coding === '') return (bytes) => bytes
  throw new Error(`an answer has the content coding ${coding}, which was not asked for`)
}

/** With the header of zlib, as it ought to be, or without, as some send it. */
const inflateAny = (bytes: Buffer): Buffer =>
  ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes) : inflateRawSync(bytes)
