import { expect, test } from 'vitest'
import { failureOf } from '../../../src/transports/answer.ts'

const noon = Date.parse('Sat, 28 Nov 2026 12:00:00 GMT')

const retryAfter = (value: string, date?: string) => {
  const headers: Record<string, string | undefined> = { 'retry-after': value, date }
  return failureOf({ status: 503, header: (name) => headers[name], body: undefined }, noon).retryAfterMs
}

// RFC 9110 §10.2.3
test.each([
  ['120', undefined, 120_000],
  ['Sat, 28 Nov 2026 12:00:30 GMT', undefined, 30_000],
  // By the clock of who answers, where it is seen.
  ['Sat, 28 Nov 2026 15:00:30 GMT', 'Sat, 28 Nov 2026 15:00:10 GMT', 20_000],
  ['Sat, 28 Nov 2026 11:59:00 GMT', undefined, undefined],
  ['0', undefined, undefined],
  ['-5', undefined, undefined],
  ['1.5', undefined, undefined],
  ['2026', 'not a date', 2_026_000],
  ['tomorrow', undefined, undefined],
  ['2026-11-28T12:00:30Z', undefined, undefined],
  ['', undefined, undefined],
])('Retry-After: %s, with the date %s, is %s milliseconds', (value, date, expected) => {
  expect(retryAfter(value, date)).toBe(expected)
})
