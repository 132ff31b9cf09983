import { expect, test } from 'vitest'
import { parseHttpDate } from '../../../../src/core/http/http-date.ts'

test('an IMF-fixdate', () => {
  expect(parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT')).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
})

test.each(['', '0', '-1', '2026-11-22', '1994', 'Sun, 6 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:37 UTC'])(
  '%j is none',
  (text) => {
    expect(parseHttpDate(text)).toBeNaN()
  },
)
