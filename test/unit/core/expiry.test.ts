import { expect, test } from 'vitest'
import { durationMs, lifetimeMs } from '../../../src/core/expiry.ts'

test.each([
  [0, 0],
  [1.5, 1_500],
  ['90s', 90_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['7d', 604_800_000],
  ['0.5h', 1_800_000],
])('%j is %d ms', (value, ms) => {
  expect(durationMs(value as number, 'x')).toBe(ms)
})

test.each([
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  '5',
  '1 h',
  '-1s',
  '1w',
  '1H',
  null,
  undefined,
  {},
  true,
  1n,
  1e12,
  '9999999999999d',
])('%s is none, and the error names the option', (value) => {
  expect(() => durationMs(value as never, 'keepStale')).toThrow(/^keepStale must/)
})

test('an expiry is a duration, a Date or never', () => {
  expect(lifetimeMs(5, 1_000, 'x')).toBe(5_000)
  expect(lifetimeMs(new Date(3_000), 1_000, 'x')).toBe(2_000)
  expect(lifetimeMs(new Date(500), 1_000, 'x')).toBe(0)
  expect(lifetimeMs('never', 1_000, 'x')).toBe(Number.POSITIVE_INFINITY)
  expect(() => lifetimeMs(new Date(Number.NaN), 0, 'ttl')).toThrow('ttl is an invalid Date')
})
