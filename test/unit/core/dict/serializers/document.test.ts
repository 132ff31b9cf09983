import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { document } from '../../../../../src/core/dict/serializers/document.ts'
import { isPlainObject } from '../../../../../src/core/plain-object.ts'
import type { AttributeValue } from '../../../../../src/core/transport.ts'
import { fromWire, toWire } from '../../../../../src/core/wire-json.ts'

const place = { namespace: 'n', key: 'k' }
const encode = (value: unknown) => document.encode(value, place) as AttributeValue
const decode = (attribute: AttributeValue) => document.decode(attribute, place)

describe('document', () => {
  const known: [unknown, AttributeValue][] = [
    ['text', { S: 'text' }],
    ['', { S: '' }],
    [12.5, { N: '12.5' }],
    [true, { BOOL: true }],
    [null, { NULL: true }],
    [Uint8Array.of(1, 2), { B: Uint8Array.of(1, 2) }],
    [{ a: { b: [1, null] } }, { M: { a: { M: { b: { L: [{ N: '1' }, { NULL: true }] } } } } }],
    [new Set(['a', 'b']), { SS: ['a', 'b'] }],
    [{ set: new Set([1, 1e21]) }, { M: { set: { NS: ['1', '1e+21'] } } }],
    [[new Set([Uint8Array.of(7)])], { L: [{ BS: [Uint8Array.of(7)] }] }],
  ]
  test.each(known)('%j is stored as %j, and comes back', (value, attribute) => {
    expect(encode(value)).toEqual(attribute)
    expect(decode(attribute)).toEqual(value)
  })

  test('members that are undefined are left out', () => {
    expect(encode({ a: 1, b: undefined })).toEqual({ M: { a: { N: '1' } } })
  })

  test('bytes are copied, and a Buffer is bytes', () => {
    const given = Buffer.from([1, 2])
    const stored = encode({ given })
    given.fill(9)
    expect(stored).toEqual({ M: { given: { B: new Uint8Array([1, 2]) } } })
  })

  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const refused: [unknown, string][] = [
    [{ list: [Number.NaN] }, 'value.list[0] is NaN'],
    [{ far: Number.POSITIVE_INFINITY }, 'value.far is Infinity'],
    [{ big: 1e126 }, 'value.big is out of range'],
    [{ small: 1e-131 }, 'value.small is out of range'],
    [{ count: 1n }, 'value.count is of type bigint: make it a number, or text'],
    ['\ud800', 'value holds a lone surrogate'],
    [{ a: { '\udfff': 1 } }, 'value.a has a name that holds a lone surrogate'],
    [{ at: new Date(0) }, 'value.at is of type Date'],
    [new Map(), 'value is of type Map'],
    [new Set(), 'value is an empty Set, which DynamoDB does not hold'],
    [
      { tags: new Set(['a', 1]) },
      'value.tags is a Set of other than only strings, only numbers or only Uint8Arrays, all different',
    ],
    [new Set(['\ud800']), 'value is a Set of other than only strings, only numbers or only Uint8Arrays, all different'],
    [
      new Set([Number.NaN]),
      'value is a Set of other than only strings, only numbers or only Uint8Arrays, all different',
    ],
    [
      new Set([Uint8Array.of(1), Uint8Array.of(1)]),
      'value is a Set of other than only strings, only numbers or only Uint8Arrays, all different',
    ],
    [undefined, 'value is of type undefined'],
    [[undefined], 'value[0] is of type undefined'],
    [cycle, 'value.self contains itself'],
    [{ words: new Uint16Array(2) }, 'value.words is of type Uint16Array'],
  ]
  test.each(refused)('%o is refused by name', (value, message) => {
    expect(() => encode(value)).toThrow(new TypeError(message))
  })

  test('a number of others with more digits than a double has is an error', () => {
    expect(() => decode({ M: { id: { N: '12345678901234567890123456789012345678' } } })).toThrow('too many digits')
    expect(decode({ M: { id: { N: '1000000000000000000000000000000000' } } })).toEqual({ id: 1e33 })
  })

  test('whatever plain data it takes, it gives back, over the wire too', () => {
    const plain = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -9e125, max: 9e125 }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array(),
        fc.uniqueArray(fc.integer(), { minLength: 1 }).map((list) => new Set(list)),
        fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1 }).map((list) => new Set(list)),
        fc.array(tie('value')),
        fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value')),
      ),
    })).value
    fc.assert(
      fc.property(plain, (value) => {
        let attribute: AttributeValue
        try {
          attribute = encode(value)
        } catch (error) {
          expect(String(error)).toMatch(/is out of range$/)
          return
        }
        const { value: received } = fromWire(toWire({ value: attribute })) as { value: AttributeValue }
        expect(withoutNegativeZero(decode(received))).toEqual(withoutNegativeZero(value))
      }),
    )
  })
})

/** The same value as toEqual sees it, which tells 0 from -0. */
function withoutNegativeZero(value: unknown): unknown {
  if (value === 0) return 0
  if (Array.isArray(value)) return value.map(withoutNegativeZero)
  // fast-check also makes objects without a prototype.
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutNegativeZero(member)]))
}
