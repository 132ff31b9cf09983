import { type Clock, systemClock } from '../clock.ts'
import { isClock } from '../connection.ts'
import { type OnEvent, safeListener } from '../events.ts'
import { type Duration, durationMs, type Expiry, isDuration, isExpiry } from '../expiry.ts'
import { type Check, type Checks, checkOptions, isBoolean, isCount, isFunction, mustBe } from '../options.ts'
import { isPlainObject } from '../plain-object.ts'
import type { Fetch } from '../runtime.ts'
import { type CacheMode, cacheModes } from './cache-mode.ts'
import { type KeySettings, keyChecks } from './key-settings.ts'
import type { PolicySettings } from './policy/settings.ts'
import { isUrlPatterns, type UrlPatterns } from './url-pattern-settings.ts'

/** What a session does with a request, for all of them or for one. */
export interface RequestSettings extends KeySettings {
  /**
   * Freshness: seconds, `'1h'`, a `Date` or `'never'`. A session's is for responses that state none; a request's comes
   * first. Default: none.
   */
  readonly expireAfter?: Expiry | undefined
  /** Whether the response's own Cache-Control and Expires count. Default `true`. */
  readonly cacheControl?: boolean | undefined
  /** Whether many users share what is stored; `false` for one principal's own cache. Default `true`, in pages `false`. */
  readonly shared?: boolean | undefined
  /** Fields that count before Cache-Control, such as `['CDN-Cache-Control']`, in order (RFC 9213). Default: none. */
  readonly targets?: readonly string[] | undefined
  /** Statuses to which `expireAfter` applies. Default `[200]`. */
  readonly allowableCodes?: readonly number[] | undefined
  /** Methods that are answered from the cache; a body is part of the key then. Default `['GET', 'HEAD']`. */
  readonly allowableMethods?: readonly string[] | undefined
  /**
   * Whether a stale response is served when the origin fails, as by `stale-if-error` (RFC 5861 §4), or for how long (seconds,
   * `'1h'`) after it is stale; never where the response forbids it. Default `false`.
   */
  readonly staleIfError?: boolean | Duration | undefined
  /**
   * Whether a stale response is served while it is validated behind, as by `stale-while-revalidate` (RFC 5861 §3), or for how
   * long (seconds, `'1h'`) after it is stale; never where the response forbids it. Default `false`.
   */
  readonly staleWhileRevalidate?: boolean | Duration | undefined
  /** Whether a stored response is validated before each use. Default `false`. */
  readonly alwaysRevalidate?: boolean | undefined
  /** Whether nothing is written to the cache. Default `false`. */
  readonly readOnly?: boolean | undefined
  /** Says of a response's head whether it may be stored, and used where it is stored. Default: all may. */
  readonly filterFn?: ((response: FilteredResponse) => boolean) | undefined
  /** What a shared cache does with Authorization: a partition for each value, or pass by. Default `'partition'`. */
  readonly authorized?: 'partition' | 'bypass' | undefined
  /** Whether a shared cache keeps Set-Cookie and replays it to everybody. Default `false`. */
  readonly storeSetCookie?: boolean | undefined
  /**
   * In pages, whether stored responses of other origins are validated: each conditional request causes a CORS preflight.
   * Default `false`: they are fetched anew.
   */
  readonly crossOriginValidation?: boolean | undefined
  /** How long a stored response is kept once it is stale, to be validated: seconds, or `'7d'`. Default `'7d'`. */
  readonly keepStale?: Duration | undefined
  /** Bytes of a body above which it is not stored. Default 2,000,000. */
  readonly maxBodyBytes?: number | undefined
  /** Milliseconds that a request waits for the cache before it goes on without. Default 1,000. */
  readonly cacheTimeoutMs?: number | undefined
  /** Whether a failure of the cache fails the request. Default `false`: the origin answers. */
  readonly strict?: boolean | undefined
  /** Whether the cache is passed by. Default `false`. */
  readonly disabled?: boolean | undefined
  /**
   * Takes the work of the cache, so that no response waits for it and none is lost: `(promise) => ctx.waitUntil(promise)` in a
   * Worker. Default: a body's end waits for its write, at most `cacheTimeoutMs`.
   */
  readonly waitUntil?: WaitUntil | undefined
}

/** What a session does with its cache. */
export interface SessionSettings extends RequestSettings {
  /**
   * Freshness, or settings, by URL: globs such as `'*.example.com/static/*'`, regular expressions or `URLPattern`s; the first
   * match counts. Default: none.
   */
  readonly urlsExpireAfter?: UrlPatterns<Expiry | RequestSettings> | undefined
  /** The cache mode of requests that name none, as in `fetch`. Default `'default'`. */
  readonly cacheMode?: CacheMode | undefined
  /** What sends requests to origins. Default: the runtime's `fetch`. */
  readonly fetch?: Fetch | undefined
  /** Told what is worth knowing and not worth an exception; what it throws is ignored. Default: nobody is told. */
  readonly onEvent?: OnEvent | undefined
  /** Where time comes from, for tests. Default: the system's clock. */
  readonly clock?: Clock | undefined
}

/** What `filterFn` sees of a response. */
export interface FilteredResponse {
  /** The URL that was asked for. */
  readonly url: string
  /** The HTTP status. */
  readonly status: number
  /** The headers, as they came or were stored. */
  readonly headers: Headers
}

/** Keeps a Worker or a function alive until the promise has settled. */
export type WaitUntil = (promise: Promise<unknown>) => void

const isCodes = /* @__PURE__ */ mustBe(
  'an array of HTTP statuses from 200 to 599, without 206 and 304',
  (value) =>
    Array.isArray(value) &&
    value.every((code) => Number.isInteger(code) && code >= 200 && code <= 599 && code !== 206 && code !== 304),
)

const isNames = /* @__PURE__ */ mustBe(
  'an array of names',
  (value) => Array.isArray(value) && value.every((name) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name)),
)

export const isCacheMode: Check = /* @__PURE__ */ mustBe(
  "'default', 'no-store', 'reload', 'no-cache', 'force-cache' or 'only-if-cached'",
  (value: CacheMode) => cacheModes.includes(value),
)

const isWindow: Check = (value, name) => typeof value === 'boolean' || isDuration(value, name)

export const requestChecks = (): Checks => ({
  ...keyChecks(),
  expireAfter: isExpiry,
  cacheControl: isBoolean,
  shared: isBoolean,
  targets: isNames,
  allowableCodes: isCodes,
  allowableMethods: isNames,
  staleIfError: isWindow,
  staleWhileRevalidate: isWindow,
  alwaysRevalidate: isBoolean,
  readOnly: isBoolean,
  filterFn: isFunction,
  authorized: mustBe("'partition' or 'bypass'", (value) => value === 'partition' || value === 'bypass'),
  storeSetCookie: isBoolean,
  crossOriginValidation: isBoolean,
  keepStale: isDuration,
  maxBodyBytes: isCount(0),
  cacheTimeoutMs: isCount(1),
  strict: isBoolean,
  disabled: isBoolean,
  waitUntil: isFunction,
})

const isExpiryOrSettings: Check = (value, name) =>
  isPlainObject(value) ? checkOptions(value, requestChecks(), name) : isExpiry(value, name)

export const sessionChecks = (): Checks => ({
  ...requestChecks(),
  urlsExpireAfter: isUrlPatterns(isExpiryOrSettings),
  cacheMode: isCacheMode,
  fetch: isFunction,
  onEvent: isFunction,
  clock: isClock,
})

/** The settings with their defaults, as they are for one request. */
export interface ResolvedSettings extends PolicySettings {
  readonly keys: KeySettings
  readonly readOnly: boolean
  readonly filterFn: RequestSettings['filterFn']
  readonly maxBodyBytes: number
  readonly cacheMode: CacheMode
  readonly cacheTimeoutMs: number
  readonly strict: boolean
  readonly disabled: boolean
  readonly waitUntil: WaitUntil | undefined
  readonly onEvent: OnEvent
  readonly clock: Clock
}

/** The settings of a session; `own` are those of one request, which come first. */
export function resolveSettings(
  session: SessionSettings,
  isShared: boolean,
  own: RequestSettings = {},
): ResolvedSettings {
  const settings = { ...session, ...own }
  return {
    keys: settings,
    expireAfter: session.expireAfter,
    requestExpireAfter: own.expireAfter,
    cacheControl: settings.cacheControl ?? true,
    shared: settings.shared ?? isShared,
    targets: settings.targets ?? [],
    allowableCodes: settings.allowableCodes ?? [200],
    allowableMethods: (settings.allowableMethods ?? ['GET', 'HEAD']).map(methodName),
    staleIfErrorMs: windowMs(settings.staleIfError, 'staleIfError'),
    staleWhileRevalidateMs: windowMs(settings.staleWhileRevalidate, 'staleWhileRevalidate'),
    alwaysRevalidate: settings.alwaysRevalidate ?? false,
    readOnly: settings.readOnly ?? false,
    filterFn: settings.filterFn,
    authorized: settings.authorized ?? 'partition',
    storeSetCookie: settings.storeSetCookie ?? false,
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
  }
}

/** A method as fetch sends it (Fetch §2.2.1). */
export const methodName = (method: string): string =>
  /^(get|head|post|put|delete|options)$/i.test(method) ? method.toUpperCase() : method

/** A window of 0 ms is one; no window is -1. */
function windowMs(value: boolean | Duration | undefined, name: string): number {
  if (value === undefined || typeof value === 'boolean') return value ? Infinity : -1
  return durationMs(value, name)
}
