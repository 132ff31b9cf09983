import { expect, test } from 'vitest'
import { isSame } from '../../../../src/core/dict/same-item.ts'

const item = { key: { S: 'k' }, value: { M: { a: { N: '1' }, b: { B: new Uint8Array([1, 2]) } } } }

test('an item is the same in whatever order its attributes and the members of its maps come', () => {
  expect(isSame(item, { value: { M: { b: { B: new Uint8Array([1, 2]) }, a: { N: '1' } } }, key: { S: 'k' } })).toBe(
    true,
  )
})

test('an item is not the same when an attribute is another, is missing or has come, or when none was seen', () => {
  expect(isSame(item, { ...item, value: { M: { a: { N: '1' }, b: { B: new Uint8Array([1, 3]) } } } })).toBe(false)
  expect(isSame(item, { key: item.key })).toBe(false)
  expect(isSame({ key: item.key }, item)).toBe(false)
  expect(isSame(item, undefined)).toBe(false)
})
