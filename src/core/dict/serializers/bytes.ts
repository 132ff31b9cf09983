import type { Serializer } from './serializer.ts'

/** Bytes as they are. What is written is copied at once, so the array may be used again. */
export const bytes: Serializer<Uint8Array> = {
  encoding: 'bytes',
  encode(value) {
    if (!(value instanceof Uint8Array)) throw new TypeError('the value must be a Uint8Array')
    return { B: new Uint8Array(value) }
  },
  decode(attribute) {
    if (attribute.B === undefined) throw new TypeError('not binary')
    return attribute.B
  },
}
