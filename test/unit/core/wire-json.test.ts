import { expect, test } from 'vitest'
import { fromBase64, fromWire, toBase64, toWire } from '../../../src/core/wire-json.ts'

test('binary of every length goes through base64', () => {
  for (const length of [0, 1, 2, 3, 255, 8_191, 8_192, 8_193, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) % 256)
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
  }
})

test('attributes named B and BS are no binary, and __proto__ is a name like any other', () => {
  const item = { B: { M: { B: { S: 'x' }, BS: { L: [{ S: 'y' }] } } }, BS: { BS: [new Uint8Array([1])] } }
  expect(fromWire(toWire({ Item: item }))).toEqual({ Item: item })
  const hostile = fromWire('{"Item":{"__proto__":{"S":"polluted"}}}')
  expect(Object.getPrototypeOf(hostile?.Item)).toBe(Object.prototype)
  expect(Object.keys(hostile?.Item ?? {})).toEqual(['__proto__'])
})

test.each(['', '<html>', '[]', 'null', '"text"', '1', '{"Item"', '{"Item":{"v":{"B":"%%%"}}}'])(
  '%j is no answer',
  (text) => {
    expect(fromWire(text)).toBeUndefined()
  },
)
