import { gzip } from './serializers/gzip.ts'
import type { Serializer } from './serializers/serializer.ts'

/** The serializers that a dict reads, by encoding: its own, and the same with or without compression. */
export function readersOf<V>(serializer: Serializer<V>): readonly Serializer<V>[] {
  const { inner, encoding } = serializer
  const isGzip = inner && encoding === `${inner.encoding}+gzip`
  return [serializer, isGzip ? inner : gzip(serializer)]
}
