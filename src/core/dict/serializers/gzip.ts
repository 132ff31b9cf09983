import { concat } from '../../concat.ts'
import type { AttributeValue } from '../../transport.ts'
import { maxValueBytes } from '../chunks.ts'
import { gunzipped, gzippedIfSmaller, leastBytes } from '../gzip.ts'
import { fromEnvelope, toEnvelope } from './envelope.ts'
import type { Serializer } from './serializer.ts'

/**
 * Compresses what another serializer writes, where that makes it smaller by an eighth at least: text and binary of 1,024
 * bytes or more. Everything else stays as it is.
 *
 * A dict compresses by itself, so this is for what another wrapper stands around, such as `encrypted(gzip(json), …)`.
 *
 * A value that would be above 402,653,184 bytes once decompressed is an error, so that a small item of somebody else's
 * cannot fill the memory.
 *
 * @param inner the serializer whose text or binary is compressed; other types of DynamoDB stay as they are.
 * @example
 * const logs = new DynamoDbDict('app', { namespace: 'logs', serializer: gzip(text) })
 */
export function gzip<V>(inner: Serializer<V>): Serializer<V> {
  return {
    encoding: `${inner.encoding}+gzip`,
    compress: false,
    readsOthers: inner.readsOthers,
    inner,
    async encode(value, place) {
      const attribute = await inner.encode(value, place)
      const { B } = attribute
      return (await compressed(attribute)) ?? (B ? { B: concat([raw, B], 1 + B.byteLength) } : attribute)
    },
    async decode(attribute, place) {
      const { B } = attribute
      return inner.decode(B ? await unpacked(B) : attribute, place)
    },
  }
}

/** Text or binary as `gzip` writes it, where that makes it smaller. */
export async function compressed(attribute: AttributeValue): Promise<AttributeValue | undefined> {
  if (attribute.S === undefined && !attribute.B) return undefined
  const envelope = toEnvelope(attribute)
  // Its first byte is not of the value.
  const B = envelope.byteLength > leastBytes ? await gzippedIfSmaller(envelope) : undefined
  return B && { B }
}

/** What precedes binary that is not compressed, since it may look as if it were. */
const raw = new Uint8Array([0])

async function unpacked(bytes: Uint8Array): Promise<AttributeValue> {
  if (bytes[0] === raw[0]) return { B: bytes.subarray(1) }
  return fromEnvelope(await gunzipped(bytes, 1 + maxValueBytes))
}
