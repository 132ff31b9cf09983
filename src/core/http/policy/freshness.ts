import { type Directives, isFlag, noDirectives, parseCacheControl, secondsOf } from './cache-control.ts'
import { parseHttpDate } from './http-date.ts'
import type { PolicySettings } from './settings.ts'
import { parseTargeted } from './targeted.ts'

/** A response and when it came, in epoch milliseconds. */
export interface Timed {
  readonly status: number
  readonly headers: Headers
  readonly requestTime: number
  readonly responseTime: number
}

type ControlSettings = Pick<PolicySettings, 'cacheControl' | 'targets'>

/** What a response says of its caching. */
export interface Control {
  readonly directives: Directives
  readonly expires: string | null
}

/** A targeted field counts instead of Cache-Control and Expires (RFC 9213 §2.2). */
export function controlOf(headers: Headers, { cacheControl, targets }: ControlSettings): Control {
  if (!cacheControl) return { directives: noDirectives, expires: null }
  for (const name of targets) {
    const directives = parseTargeted(headers.get(name) ?? '')
    if (directives) return { directives, expires: null }
  }
  return { directives: parseCacheControl(headers.get('cache-control')), expires: headers.get('expires') }
}

export const directivesOf = (headers: Headers, settings: ControlSettings): Directives =>
  controlOf(headers, settings).directives

/** The freshness lifetime that a response states, in milliseconds; `undefined` when it states none (RFC 9111 §4.2.1). */
export function statedLifetimeMs({ headers, responseTime }: Timed, settings: PolicySettings): number | undefined {
  const { directives, expires } = controlOf(headers, settings)
  const shared = settings.shared ? secondsOf(directives, 's-maxage') : undefined
  const stated = shared ?? secondsOf(directives, 'max-age')
  if (stated !== undefined) return stated
  if (expires === null) return undefined
  // RFC 9111 §5.3: an invalid date, above all "0", is a time in the past.
  return Math.max(0, parseHttpDate(expires, responseTime) - dateOf(headers, responseTime)) || 0
}

/** Statuses that may be given a lifetime by heuristics (RFC 9110 §15.1). */
export const isHeuristicallyCacheable = (status: number): boolean =>
  [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501].includes(status)

/** A tenth of the time since Last-Modified, where that may be guessed at all (RFC 9111 §4.2.2). */
export function heuristicLifetimeMs(response: Timed, settings: PolicySettings): number | undefined {
  const { status, headers, responseTime } = response
  const isPublic = isFlag(directivesOf(headers, settings), 'public')
  if (!settings.cacheControl || !(isHeuristicallyCacheable(status) || isPublic)) return undefined
  const lifetime = (dateOf(headers, responseTime) - parseHttpDate(headers.get('last-modified'), responseTime)) / 10
  return lifetime > 0 ? lifetime : undefined
}

/** The current age in milliseconds (RFC 9111 §4.2.3). */
export function currentAgeMs({ headers, requestTime, responseTime }: Omit<Timed, 'status'>, now: number): number {
  const apparentAge = Math.max(0, responseTime - dateOf(headers, responseTime))
  const responseDelay = responseTime - requestTime
  const correctedAge = ageOf(headers) + responseDelay
  // The clock of who stored it may be ahead of this one.
  return Math.max(apparentAge, correctedAge) + Math.max(0, now - responseTime)
}

function dateOf(headers: Headers, responseTime: number): number {
  const date = parseHttpDate(headers.get('date'), responseTime)
  return Number.isNaN(date) ? responseTime : date
}

/** Of a list the first member counts; what is no number does not (RFC 9111 §5.1). */
function ageOf(headers: Headers): number {
  const [age = ''] = (headers.get('age') ?? '').split(',')
  return /^\d+$/.test(age.trim()) ? Math.min(Number(age), 2 ** 31) * 1_000 : 0
}
