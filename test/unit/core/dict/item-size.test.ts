import { expect, test } from 'vitest'
import { itemBytes } from '../../../../src/core/dict/item-size.ts'

// The rules of https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
test.each([
  [{ shirt: { S: 'red' } }, 5 + 3],
  [{ é: { S: '😀' } }, 2 + 4],
  [{ b: { B: new Uint8Array(10) } }, 1 + 10],
  [{ n: { N: '27' } }, 1 + 2],
  [{ t: { BOOL: true } }, 1 + 1],
  [{ z: { NULL: true } }, 1 + 1],
  [{ m: { M: {} } }, 1 + 3],
  [{ l: { L: [] } }, 1 + 3],
  [{ l: { L: [{ S: 'ab' }, { S: 'c' }] } }, 1 + 3 + 2 + 3],
  [{ m: { M: { k: { S: 'v' } } } }, 1 + 3 + 1 + 2],
  [{ s: { SS: ['a', 'bc'] } }, 1 + 3],
])('%j', (item, bytes) => {
  expect(itemBytes(item)).toBe(bytes)
})
