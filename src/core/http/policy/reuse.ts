import type { StoredResponse } from '../stored-response.ts'
import { type Directives, isWhole, requestDirectives, secondsOf } from './cache-control.ts'
import { currentAgeMs, directivesOf, heuristicLifetimeMs, statedLifetimeMs } from './freshness.ts'
import { hasAuthorization, isOnlyIfCached, type PolicyRequest } from './request.ts'
import type { PolicySettings } from './settings.ts'
import { allowsSharing, isOver, ownSettings, prohibitionOf } from './storing.ts'

/** How a stored response is served, in milliseconds. */
export interface Reuse {
  readonly isStale: boolean
  readonly ageMs: number
  readonly ttlMs: number
}

/** What to do with a request, given what is stored for it. */
export type Decision =
  /** With `revalidate` it is validated behind the answer (RFC 5861 §3). */
  | ({ readonly action: 'serve'; readonly revalidate: boolean } & Reuse)
  | { readonly action: 'gateway-timeout' }
  | Forward

export interface Forward {
  readonly action: 'forward'
  /** Terms of RFC 9211 §2.2. */
  readonly reason: 'uri-miss' | 'stale' | 'request'
  /** Whether what is stored is to be validated. */
  readonly validate: boolean
  /** What the caller gets when the origin fails: its failure, the stored response, or a 504 (RFC 9111 §4.2.4). */
  readonly onFailure: 'fail' | 'gateway-timeout' | Reuse
}

const miss: Forward = { action: 'forward', reason: 'uri-miss', validate: false, onFailure: 'fail' }

export function decide(
  settings: PolicySettings,
  request: PolicyRequest,
  stored: StoredResponse | undefined,
  now: number,
): Decision {
  const asked = requestDirectives(request.headers)
  const onlyIfCached = isOnlyIfCached(request)
  const isUsed = stored && request.mode !== 'reload' && isUsable(settings, request, stored)
  if (!isUsed) {
    if (onlyIfCached) return { action: 'gateway-timeout' }
    return request.mode === 'reload' ? { ...miss, reason: 'request' } : miss
  }

  const own = ownSettings(settings, stored.isOwn)
  const directives = directivesOf(stored.headers, settings)
  const ageMs = currentAgeMs(stored, now)
  const ttlMs = storedLifetimeMs(own, stored) - ageMs
  const isStale = ttlMs <= 0
  const reuse: Reuse = { isStale, ageMs, ttlMs }

  const mustValidate = isWhole(directives, 'no-cache')
  const forbidsStale = forbidsStaleUse(directives, own.shared)
  const allows = (staleMs: number) => !isStale || (!forbidsStale && -ttlMs <= staleMs)
  // RFC 9111 §5.2.1.1: who says max-age, and not max-stale, wants nothing stale, whatever the origin allows.
  const allowsUnasked = (...staleMs: number[]) =>
    allows(asked.has('max-age') && !asked.get('max-stale') ? -1 : Math.max(...staleMs))
  const meetsRequest = meets(asked, reuse) && !asksRefresh(settings, request, asked, directives, reuse, now)

  const takesStale = request.mode === 'force-cache' || request.mode === 'only-if-cached'
  const maxStaleMs = takesStale || asked.get('max-stale') === true ? Infinity : (secondsOf(asked, 'max-stale') ?? -1)
  const behindMs = Math.max(settings.staleWhileRevalidateMs, secondsOf(directives, 'stale-while-revalidate') ?? -1)
  const isReusable = meetsRequest && !mustValidate && !settings.alwaysRevalidate
  if (isReusable && allows(maxStaleMs)) return { action: 'serve', revalidate: false, ...reuse }
  if (onlyIfCached) return { action: 'gateway-timeout' }
  if (isReusable && allowsUnasked(behindMs)) return { action: 'serve', revalidate: true, ...reuse }

  const errorMs = [directives, asked].map((source) => secondsOf(source, 'stale-if-error') ?? -1)
  const isAllowed = meetsRequest && !mustValidate && allowsUnasked(settings.staleIfErrorMs, ...errorMs)
  const isForbidden = meetsRequest && (mustValidate || (isStale && forbidsStale))
  return {
    action: 'forward',
    reason: isStale || mustValidate || settings.alwaysRevalidate ? 'stale' : 'request',
    validate: true,
    onFailure: isAllowed ? reuse : isForbidden ? 'gateway-timeout' : 'fail',
  }
}

/** Whether a stored response may answer this request at all: others store by settings of their own, and for all runtimes. */
export function isUsable(settings: PolicySettings, request: PolicyRequest, stored: StoredResponse): boolean {
  if (prohibitionOf(ownSettings(settings, stored.isOwn), stored) || isBeyondPage(request, stored)) return false
  if (!settings.shared || stored.isOwn) return true
  // What was stored for all, for one who says who he is, or by one who was told so.
  if (hasAuthorization(request) || stored.isAuthorized) return allowsSharing(directivesOf(stored.headers, settings))
  return request.credentials.length === 0 || stored.lifetimeMs === undefined
}

/** Whether a page cannot tell if a response is the right one, or follow it: a redirect's next hop is the browser's affair. */
const isBeyondPage = ({ isPage, headers }: PolicyRequest, stored: StoredResponse): boolean =>
  isPage && (/^3/.test(String(stored.status)) || stored.vary.some((name) => !headers.has(name)))

/** Directives of a response that is not served stale (RFC 9111 §4.2.4, §5.2.2.2, §5.2.2.8, §5.2.2.10). */
const forbidsStaleUse = (directives: Directives, shared: boolean): boolean =>
  directives.has('must-revalidate') || (shared && (directives.has('proxy-revalidate') || directives.has('s-maxage')))

/** Whether a stored response is young enough, and for long enough, for who asks (RFC 9111 §5.2.1.1, §5.2.1.3). */
const meets = (asked: Directives, { ageMs, ttlMs }: Reuse): boolean =>
  ageMs <= (secondsOf(asked, 'max-age') ?? Infinity) &&
  ttlMs >= (secondsOf(asked, 'min-fresh') ?? Number.NEGATIVE_INFINITY)

function asksRefresh(
  settings: PolicySettings,
  { mode }: PolicyRequest,
  asked: Directives,
  directives: Directives,
  { isStale }: Reuse,
  now: number,
): boolean {
  if (asked.has('no-cache') || isOver(settings.requestExpireAfter, now)) return true
  // RFC 8246 §2: a user agent's reload validates nothing that is immutable while it is fresh; an argument says nothing.
  const isImmutable = !settings.shared && Boolean(directives.get('immutable')) && !isStale
  return mode === 'no-cache' && !isImmutable
}

export function storedLifetimeMs(settings: PolicySettings, stored: StoredResponse): number {
  return stored.lifetimeMs ?? statedLifetimeMs(stored, settings) ?? heuristicLifetimeMs(stored, settings) ?? 0
}
