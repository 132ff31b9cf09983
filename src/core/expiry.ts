import type { Check } from './options.ts'

/** A span of time: seconds as a number, or text such as `'90s'`, `'15m'`, `'1h'`, `'7d'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd'}`

/** When something ends: after a span, at a `Date`, or `'never'`. */
export type Expiry = Duration | Date | 'never'

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** A thousand years, so that every expiry is a date that JavaScript and DynamoDB can say. */
const longestMs = 31_557_600_000_000
const pattern = /^(\d[\d.]*)([smhd])$/

/**
 * Milliseconds of a duration.
 *
 * @throws {TypeError} that names the option, when it is no duration, negative or above a thousand years.
 */
export function durationMs(value: Duration, name: string): number {
  const [, count, unit] = (typeof value === 'string' && pattern.exec(value)) || []
  const ms = typeof value === 'number' ? value * 1_000 : Number(count) * unitMs[unit as keyof typeof unitMs]
  if (ms >= 0 && ms <= longestMs) return ms
  throw new TypeError(`${name} must be seconds or text such as '15m', '1h' or '7d'`)
}

/** How long an expiry is away from `now`, in milliseconds: 0 when it is past, `Infinity` for `'never'`. */
export function lifetimeMs(expiry: Expiry, now: number, name: string): number {
  if (expiry === 'never') return Infinity
  if (expiry instanceof Date) {
    const at = Number(expiry)
    if (Number.isNaN(at)) throw new TypeError(`${name} is an invalid Date`)
    return Math.max(0, at - now)
  }
  return durationMs(expiry, name)
}

export const isDuration: Check = (value, name) => void durationMs(value as Duration, name)

export const isExpiry: Check = (value, name) => void lifetimeMs(value as Expiry, 0, name)
