import { type Directives, parseCacheControl, secondsOf } from './cache-control.ts'
import { parseHttpDate } from './http-date.ts'
import type { StoredResponse } from './stored-response.ts'

type Timed = Pick<StoredResponse, 'headers' | 'requestTime' | 'responseTime'>

export const responseDirectives = (headers: Headers): Directives => parseCacheControl(headers.get('cache-control'))

/** The freshness lifetime that a response states, in milliseconds; `undefined` when it states none (RFC 9111 §4.2.1). */
export function statedLifetimeMs({ headers, responseTime }: Timed, shared: boolean): number | undefined {
  const directives = responseDirectives(headers)
  const stated = (shared ? secondsOf(directives, 's-maxage') : undefined) ?? secondsOf(directives, 'max-age')
  if (stated !== undefined) return stated
  const expires = headers.get('expires')
  if (expires === null) return undefined
  // RFC 9111 §5.3: an invalid date, above all "0", is a time in the past.
  return Math.max(0, parseHttpDate(expires) - dateOf(headers, responseTime)) || 0
}

/** The current age in milliseconds (RFC 9111 §4.2.3). */
export function currentAgeMs({ headers, requestTime, responseTime }: Timed, now: number): number {
  const apparentAge = Math.max(0, responseTime - dateOf(headers, responseTime))
  const responseDelay = responseTime - requestTime
  const correctedAge = ageOf(headers) + responseDelay
  // The clock of who stored it may be ahead of this one.
  return Math.max(apparentAge, correctedAge) + Math.max(0, now - responseTime)
}

function dateOf(headers: Headers, otherwise: number): number {
  const date = parseHttpDate(headers.get('date') ?? '')
  return Number.isNaN(date) ? otherwise : date
}

function ageOf(headers: Headers): number {
  const age = headers.get('age') ?? ''
  return /^\d+$/.test(age) ? Math.min(Number(age), 2 ** 31) * 1_000 : 0
}
