const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const longDayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const lengthOf = (month: number, year: number) =>
  month === 1 && isLeap(year) ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]

/** Days from 1 January 1970, counted one year and one month after the other. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  let days = day - 1
  for (let each = 1970; each < year; each += 1) days += isLeap(each) ? 366 : 365
  for (let each = year; each < 1970; each += 1) days -= isLeap(each) ? 366 : 365
  for (let each = 0; each < month; each += 1) days += lengthOf(each, year) ?? 0
  return days
}

interface Parts {
  readonly year: string
  readonly month: string
  readonly day: string
  readonly time: string
}

/** The parts of an HTTP-date in one of the three forms (RFC 9110 §5.6.7), by the positions of its characters. */
function partsOf(text: string): Parts | undefined {
  const words = text.split(' ')
  const [first = '', second = '', third = '', fourth = '', fifth = '', sixth] = words
  if (words.length === 6 && dayNames.some((name) => first === `${name},`) && sixth === 'gmt') {
    return fourth.length === 4 ? { day: second, month: third, year: fourth, time: fifth } : undefined
  }
  if (words.length === 4 && longDayNames.some((name) => first === `${name},`) && fourth === 'gmt') {
    const [day = '', month = '', year = '', ...rest] = second.split('-')
    return year.length === 2 && rest.length === 0 ? { day, month, year, time: third } : undefined
  }
  if (!dayNames.includes(first) || words.at(-1)?.length !== 4) return undefined
  const isShort = words.length === 6 && third === '' && fourth.length === 1
  if (isShort) return { month: second, day: `0${fourth}`, time: fifth, year: sixth ?? '' }
  return words.length === 5 ? { month: second, day: third, time: fourth, year: fifth } : undefined
}

/** The number that so many digits make. */
function digits(text: string, count: number): number {
  return text.length === count && [...text].every((digit) => digit >= '0' && digit <= '9') ? Number(text) : Number.NaN
}

/** Epoch milliseconds of an HTTP-date in any letter case (RFC 9111 §4.2), or NaN. */
export function readHttpDate(text: string | null, now: number): number {
  const parts = partsOf((text ?? '').toLowerCase())
  if (!parts) return Number.NaN
  const month = monthNames.indexOf(parts.month)
  const day = digits(parts.day, 2)
  const [hour = Number.NaN, minute = Number.NaN, second = Number.NaN, ...rest] = parts.time
    .split(':')
    .map((text) => digits(text, 2))
  const isTime = rest.length === 0 && hour <= 23 && minute <= 59 && second <= 60
  const written = digits(parts.year, parts.year.length)
  if (month < 0 || !isTime || Number.isNaN(written)) return Number.NaN
  const at = (year: number) =>
    day >= 1 && day <= (lengthOf(month, year) ?? 0)
      ? (((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1_000
      : Number.NaN
  if (parts.year.length === 4) return at(written)
  const today = new Date(now)
  const century = Math.floor(today.getUTCFullYear() / 100) * 100
  const inFiftyYears = new Date(now).setUTCFullYear(today.getUTCFullYear() + 50)
  // "a timestamp that appears to be more than 50 years in the future" is of the century before.
  const isFar =
    (((daysSinceEpoch(century + written, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1_000 > inFiftyYears
  return at(isFar ? century + written - 100 : century + written)
}
