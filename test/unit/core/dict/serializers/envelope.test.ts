import { expect, test } from 'vitest'
import { fromEnvelope, toEnvelope } from '../../../../../src/core/dict/serializers/envelope.ts'
import { hex } from '../../../../../src/core/hex.ts'
import type { AttributeValue } from '../../../../../src/core/transport.ts'

const bytes = Uint8Array.of(0, 0x1f, 0xff)

const vectors: [AttributeValue, string][] = [
  [{ S: '' }, '53'],
  [{ S: '\u{feff}é' }, '53efbbbfc3a9'],
  [{ B: new Uint8Array() }, '42'],
  [{ B: bytes }, '42001fff'],
  [{ N: '-1.5e-7' }, '4e2d312e35652d37'],
  [{ NULL: true }, hex(new TextEncoder().encode('J{"NULL":true}'))],
  [{ BS: [bytes] }, hex(new TextEncoder().encode('J{"BS":["AB//"]}'))],
  [
    { M: { B: { S: 'x' }, list: { L: [{ B: bytes }] } } },
    hex(new TextEncoder().encode('J{"M":{"B":{"S":"x"},"list":{"L":[{"B":"AB//"}]}}}')),
  ],
]

test.each(vectors)('%j is %s, and comes back', (attribute, expected) => {
  const envelope = toEnvelope(attribute)
  expect(hex(envelope)).toBe(expected)
  expect(fromEnvelope(envelope)).toEqual(attribute)
})

const encoded = (text: string) => new TextEncoder().encode(text)

test.each([
  ['nothing', new Uint8Array()],
  ['another letter', encoded('Xyz')],
  ['malformed UTF-8', Uint8Array.of(0x53, 0xff)],
  ['no JSON', encoded('J{')],
  ['no JSON object', encoded('J1')],
])('%s is refused', (_, envelope) => {
  expect(() => fromEnvelope(envelope)).toThrow(TypeError)
})

test('an attribute that is nested too deeply is refused by name', () => {
  let attribute: AttributeValue = { NULL: true }
  for (let level = 0; level < 200_000; level++) attribute = { L: [attribute] }
  expect(() => toEnvelope(attribute)).toThrow(new TypeError('it is nested too deeply'))
})
