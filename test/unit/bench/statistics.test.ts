import { expect, test } from 'vitest'
import { median, spread } from '../../../bench/report/statistics.mjs'

test('the median of numbers in any order, of an even count the middle of the two', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 10, 2])).toBe(3)
  expect(median([7])).toBe(7)
  expect(median([])).toBeNaN()
})

test('the spread is half the way from the least to the greatest, as a part of the median', () => {
  expect(spread([90, 100, 120])).toBe(0.15)
  expect(spread([7])).toBe(0)
  expect(spread([])).toBe(0)
})
