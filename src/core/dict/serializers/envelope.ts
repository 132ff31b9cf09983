/** An attribute as bytes, for the serializers that work on those: one byte that names its type, and then its content. */

import type { AttributeValue } from '../../transport.ts'
import { utf8 } from '../../utf8.ts'
import { fromWire, toWire } from '../../wire-json.ts'
import { unlessTooDeep } from '../plain.ts'

// Malformed text is an error rather than another text, and a byte order mark is a part of it.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text, binary and numbers as they are; every other attribute as DynamoDB JSON, under the letter J. */
export function toEnvelope(attribute: AttributeValue): Uint8Array<ArrayBuffer> {
  const { S, N, B } = attribute
  if (S !== undefined) return utf8(`S${S}`)
  if (N !== undefined) return utf8(`N${N}`)
  if (B === undefined) return utf8(`J${unlessTooDeep(() => toWire(attribute))}`)
  const envelope = new Uint8Array(1 + B.byteLength)
  envelope[0] = 'B'.charCodeAt(0)
  envelope.set(B, 1)
  return envelope
}

/** @throws {TypeError} when the bytes are no envelope. */
export function fromEnvelope(envelope: Uint8Array<ArrayBuffer>): AttributeValue {
  const type = String.fromCharCode(envelope[0] ?? 0)
  const content = envelope.subarray(1)
  if (type === 'B') return { B: content }
  const text = decoder.decode(content)
  if (type === 'S' || type === 'N') return { [type]: text }
  const attribute = type === 'J' && fromWire(text)
  if (attribute) return attribute
  throw new TypeError('malformed envelope')
}
