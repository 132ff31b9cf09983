import { concat } from '../../bytes.ts'
import type { AttributeValue } from '../../transport.ts'
import { utf8Length } from '../../utf8.ts'
import { gunzipped, gzipped } from '../gzip.ts'
import { fromEnvelope, toEnvelope } from './envelope.ts'
import type { Serializer } from './serializer.ts'

/** The largest value that is compressed or decompressed, in bytes: 1,024 chunks of 384 KiB. */
export const maxValueBytes: number = 1_024 * 393_216

/** Below this many bytes, compression costs more than it saves. */
const leastBytes = 1_024

/**
 * Compresses what another serializer writes, where that makes it smaller by an eighth at least: text and binary of 1,024
 * bytes or more. Everything else stays as it is.
 *
 * A value that would be above 402,653,184 bytes once decompressed is an error, so that a small item of somebody else's
 * cannot fill the memory.
 *
 * @example
 * const logs = new DynamoDbDict('app', { namespace: 'logs', serializer: gzip(text) })
 */
export function gzip<V>(inner: Serializer<V>): Serializer<V> {
  return {
    encoding: `${inner.encoding}+gzip`,
    compress: false,
    inner,
    async encode(value, place) {
      const attribute = await inner.encode(value, place)
      const { B } = attribute
      const size = sizeOf(attribute)
      if (size >= leastBytes && size <= maxValueBytes) {
        const made = await gzipped(toEnvelope(attribute))
        if (made.byteLength * 8 <= size * 7) return { B: made }
      }
      return B ? { B: concat([raw, B], 1 + B.byteLength) } : attribute
    },
    async decode(attribute, place) {
      const { B } = attribute
      return inner.decode(B ? await unpacked(B) : attribute, place)
    },
  }
}

/** What precedes binary that is not compressed, since it may look as if it were. */
const raw = new Uint8Array([0])

const sizeOf = ({ S, B }: AttributeValue) => (S === undefined ? (B?.byteLength ?? 0) : utf8Length(S))

async function unpacked(bytes: Uint8Array): Promise<AttributeValue> {
  if (bytes[0] === raw[0]) return { B: bytes.subarray(1) }
  return fromEnvelope(await gunzipped(bytes, 1 + maxValueBytes))
}
