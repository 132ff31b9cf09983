import { type Expiry, lifetimeMs } from '../../expiry.ts'
import { type Directives, fieldsOf, isFlag, isWhole, namesIn, secondsOf } from './cache-control.ts'
import {
  currentAgeMs,
  directivesOf,
  heuristicLifetimeMs,
  isHeuristicallyCacheable,
  statedLifetimeMs,
  type Timed,
} from './freshness.ts'
import { hasAuthorization, type PolicyRequest } from './request.ts'
import { selectsNothing, varyOf } from './selection.ts'
import type { PolicySettings } from './settings.ts'

/** Whether a response is stored, and for how long. */
export type Storage =
  | {
      readonly store: false
      readonly reason: string
      /** Whether what is stored already must go, too. */
      readonly isForbidden?: boolean
    }
  | {
      readonly store: true
      /** Whether it is stored for those only who sent the same credentials. */
      readonly isOwn: boolean
      /** Set where a setting decided; otherwise the headers say. */
      readonly lifetimeMs?: number | undefined
      /** When the entry may leave the table, in epoch milliseconds. */
      readonly expiresAt: number
      /** When the response becomes stale, in epoch milliseconds. */
      readonly freshUntil: number
      /** The setting that did not count, and what did. */
      readonly detail?: string | undefined
    }

/** Statuses whose meaning is known, for `must-understand` (RFC 9111 §5.2.2.3). */
const isUnderstood = (status: number): boolean => isHeuristicallyCacheable(status) || [302, 303, 307].includes(status)

/** Whether a response to one user may be shared with others (RFC 9111 §3.5). */
export const allowsSharing = (directives: Directives): boolean =>
  isFlag(directives, 'must-revalidate') || isFlag(directives, 'public') || /^\d+$/.test(`${directives.get('s-maxage')}`)

/** The settings for what is stored for one user only: those of a private cache. */
export const ownSettings = (settings: PolicySettings, isOwn: boolean): PolicySettings =>
  isOwn ? { ...settings, shared: false } : settings

/** Whether a response of this request may be stored for those only who send the same credentials. */
export function hasOwnPartition(settings: PolicySettings, request: PolicyRequest): boolean {
  const { shared, cacheControl, expireAfter, requestExpireAfter } = settings
  const bringsFreshness = !cacheControl || expireAfter !== undefined || requestExpireAfter !== undefined
  return shared && (hasAuthorization(request) || (bringsFreshness && request.credentials.length > 0))
}

/** What forbids to store a response, and to use it if it was stored all the same (RFC 9111 §3). */
export function prohibitionOf(
  settings: PolicySettings,
  { status, headers }: Pick<Timed, 'status' | 'headers'>,
): string | undefined {
  const directives = directivesOf(headers, settings)
  if (status === 206 || status === 304) return `status ${status}`
  if (directives.has('must-understand') && !isUnderstood(status)) return `status ${status}`
  if (directives.has('no-store') && !isFlag(directives, 'must-understand')) return 'no-store'
  if (settings.shared && isWhole(directives, 'private')) return 'private'
  return selectsNothing(headers) ? 'Vary: *' : undefined
}

/** Whether an expiry given with the request is over at once: it asks to validate, and says nothing of what is stored. */
export const isOver = (expiry: Expiry | undefined, now: number): boolean =>
  expiry !== undefined && lifetimeMs(expiry, now, 'expireAfter') === 0

/** Whether a response is stored for all, for those with the same credentials, or for nobody. */
export function planStorage(settings: PolicySettings, request: PolicyRequest, response: Timed): Storage {
  const own = () => planOf(ownSettings(settings, true), request, response, true)
  const mayBeOwn = hasOwnPartition(settings, request)
  const directives = directivesOf(response.headers, settings)
  // An API says `private, s-maxage=60` to all who name themselves: one user's it stays.
  const isOfOne = !allowsSharing(directives) || isWhole(directives, 'private')
  if (mayBeOwn && hasAuthorization(request) && isOfOne) return own()
  const plan = planOf(settings, request, response, false)
  // An origin that states no freshness has not said, either, whether those with other cookies or keys get the same.
  return mayBeOwn && plan.store && plan.lifetimeMs !== undefined ? own() : plan
}

/** Freshness by the precedence of: the request's `expireAfter`, the response, the session's `expireAfter`, a heuristic. */
function planOf(settings: PolicySettings, request: PolicyRequest, response: Timed, isOwn: boolean): Storage {
  const { status, headers, responseTime } = response
  const prohibition = prohibitionOf(settings, response)
  if (prohibition) return { store: false, reason: prohibition, isForbidden: true }
  // An answer to a part says nothing of the whole, but for the whole itself (RFC 9110 §14.2).
  if (request.headers.has('range') && status !== 200) return { store: false, reason: `status ${status} to Range` }
  if (request.isPage && varyOf(headers).some((name) => !request.headers.has(name)))
    return { store: false, reason: 'Vary on a field of the browser' }
  const directives = directivesOf(headers, settings)
  if (notStored(headers, settings, isOwn).some((name) => counts(name, settings)))
    return { store: false, reason: 'a field that counts may not be stored', isForbidden: true }
  // As RFC 9111 §3.5 has it for Authorization; of another origin, a page does not see that it varies by Cookie, either.
  if ((settings.shared || request.isCrossOrigin) && request.withCookies && !allowsSharing(directives))
    return { store: false, reason: 'sent with cookies' }

  const isAllowable = settings.allowableCodes.includes(status)
  const stated = statedLifetimeMs(response, settings)
  const asked = isOver(settings.requestExpireAfter, responseTime) ? undefined : settings.requestExpireAfter
  const set = isAllowable ? (asked ?? (stated === undefined ? settings.expireAfter : undefined)) : undefined
  const setMs = set === undefined ? undefined : lifetimeMs(set, responseTime, 'expireAfter')
  const lifetime = setMs ?? stated ?? heuristicLifetimeMs(response, settings)
  const hasValidator = mayValidate(settings, request) && (headers.has('etag') || headers.has('last-modified'))
  // Without freshness it is of use where the status may be stored by default, and only to be validated (RFC 9111 §3).
  const isStorable = isAllowable || isHeuristicallyCacheable(status) || isFlag(directives, 'public')
  if (lifetime === undefined && !(hasValidator && isStorable)) return { store: false, reason: 'no freshness' }
  const windows = staleWindows(directives, settings)
  const isStaleAtOnce = !lifetime && windows.every((ms) => ms <= 0)
  const isUseless = !hasValidator && (isStaleAtOnce || isWhole(directives, 'no-cache'))
  if (isUseless) return { store: false, reason: 'stale at once' }

  const freshUntil = responseTime - currentAgeMs(response, responseTime) + (lifetime ?? 0)
  return {
    store: true,
    isOwn,
    lifetimeMs: storable(setMs),
    freshUntil,
    // A window without a limit is as long as a stale response is kept.
    expiresAt: freshUntil + Math.max(...windows.filter(Number.isFinite)) + settings.keepStaleMs,
    detail: overruled(settings, stated !== undefined && set === undefined),
  }
}

/** How long beyond its freshness a response may be served in one case or another, in milliseconds (RFC 5861). */
const staleWindows = (directives: Directives, settings: PolicySettings): number[] => [
  0,
  settings.staleIfErrorMs,
  settings.staleWhileRevalidateMs,
  secondsOf(directives, 'stale-if-error') ?? 0,
  secondsOf(directives, 'stale-while-revalidate') ?? 0,
]

const overruled = ({ expireAfter }: PolicySettings, isStated: boolean): string | undefined =>
  isStated && expireAfter !== undefined ? 'expireAfter overruled by the response' : undefined

export const mayValidate = (
  { crossOriginValidation }: PolicySettings,
  { isCrossOrigin }: Pick<PolicyRequest, 'isCrossOrigin'>,
): boolean => !isCrossOrigin || crossOriginValidation

// DynamoDB has no infinity; this is 285,000 years.
const storable = (ms: number | undefined) => (ms === Infinity ? Number.MAX_SAFE_INTEGER : ms)

/** Fields that concern one connection, and so are not stored (RFC 9111 §3.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** The fields that a response forbids to store: those of its connection, and in a shared cache those of one user. */
const notStored = (headers: Headers, settings: PolicySettings, isOwn: boolean): string[] => [
  ...namesIn(headers.get('connection')),
  ...notShared(headers, settings, isOwn),
]

/** The fields that a shared cache neither stores nor uses: those of one user (RFC 9111 §5.2.2.7), and cookies. */
export function notShared(headers: Headers, settings: PolicySettings, isOwn: boolean): string[] {
  if (!settings.shared) return []
  const ofOne = isOwn ? [] : fieldsOf(directivesOf(headers, settings), 'private')
  return settings.storeSetCookie ? ofOne : [...ofOne, 'set-cookie']
}

/** Whether it takes a field to tell if a response is fresh, or for whom it is: without it, it would seem to be what it is not. */
const counts = (name: string, { targets }: PolicySettings): boolean =>
  [...targets.map((target) => target.toLowerCase()), 'age', 'cache-control', 'date', 'expires', 'vary'].includes(name)

/** The headers that are stored, for all or for one, with a Date in any case (RFC 9110 §6.6.1). */
export function storableHeaders(
  headers: Headers,
  responseTime: number,
  settings: PolicySettings,
  isOwn = false,
): Headers {
  const stored = new Headers(headers)
  for (const name of [...hopByHop, ...notStored(headers, settings, isOwn)]) stored.delete(name)
  if (!stored.has('date')) stored.set('date', new Date(responseTime).toUTCString())
  return stored
}
