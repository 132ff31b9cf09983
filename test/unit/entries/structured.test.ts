import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeValue } from '../../../src/core/transport.ts'
import { structured } from '../../../src/entries/structured.ts'

const place = { namespace: 'n', key: 'k' }
const encode = (value: unknown) => structured.encode(value, place) as AttributeValue
const decode = (attribute: AttributeValue) => structured.decode(attribute, place)
const roundTrip = (value: unknown) => decode(encode(value))

describe('structured', () => {
  const buffer = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8).buffer
  const kept: [string, unknown][] = [
    [
      'a Map',
      new Map<unknown, unknown>([
        ['a', 1],
        [{ b: 2 }, new Map()],
      ]),
    ],
    ['a Set', new Set([1, 'a', null])],
    ['a Date', new Date(12_345)],
    ['an invalid Date', new Date(Number.NaN)],
    ['a bigint', 2n ** 80n],
    ['a RegExp', /a"<b>\/c/giu],
    ['a URL', new URL('https://example.com/ü?a=1#b')],
    ['undefined in an object', { a: undefined }],
    ['undefined in an array', [undefined]],
    ['numbers that JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]],
    ['holes', Object.assign(new Array(3), { 1: 'a' })],
    ['text', '\ud800 \u2028 <script> \u0000 é 😀'],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
    ['an ArrayBuffer', buffer],
    ['bytes', new Uint8Array(buffer)],
    ['numbers of 16 bits', new Uint16Array(buffer)],
    ['numbers of 64 bits', new BigInt64Array(buffer)],
    ['fractions', new Float64Array([0.1, -0])],
    ['a DataView', new DataView(buffer)],
    ['names that are Object.prototype’s', { constructor: 1, toString: 2, hasOwnProperty: 3 }],
  ]
  test.each(kept)('%s comes back as it was', (_, value) => {
    expect(roundTrip(value)).toStrictEqual(value)
    expect(roundTrip({ in: [value] })).toStrictEqual({ in: [value] })
  })

  test('URLSearchParams come back', () => {
    expect(String(roundTrip(new URLSearchParams({ a: 'ü&' })))).toBe('a=%C3%BC%26')
  })

  test('what is there twice, or within itself, comes back as one', () => {
    const cycle: Record<string, unknown> = { at: new Date(0), set: new Set() }
    cycle.self = cycle
    cycle.again = cycle.at
    ;(cycle.set as Set<unknown>).add(cycle)
    const back = roundTrip(cycle) as Record<string, unknown>
    expect(back.self).toBe(back)
    expect(back.again).toBe(back.at)
    expect((back.set as Set<unknown>).has(back)).toBe(true)
  })

  test('of the buffer behind a part of it only that part is written', () => {
    const secret = new TextEncoder().encode('secret words')
    const parts = {
      bytes: secret.subarray(7),
      words: new Uint16Array(secret.buffer, 8, 2),
      node: Buffer.from('pooled'),
    }
    const { S = '' } = encode(parts)
    const written = [...S.matchAll(/"ArrayBuffer","([^"]*)"/g)].map(([, base64 = '']) => atob(base64))
    expect(written).toEqual(['words', 'ords', 'pooled'])
    const node = new TextEncoder().encode('pooled')
    expect(roundTrip(parts)).toStrictEqual({
      bytes: secret.slice(7),
      words: new Uint16Array(secret.slice(8).buffer),
      node,
    })
  })

  class Point {}
  const refused: [unknown, string][] = [
    [undefined, 'value is undefined'],
    [{ run: () => 1 }, 'value.run is of type function'],
    [[Symbol('s')], 'value[0] is of type symbol'],
    [new Map([['k', new Point()]]), 'value.get("k") is of type Point'],
    [{ a: new WeakMap() }, 'value.a is of type WeakMap'],
    [new Error('e'), 'value is of type Error'],
    [Promise.resolve(1), 'value is of type Promise'],
    [{ a: new (class Own extends Map {})() }, 'value.a is of type Own'],
    [new (class Own extends Array {})(), 'value has members that cannot be kept'],
    [new (class Own extends Date {})(), 'value is of type Own'],
    [Object.assign([1], { extra: 2 }), 'value has members that cannot be kept'],
    ['a'.match(/a/), 'value has members that cannot be kept'],
    [Object.assign(new Map(), { extra: 2 }), 'value is of type Map'],
    [{ a: { [Symbol('s')]: 1 } }, 'value.a has members that cannot be kept'],
    [{ a: JSON.parse('{"__proto__":1}') }, 'value.a has members that cannot be kept'],
    [{ a: Object.fromEntries([['then', () => 1]]) }, 'value.a has members that cannot be kept'],
    [Object.create(Object.create(null, { hidden: { value: 1 } })), 'value is of type undefined'],
    [new Uint8Array(new SharedArrayBuffer(2)), 'value is of type SharedArrayBuffer'],
  ]
  test.each(refused)('%o is refused by name', (value, message) => {
    expect(() => encode(value)).toThrow(new TypeError(message))
  })

  test('the error does not hold the value', () => {
    try {
      encode({ secret: 'value', run: () => 1 })
      expect.unreachable()
    } catch (error) {
      expect(Object.entries(error as Error)).toEqual([])
      expect((error as Error).cause).toBeUndefined()
    }
  })

  test('what is nested too deeply is refused by name', () => {
    let value: unknown = []
    for (let level = 0; level < 200_000; level++) value = [value]
    expect(() => encode(value)).toThrow(new TypeError('it is nested too deeply'))
  })

  test.each([
    '',
    'x',
    '{}',
    '[]',
    '-1',
    '[["Map",1,1]',
    '[["Uint8Array",0]]',
    '[{"__proto__":1},1]',
    '[["null","__proto__",1],1]',
    '[["process",1],1]',
    '[[-7,4294967296]]',
  ])('malformed text is refused: %s', (S) => {
    expect(() => decode({ S })).toThrow()
    expect({}).not.toHaveProperty('polluted')
  })

  test('text that claims a huge array takes no memory for it', () => {
    const before = process.memoryUsage().rss
    expect(decode({ S: '[[-7,50000000]]' })).toHaveLength(50_000_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  test('anything but text is refused', () => {
    expect(() => decode({ N: '1' })).toThrow()
  })

  test('whatever it takes, it gives back', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withUnicodeString: true,
    })
    fc.assert(
      fc.property(value, (value) => {
        let attribute: AttributeValue
        try {
          attribute = encode(value)
        } catch (error) {
          expect(String(error)).toMatch(/^TypeError: value.* (is undefined|has members that cannot be kept)$/)
          return
        }
        expect(decode(attribute)).toStrictEqual(value)
      }),
    )
  })
})
