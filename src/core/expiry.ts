import type { Check } from './options.ts'

/** A span of time: seconds as a number, or text such as `'90s'`, `'15m'`, `'1h'`, `'7d'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd'}`

/** When something ends: after a span, at a `Date`, or `'never'`. */
export type Expiry = Duration | Date | 'never'

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** A thousand years, so that every expiry is a date that JavaScript and DynamoDB can say. */
const longestSeconds = 31_557_600_000
const pattern = /^(\d+(?:\.\d+)?)([smhd])$/

/**
 * Milliseconds of a duration.
 *
 * @throws {TypeError | RangeError} that names the option, when it is no duration, negative or above a thousand years.
 */
export function durationMs(value: Duration, name: string): number {
  if (typeof value === 'number') {
    if (!(value >= 0 && value <= longestSeconds)) {
      throw new RangeError(`${name} must be from 0 to ${longestSeconds} seconds, or 'never'; it is ${value}`)
    }
    return value * 1_000
  }
  const [, count, unit] = (typeof value === 'string' && pattern.exec(value)) || []
  if (!unit) throw new TypeError(`${name} must be seconds as a number, or text such as '90s', '15m', '1h', '7d'`)
  return durationMs((Number(count) * unitMs[unit as keyof typeof unitMs]) / 1_000, name)
}

/** How long an expiry is away from `now`, in milliseconds: 0 when it is past, `Infinity` for `'never'`. */
export function lifetimeMs(expiry: Expiry, now: number, name: string): number {
  if (expiry === 'never') return Number.POSITIVE_INFINITY
  if (expiry instanceof Date) {
    const at = expiry.getTime()
    if (Number.isNaN(at)) throw new RangeError(`${name} is an invalid Date`)
    return Math.max(0, at - now)
  }
  return durationMs(expiry, name)
}

export const isDuration: Check = (value, name) => void durationMs(value as Duration, name)

export const isExpiry: Check = (value, name) => void lifetimeMs(value as Expiry, 0, name)
