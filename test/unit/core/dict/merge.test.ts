import { expect, test } from 'vitest'
import { merge } from '../../../../src/core/dict/merge.ts'

async function* source(items: number[], closed?: number[]): AsyncGenerator<number, void> {
  try {
    yield* items
  } finally {
    closed?.push(items.length)
  }
}

const compare = (a: number, b: number) => a - b
const merged = async (...lists: number[][]) => {
  const result: number[] = []
  for await (const item of merge(
    lists.map((list) => source(list)),
    compare,
  )) {
    result.push(item)
  }
  return result
}

test('sources in order become one in order', async () => {
  expect(await merged()).toEqual([])
  expect(await merged([1, 2])).toEqual([1, 2])
  expect(await merged([1, 4, 9], [], [2, 3, 10], [4])).toEqual([1, 2, 3, 4, 4, 9, 10])
})

test('a reader who stops early closes every source', async () => {
  const closed: number[] = []
  for await (const item of merge([source([1, 3], closed), source([2], closed)], compare)) {
    if (item === 2) break
  }
  expect(closed.sort()).toEqual([1, 2])
})
