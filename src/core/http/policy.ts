/** Every decision of the HTTP cache, as pure functions of settings, request, stored response and time. */

import { type Expiry, lifetimeMs } from '../expiry.ts'
import { parseCacheControl, secondsOf } from './cache-control.ts'
import type { CacheMode } from './cache-mode.ts'
import { currentAgeMs, responseDirectives, statedLifetimeMs } from './freshness.ts'
import { secretNames } from './keys.ts'
import type { PageView } from './page-view.ts'
import type { ResponseHead, StoredResponse } from './stored-response.ts'

export interface PolicySettings {
  /** Whether many users share what is stored (RFC 9111 §1). */
  readonly shared: boolean
  /** Whether the response's own Cache-Control and Expires count. */
  readonly cacheControl: boolean
  /** Freshness where the response states none. */
  readonly expireAfter: Expiry | undefined
  /** Statuses to which `expireAfter` applies. */
  readonly allowableCodes: readonly number[]
  /** How long a stored response is kept once it is stale, to be validated. */
  readonly keepStaleMs: number
  /** Whether a page may validate the responses of other origins. */
  readonly crossOriginValidation: boolean
}

export interface PolicyRequest extends PageView {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly mode: CacheMode
  /** Freshness given with the request. */
  readonly expireAfter?: Expiry | undefined
}

/** Whether the cache has a part in a request at all, by the terms of RFC 9211 §2.2. */
export type Admission = 'admitted' | 'method' | 'bypass'

/** Headers that ask for a part, or for what the caller's own cache lacks; such requests are neither stored nor served yet. */
const unkeyedFields = ['range', 'if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since']

export function admit({ method, url, headers, mode }: PolicyRequest): Admission {
  if (method !== 'GET' && method !== 'HEAD') return 'method'
  // A URL with a user name is an error, and fetch's own to report.
  const isHttp = /^https?:\/\/[^/@]+\//.test(url)
  // Nor those that say who asks.
  const isUnkeyed = [...unkeyedFields, ...secretNames].some((name) => headers.has(name))
  const noStore = mode === 'no-store' || parseCacheControl(headers.get('cache-control')).has('no-store')
  return !isHttp || isUnkeyed || noStore ? 'bypass' : 'admitted'
}

/** What to do with a request, given what is stored for it. */
export type Decision<S extends StoredResponse> =
  | {
      readonly action: 'serve'
      readonly stored: S
      readonly isStale: boolean
      readonly ageMs: number
      readonly ttlMs: number
    }
  | { readonly action: 'gateway-timeout' }
  /** The reasons are terms of RFC 9211 §2.2. */
  | { readonly action: 'forward'; readonly reason: 'uri-miss' }
  | {
      readonly action: 'forward'
      readonly reason: 'stale' | 'request'
      readonly validation?: Validation<S> | undefined
    }

/** Conditional headers (RFC 9110 §13.1), and the stored response that a 304 to them confirms. */
export interface Validation<S extends StoredResponse> {
  readonly stored: S
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export function decide<S extends StoredResponse>(
  settings: PolicySettings,
  request: PolicyRequest,
  stored: S | undefined,
  now: number,
): Decision<S> {
  const asked = parseCacheControl(request.headers.get('cache-control'))
  const onlyIfCached = request.mode === 'only-if-cached' || asked.has('only-if-cached')
  // Another session may have stored it by settings of its own, or a server what a page cannot use.
  if (!stored || prohibitionOf(settings, stored) || isBeyondPage(request, stored))
    return onlyIfCached ? { action: 'gateway-timeout' } : { action: 'forward', reason: 'uri-miss' }

  if (request.mode === 'reload') return { action: 'forward', reason: 'request' }

  const ageMs = currentAgeMs(stored, now)
  const ttlMs = storedLifetimeMs(settings, stored) - ageMs
  const isStale = ttlMs <= 0
  const directives = settings.cacheControl ? responseDirectives(stored.headers) : parseCacheControl(null)

  const refusesReuse = directives.has('no-cache')
  const refusesStale =
    refusesReuse || ['must-revalidate', 'proxy-revalidate', 's-maxage'].some((name) => directives.has(name))
  const asksRefresh = request.mode === 'no-cache' || asked.has('no-cache') || isOver(request.expireAfter, now)
  const tooOld = ageMs > (secondsOf(asked, 'max-age') ?? Infinity)
  const tooShort = ttlMs < (secondsOf(asked, 'min-fresh') ?? Number.NEGATIVE_INFINITY)
  const takesStale = (request.mode === 'force-cache' || request.mode === 'only-if-cached') && !refusesStale

  const meetsRequest = !asksRefresh && !tooOld && !tooShort
  if (!refusesReuse && meetsRequest && (!isStale || takesStale))
    return { action: 'serve', stored, isStale, ageMs, ttlMs }
  if (onlyIfCached) return { action: 'gateway-timeout' }
  const reason = isStale || refusesReuse ? 'stale' : 'request'
  const headers = mayValidate(settings, request) ? validatorsOf(stored) : []
  return { action: 'forward', reason, validation: headers.length > 0 ? { stored, headers } : undefined }
}

const mayValidate = ({ crossOriginValidation }: PolicySettings, { isCrossOrigin }: PolicyRequest) =>
  !isCrossOrigin || crossOriginValidation

/** Whether a page cannot tell if a response is the right one, or follow it: a redirect's next hop is the browser's affair. */
const isBeyondPage = ({ isPage, headers }: PolicyRequest, stored: StoredResponse): boolean =>
  isPage && (/^3/.test(String(stored.status)) || stored.vary.some((name) => !headers.has(name)))

/** Whether an expiry given with the request is over at once: it asks to validate, and says nothing of what is stored. */
const isOver = (expiry: Expiry | undefined, now: number): boolean =>
  expiry !== undefined && lifetimeMs(expiry, now, 'expireAfter') === 0

function storedLifetimeMs(settings: PolicySettings, stored: StoredResponse): number {
  return stored.lifetimeMs ?? (settings.cacheControl ? statedLifetimeMs(stored, settings.shared) : undefined) ?? 0
}

/** RFC 9111 §4.3.1: every validator that the stored response has. */
function validatorsOf({ headers }: StoredResponse): [name: string, value: string][] {
  const etag = headers.get('etag')
  const lastModified = headers.get('last-modified')
  return [
    ...(etag === null ? [] : [['if-none-match', etag] as [string, string]]),
    ...(lastModified === null ? [] : [['if-modified-since', lastModified] as [string, string]]),
  ]
}

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
      /** Set where a setting decided; otherwise the headers say. */
      readonly lifetimeMs?: number | undefined
      /** When the entry may leave the table, in epoch milliseconds. */
      readonly expiresAt: number
      /** When the response becomes stale, in epoch milliseconds. */
      readonly freshUntil: number
    }

/** What forbids to store a response, and to use it if it was stored all the same. */
function prohibitionOf({ shared, cacheControl }: PolicySettings, { headers }: ResponseHead): string | undefined {
  const directives = cacheControl ? responseDirectives(headers) : parseCacheControl(null)
  if (directives.has('no-store')) return 'no-store'
  if (shared && directives.has('private')) return 'private'
  if (headers.has('set-cookie')) return 'Set-Cookie'
  return varyOf(headers).includes('*') ? 'Vary: *' : undefined
}

/** Statuses that are stored where the response states its freshness; those of `allowableCodes` are too. */
const understood = new Set([200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501])

/** Directives by which a response to one user may be shared with others (RFC 9111 §3.5). */
const sharing = ['must-revalidate', 'public', 's-maxage']

/** Freshness by the precedence of: the request's `expireAfter`, the response itself, the session's `expireAfter`. */
export function planStorage(
  settings: PolicySettings,
  request: PolicyRequest,
  response: ResponseHead & Pick<StoredResponse, 'requestTime' | 'responseTime'>,
): Storage {
  const { status, headers, responseTime } = response
  const directives = settings.cacheControl ? responseDirectives(headers) : parseCacheControl(null)
  const isAllowable = settings.allowableCodes.includes(status)
  const prohibition = isAllowable || understood.has(status) ? prohibitionOf(settings, response) : `status ${status}`
  if (prohibition) return { store: false, reason: prohibition, isForbidden: true }
  if (request.isPage && varyOf(headers).some((name) => !request.headers.has(name)))
    return { store: false, reason: 'Vary on a field of the browser' }
  // As RFC 9111 §3.5 has it for Authorization; of another origin, a page does not see that it varies by Cookie, either.
  if (
    (settings.shared || request.isCrossOrigin) &&
    request.withCookies &&
    !sharing.some((name) => directives.has(name))
  )
    return { store: false, reason: 'sent with cookies' }

  const stated = settings.cacheControl ? statedLifetimeMs(response, settings.shared) : undefined
  const asked = isOver(request.expireAfter, responseTime) ? undefined : request.expireAfter
  const set = isAllowable ? (asked ?? (stated === undefined ? settings.expireAfter : undefined)) : undefined
  const setMs = set === undefined ? undefined : lifetimeMs(set, responseTime, 'expireAfter')
  const lifetime = setMs ?? stated
  const hasValidator = mayValidate(settings, request) && (headers.has('etag') || headers.has('last-modified'))
  if (lifetime === undefined && !(hasValidator && status === 200)) return { store: false, reason: 'no freshness' }
  if (!hasValidator && (lifetime === 0 || directives.has('no-cache'))) return { store: false, reason: 'stale at once' }

  const freshUntil = responseTime - currentAgeMs(response, responseTime) + (lifetime ?? 0)
  return { store: true, lifetimeMs: storable(setMs), freshUntil, expiresAt: freshUntil + settings.keepStaleMs }
}

// DynamoDB has no infinity; this is 285,000 years.
const storable = (ms: number | undefined) => (ms === Infinity ? Number.MAX_SAFE_INTEGER : ms)

/** The field names of Vary, in lower case and in order; Accept-Encoding never selects, since fetch hides codings. */
export function varyOf(headers: Headers): string[] {
  const names = (headers.get('vary') ?? '').toLowerCase().split(',')
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name && name !== 'accept-encoding').sort()
}

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

/** The headers that are stored, with a Date in any case (RFC 9110 §6.6.1). */
export function storableHeaders(headers: Headers, responseTime: number): Headers {
  const stored = new Headers(headers)
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim())
  for (const name of [...hopByHop, ...named.filter((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name))]) stored.delete(name)
  if (!stored.has('date')) stored.set('date', new Date(responseTime).toUTCString())
  return stored
}

/** A stored response's headers after a 304 (RFC 9111 §3.2). The body stays, and so does what describes it. */
export function freshenedHeaders(stored: Headers, notModified: Headers, responseTime: number): Headers {
  const merged = new Headers(stored)
  // An Age of the old response says nothing about the new one.
  merged.delete('age')
  for (const [name, value] of storableHeaders(notModified, responseTime)) {
    if (!['content-length', 'content-encoding', 'content-range', 'set-cookie', 'vary'].includes(name))
      merged.set(name, value)
  }
  return merged
}
