import type { Expiry } from '../../expiry.ts'

/** What the policy takes into account, beside request, stored responses and time. */
export interface PolicySettings {
  /** Whether many users share what is stored (RFC 9111 §1). */
  readonly shared: boolean
  /** Whether the response's own statements on caching count. */
  readonly cacheControl: boolean
  /** Fields that count before Cache-Control, in order (RFC 9213). */
  readonly targets: readonly string[]
  /** Freshness given with the request. */
  readonly requestExpireAfter: Expiry | undefined
  /** Freshness where the response states none. */
  readonly expireAfter: Expiry | undefined
  /** Statuses to which `expireAfter` applies. */
  readonly allowableCodes: readonly number[]
  /** Methods that are answered from the cache. */
  readonly allowableMethods: readonly string[]
  /** How far beyond its freshness a response is served when the origin fails, and while it is validated behind. */
  readonly staleIfErrorMs: number
  readonly staleWhileRevalidateMs: number
  /** Whether each use is validated. */
  readonly alwaysRevalidate: boolean
  /** How long a stored response is kept once it is stale, to be validated. */
  readonly keepStaleMs: number
  /** Whether a shared cache keeps Set-Cookie and replays it. */
  readonly storeSetCookie: boolean
  /** What becomes of a request with Authorization in a shared cache. */
  readonly authorized: 'partition' | 'bypass'
  /** Whether a page may validate the responses of other origins. */
  readonly crossOriginValidation: boolean
}
