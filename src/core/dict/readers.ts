import { gzip } from './serializers/gzip.ts'
import type { Serializer } from './serializers/serializer.ts'

/** The serializers that a dict reads, by encoding: its own, and the same with or without compression. */
export function readersOf<V>(serializer: Serializer<V>): readonly Serializer<V>[] {
  const { inner, encoding, compress = true } = serializer
  const isGzip = inner && encoding === `${inner.encoding}+gzip`
  if (isGzip) return [serializer, inner]
  // What nobody compresses is not decompressed: it may be somebody else's, made to fill the memory.
  return compress ? [serializer, gzip(serializer)] : [serializer]
}
