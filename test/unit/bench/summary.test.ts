import { expect, test } from 'vitest'
import { ratioOf, type Sample, summarise } from '../../../bench/report/summary.mjs'

const sample = (contender: string, round: number, ms: number, name = 'get'): Sample => ({
  contender,
  round,
  case: name,
  metrics: { ms },
})

test('a ratio is the median of those of the rounds, since both of a round met the same machine', () => {
  // By medians of each it would be 20 / 30.
  const samples = [
    ...[sample('ours', 0, 10), sample('ours', 1, 20), sample('ours', 2, 60)],
    ...[sample('SDK', 0, 20), sample('SDK', 1, 40), sample('SDK', 2, 30)],
  ]
  expect(ratioOf(samples, { case: 'get', metric: 'ms', of: 'ours', to: 'SDK' })).toBe(0.5)
})

test('a round in which one is missing has no ratio', () => {
  const samples = [sample('ours', 0, 10), sample('ours', 1, 30), sample('SDK', 1, 10)]
  expect(ratioOf(samples, { case: 'get', metric: 'ms', of: 'ours', to: 'SDK' })).toBe(3)
  expect(ratioOf(samples.slice(0, 1), { case: 'get', metric: 'ms', of: 'ours', to: 'SDK' })).toBeUndefined()
  expect(ratioOf(samples, { case: 'set', metric: 'ms', of: 'ours', to: 'SDK' })).toBeUndefined()
})

test('a row for each case and contender has median, spread and ratio to the baseline', () => {
  const samples = [sample('ours', 0, 10), sample('SDK', 0, 20), sample('SDK', 1, 24), sample('ours', 1, 12)]
  expect(summarise(samples, 'SDK')).toEqual([
    { case: 'get', contender: 'ours', figures: { ms: { median: 11, spread: 1 / 11, ratio: 0.5 } }, failure: undefined },
    { case: 'get', contender: 'SDK', figures: { ms: { median: 22, spread: 2 / 22, ratio: 1 } }, failure: undefined },
  ])
})

test('a contender that fails in a case says so there, and one that fails altogether in all that it has no figures for', () => {
  const samples: Sample[] = [
    ...[sample('SDK', 0, 1), sample('SDK', 0, 1, 'clear')],
    { contender: 'keyv', round: 0, case: 'clear', failure: 'too many' },
    { contender: 'python', round: 0, failure: 'not there' },
    sample('late', 0, 3),
    { contender: 'late', round: 0, failure: 'no end' },
  ]
  expect(summarise(samples, 'SDK').map((row) => [row.case, row.contender, row.failure])).toEqual([
    ['get', 'SDK', undefined],
    ['get', 'python', 'not there'],
    ['get', 'late', undefined],
    ['clear', 'SDK', undefined],
    ['clear', 'keyv', 'too many'],
    ['clear', 'python', 'not there'],
    ['clear', 'late', 'no end'],
  ])
})
