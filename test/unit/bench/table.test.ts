import { expect, test } from 'vitest'
import type { Row } from '../../../bench/report/summary.mjs'
import { tablesOf } from '../../../bench/report/table.mjs'

const row = (contender: string, median: number, ratio?: number): Row => ({
  case: 'get',
  contender,
  figures: { ms: { median, spread: 0.061, ratio } },
  failure: undefined,
})

test('a table in Markdown has median, spread and ratio, with three digits of each', () => {
  expect(tablesOf([row('ours', 1234.5, 0.512), row('SDK', 2.3456, 1)])).toBe(
    [
      '| get  |          ms |    × |',
      '| ---- | ----------: | ---: |',
      '| ours | 1,230 ± 6 % | 0.51 |',
      '| SDK  |  2.35 ± 6 % | 1.00 |',
    ].join('\n'),
  )
})

test('what failed is said in the place of figures, on one line', () => {
  const failed: Row = { case: 'get', contender: 'keyv', figures: {}, failure: 'TypeError: no\n  a | b' }
  const [, , , line] = tablesOf([row('SDK', 1, 1), failed]).split('\n')
  expect(line).toMatch(/^\| keyv \| +\| +\| fails: TypeError: no a \/ b \|$/)
})

test('each case has a table of its own', () => {
  expect(tablesOf([row('SDK', 1), { ...row('SDK', 1), case: 'set' }]).match(/^\| (get|set) /gm)).toHaveLength(2)
})
