import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHttpDate } from '../../../../../src/core/http/policy/http-date.ts'
import { check } from './oracle/check.ts'
import { mostly, often, some } from './oracle/choose.ts'
import { readHttpDate } from './oracle/http-date.ts'
import { httpDate } from './oracle/written-dates.ts'

const now = fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2098, 0) })
const instant = fc.integer({ min: Date.UTC(1, 0) / 1_000, max: Date.UTC(9999, 11, 31) / 1_000 }).map((at) => at * 1_000)

test('dates of all forms are read back', () => {
  check('dates', 2_000, [instant, fc.nat(5), now], (at, form, now) => {
    const read = parseHttpDate(httpDate(at, form), now)
    expect(read).toBe(readHttpDate(httpDate(at, form), now))
    if (form !== 1) expect(read).toBe(form % 3 === 1 ? read : at)
  })
})

const two = (max: number) =>
  often(9, fc.integer({ min: 0, max }), fc.integer({ min: 0, max: 99 })).map((part) => String(part).padStart(2, '0'))
const month = mostly('Feb', some('Jan', 'Apr', 'Jun', 'Dec', 'Foo', 'dec', ''))
const year = mostly('2024', some('0000', '0024', '1900', '2000', '2023', '9999', '99', '24', '75', '76', '77', '024'))
const time = mostly(
  '12:00:00',
  fc.tuple(two(24), two(60), two(61)).map((parts) => parts.join(':')),
)

test('what is nearly a date is read as the grammar has it', () => {
  const parts = [
    some('Thu', 'Thursday', 'thu', 'Foo', 'Thursd'),
    two(31),
    month,
    year,
    time,
    mostly(' ', some('-', '  ', '', ', ')),
    some('GMT', 'gmt', 'UTC', ''),
  ] as const
  check(
    'nearly dates',
    5_000,
    [fc.tuple(...parts), fc.nat(3), now],
    ([day, date, month, year, time, space, zone], form, now) => {
      const text =
        [
          `${day}, ${date}${space}${month}${space}${year} ${time} ${zone}`,
          `${day}, ${date}-${month}-${year} ${time} ${zone}`,
          `${day} ${month}${space}${date.replace(/^0/, ' ')} ${time} ${year}`,
          `${day},${space}${date} ${month} ${year}${space}${time} ${zone}`,
        ][form] ?? ''
      expect(parseHttpDate(text, now)).toBe(readHttpDate(text, now))
    },
  )
})
