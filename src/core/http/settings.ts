import { type Clock, systemClock } from '../clock.ts'
import { isClock } from '../connection.ts'
import { type OnEvent, safeListener } from '../events.ts'
import { type Duration, durationMs, type Expiry, isDuration, isExpiry } from '../expiry.ts'
import { type Check, type Checks, isBoolean, isCount, isFunction, mustBe } from '../options.ts'
import type { Fetch } from '../runtime.ts'
import { type CacheMode, cacheModes } from './cache-mode.ts'
import type { PolicySettings } from './policy.ts'

/** What a session does with its cache. */
export interface SessionSettings {
  /** Freshness of responses that state none: seconds, `'1h'`, a `Date` or `'never'`. Default: none. */
  readonly expireAfter?: Expiry | undefined
  /** Whether the response's own Cache-Control and Expires count. Default `true`. */
  readonly cacheControl?: boolean | undefined
  /** Whether many users share what is stored; `false` for one principal's own cache. Default `true`, in pages `false`. */
  readonly shared?: boolean | undefined
  /** Statuses to which `expireAfter` applies. Default `[200]`. */
  readonly allowableCodes?: readonly number[] | undefined
  /**
   * In pages, whether stored responses of other origins are validated: each conditional request causes a CORS preflight.
   * Default `false`: they are fetched anew.
   */
  readonly crossOriginValidation?: boolean | undefined
  /** How long a stored response is kept once it is stale, to be validated. Default `'7d'`. */
  readonly keepStale?: Duration | undefined
  /** Bytes of a body above which it is not stored. Default 2,000,000. */
  readonly maxBodyBytes?: number | undefined
  /** The cache mode of requests that name none, as in `fetch`. Default `'default'`. */
  readonly cacheMode?: CacheMode | undefined
  /** Milliseconds that a request waits for the cache before it goes on without. Default 1,000. */
  readonly cacheTimeoutMs?: number | undefined
  /** Whether a failure of the cache fails the request. Default `false`: the origin answers. */
  readonly strict?: boolean | undefined
  /** Whether the cache is passed by. Default `false`. */
  readonly disabled?: boolean | undefined
  /**
   * Takes the writes of the cache, so that no response waits for them: `(promise) => ctx.waitUntil(promise)` in a Worker.
   * Default: a body's end waits for its write, at most `cacheTimeoutMs`.
   */
  readonly waitUntil?: WaitUntil | undefined
  /** What sends requests to origins. Default: the runtime's `fetch`. */
  readonly fetch?: Fetch | undefined
  /** Told what is worth knowing and not worth an exception; what it throws is ignored. */
  readonly onEvent?: OnEvent | undefined
  /** Where time comes from, for tests. Default: the system's clock. */
  readonly clock?: Clock | undefined
}

/** Keeps a Worker or a function alive until the promise has settled. */
export type WaitUntil = (promise: Promise<unknown>) => void

/** Settings of one request, as the member `dynadict` of `init`. */
export interface RequestSettings {
  /** Freshness of the response, above what it states itself. 0 validates what is stored, as `cache: 'no-cache'` does. */
  readonly expireAfter?: Expiry | undefined
  /** As the session's. */
  readonly waitUntil?: WaitUntil | undefined
}

const isCodes = /* @__PURE__ */ mustBe(
  'an array of HTTP statuses from 200 to 599, without 206 and 304',
  (value) =>
    Array.isArray(value) &&
    value.every((code) => Number.isInteger(code) && code >= 200 && code <= 599 && code !== 206 && code !== 304),
)

export const isCacheMode: Check = /* @__PURE__ */ mustBe(
  "'default', 'no-store', 'reload', 'no-cache', 'force-cache' or 'only-if-cached'",
  (value: CacheMode) => cacheModes.includes(value),
)

export const sessionChecks = (): Checks => ({
  expireAfter: isExpiry,
  cacheControl: isBoolean,
  shared: isBoolean,
  allowableCodes: isCodes,
  crossOriginValidation: isBoolean,
  keepStale: isDuration,
  maxBodyBytes: isCount(0),
  cacheMode: isCacheMode,
  cacheTimeoutMs: isCount(1),
  strict: isBoolean,
  disabled: isBoolean,
  waitUntil: isFunction,
  fetch: isFunction,
  onEvent: isFunction,
  clock: isClock,
})

export const requestChecks: Checks = { expireAfter: isExpiry, waitUntil: isFunction }

/** The settings with their defaults, as the session uses them. */
export interface ResolvedSettings extends PolicySettings {
  readonly maxBodyBytes: number
  readonly cacheMode: CacheMode
  readonly cacheTimeoutMs: number
  readonly strict: boolean
  readonly disabled: boolean
  readonly waitUntil: WaitUntil | undefined
  readonly onEvent: OnEvent
  readonly clock: Clock
}

export const resolveSettings = (settings: SessionSettings, shared: boolean): ResolvedSettings => ({
  expireAfter: settings.expireAfter,
  cacheControl: settings.cacheControl ?? true,
  shared: settings.shared ?? shared,
  allowableCodes: settings.allowableCodes ?? [200],
  crossOriginValidation: settings.crossOriginValidation ?? false,
  keepStaleMs: durationMs(settings.keepStale ?? '7d', 'keepStale'),
  maxBodyBytes: settings.maxBodyBytes ?? 2_000_000,
  cacheMode: settings.cacheMode ?? 'default',
  cacheTimeoutMs: settings.cacheTimeoutMs ?? 1_000,
  strict: settings.strict ?? false,
  disabled: settings.disabled ?? false,
  waitUntil: settings.waitUntil,
  onEvent: safeListener(settings.onEvent),
  clock: settings.clock ?? systemClock,
})
