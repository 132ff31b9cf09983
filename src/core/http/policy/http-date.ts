import { remembered } from './memo.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const time = '(\\d{2}):(\\d{2}):(\\d{2})'

/** The three forms of RFC 9110 §5.6.7 in any letter case, each with the order of its parts. */
const forms: readonly (readonly [pattern: RegExp, order: readonly number[]])[] = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  [new RegExp(`^(?:mon|tue|wed|thu|fri|sat|sun), (\\d{2}) ([a-z]{3}) (\\d{4}) ${time} gmt$`), [3, 2, 1, 4, 5, 6]],
  // Sunday, 06-Nov-94 08:49:37 GMT
  [
    new RegExp(`^(?:mon|tues|wednes|thurs|fri|satur|sun)day, (\\d{2})-([a-z]{3})-(\\d{2}) ${time} gmt$`),
    [3, 2, 1, 4, 5, 6],
  ],
  // Sun Nov  6 08:49:37 1994
  [new RegExp(`^(?:mon|tue|wed|thu|fri|sat|sun) ([a-z]{3}) ([ \\d]\\d) ${time} (\\d{4})$`), [6, 1, 2, 3, 4, 5]],
]

/**
 * Epoch milliseconds of an HTTP-date, `NaN` for anything else: `Date.parse` would take '0' for the year 2000. A year of two
 * digits that would be more than 50 years after `now` is of the century before (RFC 9110 §5.6.7).
 */
export const parseHttpDate = (text: string | null, now: number): number =>
  text === null ? Number.NaN : read(text)(now)

const read = remembered((text: string): ((now: number) => number) => {
  for (const [pattern, order] of forms) {
    const parts = pattern.exec(text.toLowerCase())
    if (!parts) continue
    const [year = '', name = '', ...rest] = order.map((index) => parts[index] ?? '')
    const [day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number)
    // A leap second is the next minute's first.
    if (hour > 23 || minute > 59 || second > 60) break
    const at = (full: number) =>
      midnight(full, months.indexOf(name), day) + ((hour * 60 + minute) * 60 + second) * 1_000
    if (year.length === 2) return (now) => inCentury(now, Number(year), at)
    const date = at(Number(year))
    return () => date
  }
  return () => Number.NaN
})

function inCentury(now: number, year: number, at: (full: number) => number): number {
  const today = new Date(now)
  const thisYear = today.getUTCFullYear()
  const full = thisYear - (thisYear % 100) + year
  return at(full) > today.setUTCFullYear(thisYear + 50) ? at(full - 100) : at(full)
}

/** `NaN` for a day that there is not: `Date` takes 31 February for 3 March. */
function midnight(year: number, month: number, day: number): number {
  // Date.UTC takes the year 50 for 1950.
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date.getUTCMonth() === month ? Number(date) : Number.NaN
}
