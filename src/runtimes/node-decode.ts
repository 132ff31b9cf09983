import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** No answer of DynamoDB is larger: it holds 16 MB, of which JSON may make six times as much. */
const limits = { maxOutputLength: 100 * 1_024 * 1_024 }

/**
 * Undoes the content codings of a body; `undefined` when it is not coded as they say, or larger than an answer can be. None is
 * asked for, so that only what stands between can have coded it. One that is not known changes nothing, as for `fetch`.
 *
 * @param codings the value of `content-encoding`.
 * @see RFC 9110 §8.4
 */
export function decode(body: Buffer, codings: string): Buffer | undefined {
  try {
    // The one that was applied last comes last.
    const names = codings.toLowerCase().split(',').reverse()
    return names.reduce((coded, name) => decoders.get(name.trim())?.(coded) ?? coded, body)
  } catch {
    return undefined
  }
}

const gunzip = (bytes: Buffer): Buffer => gunzipSync(bytes, limits)

/** With the header of zlib, as it ought to be, or without, as some send it. */
const inflate = (bytes: Buffer): Buffer =>
  ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, limits) : inflateRawSync(bytes, limits)

const decoders = new Map<string, (bytes: Buffer) => Buffer>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', (bytes) => brotliDecompressSync(bytes, limits)],
])
