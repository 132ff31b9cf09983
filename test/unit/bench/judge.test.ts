import { expect, test } from 'vitest'
import type { Goal } from '../../../bench/reach.mjs'
import { judge, verdictTable } from '../../../bench/report/judge.mjs'
import type { Sample } from '../../../bench/report/summary.mjs'

const goal: Goal = {
  ...{ what: 'get, time', question: 'single', case: 'get', metric: 'ms', of: 'ours', to: 'SDK' },
  ...{ bound: 'at most', goal: 0.5, check: 1.5 },
}
const samples = (ours: number, sdk: number): Sample[] => [
  { contender: 'ours', round: 0, case: 'get', metrics: { ms: ours } },
  { contender: 'SDK', round: 0, case: 'get', metrics: { ms: sdk } },
]

test('a ratio keeps to its goal, to the wider limit of the check, or to neither', () => {
  const kept = (ours: number, by: 'goal' | 'check') => judge([goal], { single: samples(ours, 10) }, by)[0]?.isKept
  expect([4, 5, 9, 16].map((ours) => kept(ours, 'goal'))).toEqual([true, true, false, false])
  expect([4, 5, 9, 16].map((ours) => kept(ours, 'check'))).toEqual([true, true, true, false])
})

test('where more is better the limit is the least', () => {
  const more: Goal = { ...goal, bound: 'at least', goal: 2 }
  expect(judge([more], { single: samples(21, 10) }, 'goal')[0]).toMatchObject({ measured: 2.1, isKept: true })
  expect(judge([more], { single: samples(19, 10) }, 'goal')[0]).toMatchObject({ measured: 1.9, isKept: false })
})

test('a metric by itself counts as its median', () => {
  const { to: _, ...alone } = goal
  const rounds = [3, 1, 2].flatMap((ms, round) => samples(ms, 1).map((sample) => ({ ...sample, round })))
  expect(judge([{ ...alone, goal: 2 }], { single: rounds }, 'goal')[0]).toMatchObject({ measured: 2, isKept: true })
})

test('where the peer tries and fails, and ours does not, the goal is kept, and it is said', () => {
  const fails = (contender: string): Sample => ({ contender, round: 0, case: 'get', failure: 'too many' })
  const [own] = samples(5, 10)
  if (!own) throw new Error('there is no sample')
  const [verdict] = judge([goal], { single: [own, fails('SDK')] }, 'goal')
  expect(verdict).toMatchObject({ measured: undefined, peerFails: true, isKept: true })
  expect(verdictTable(verdict ? [verdict] : [])).toContain('| the peer fails |')
  expect(judge([goal], { single: [own, fails('SDK')] }, 'check')[0]?.isKept).toBe(false)
  expect(judge([goal], { single: [fails('ours'), fails('SDK')] }, 'goal')[0]?.isKept).toBe(false)
  const missing: Sample = { contender: 'SDK', round: 0, failure: 'is not there' }
  expect(judge([goal], { single: [own, missing] }, 'goal')[0]?.isKept).toBe(false)
})

test('what was not measured is not kept, and what has no limit is not judged', () => {
  expect(judge([goal], {}, 'check')[0]).toMatchObject({ measured: undefined, isKept: false })
  expect(verdictTable(judge([goal], {}, 'check'))).toMatch(/\| get, time \| +nothing \| at most 1\.5 \| not kept \|$/)
  const { check: _, ...unchecked } = goal
  expect(judge([unchecked], { single: samples(1, 1) }, 'check')).toEqual([])
})
