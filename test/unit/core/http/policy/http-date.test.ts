import { describe, expect, test } from 'vitest'
import { parseHttpDate } from '../../../../../src/core/http/policy/http-date.ts'

const now = Date.UTC(2026, 10, 22, 12)
const expected = Date.UTC(1994, 10, 6, 8, 49, 37)

test.each([
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  'Sun Nov 06 08:49:37 1994',
  'sun, 06 nOV 1994 08:49:37 gmt',
  // Nobody looks at the day of the week.
  'Mon, 06 Nov 1994 08:49:37 GMT',
])('%s', (text) => {
  expect(parseHttpDate(text, now)).toBe(expected)
})

test.each([
  null,
  '',
  '0',
  '-1',
  '2026-11-22',
  '1994',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'Sun, 06 Nov 1994 08:49:37 +0000',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 08:49 GMT',
  'Sun, 06 Nov 94 08:49:37 GMT',
  'Sun, 06-Nov-1994 08:49:37 GMT',
  'Sun, 06-Nov-94 08:49:37 GMT',
  'Xxx, 06 Nov 1994 08:49:37 GMT',
  'Sun, 06 Foo 1994 08:49:37 GMT',
  'Sun,  06 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT;',
  'Sun Nov 6 08:49:37 1994',
  'Sun, 00 Nov 1994 08:49:37 GMT',
  'Sun, 31 Feb 1994 08:49:37 GMT',
  'Sun, 31 Feb 1994 08:49:60 GMT',
  'Sun, 06 Foo 1994 08:49:60 GMT',
  'Sun, 29 Feb 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'Sun, 06 Nov 1994 23:60:00 GMT',
  'Sun, 06 Nov 1994 23:59:61 GMT',
])('%j is none', (text) => {
  expect(parseHttpDate(text, now)).toBeNaN()
})

test('29 February of a leap year', () => {
  expect(parseHttpDate('Thu, 29 Feb 2024 00:00:00 GMT', now)).toBe(Date.UTC(2024, 1, 29))
})

test('a leap second is the first of the next minute', () => {
  expect(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT', now)).toBe(Date.UTC(2017, 0, 1))
})

test('a year of the first century', () => {
  expect(parseHttpDate('Sun, 06 Nov 0050 08:49:37 GMT', now)).toBe(Date.parse('0050-11-06T08:49:37Z'))
})

describe('years of two digits (RFC 9110 §5.6.7)', () => {
  test.each([
    ['94', 1994],
    ['26', 2026],
    ['75', 2075],
    ['77', 1977],
    ['99', 1999],
    ['00', 2000],
  ])('%s is %d', (year, full) => {
    expect(parseHttpDate(`Sunday, 06-Nov-${year} 08:49:37 GMT`, now)).toBe(Date.UTC(full, 10, 6, 8, 49, 37))
  })
  test('more than 50 years are counted to the second', () => {
    const [just, over] = ['12:00:00', '12:00:01'].map((time) => parseHttpDate(`Sunday, 22-Nov-76 ${time} GMT`, now))
    expect(just).toBe(Date.UTC(2076, 10, 22, 12))
    expect(over).toBe(Date.UTC(1976, 10, 22, 12, 0, 1))
  })
})
