import type { Fetch } from '../runtime.ts'
import { copyBody } from './body-copy.ts'
import { type CacheStatus, formatCacheStatus } from './cache-status.ts'
import { type FetchRequest, headersForMode } from './fetch-request.ts'
import type { FetchTraits } from './fetch-traits.ts'
import { currentAgeMs } from './freshness.ts'
import { cacheKey, redactUrl, variantOf } from './keys.ts'
import {
  type Decision,
  decide,
  freshenedHeaders,
  planStorage,
  storableHeaders,
  type Validation,
  varyOf,
} from './policy.ts'
import type { Lookup, ResponseStore } from './response-store.ts'
import {
  buildResponse,
  type CachedResponse,
  decodedHeaders,
  gatewayTimeout,
  isNullBodyStatus,
  notCached,
  withProperties,
} from './responses.ts'
import type { ResolvedSettings } from './settings.ts'
import type { FoundResponse, StoredResponse } from './stored-response.ts'

type Forward = Decision<FoundResponse> & { readonly action: 'forward' }

/** When a request was sent and its response came, in epoch milliseconds. */
interface Times {
  readonly requestTime: number
  readonly responseTime: number
}

/** One request and its response, from the table or from the origin; redirects are not followed here. */
export class Exchange {
  readonly #store: ResponseStore
  readonly #settings: ResolvedSettings
  readonly #traits: FetchTraits
  readonly #fetch: Fetch

  constructor(store: ResponseStore, settings: ResolvedSettings, traits: FetchTraits, fetch: Fetch) {
    this.#store = store
    this.#settings = settings
    this.#traits = traits
    this.#fetch = fetch
  }

  async run(request: FetchRequest, redirected: boolean): Promise<CachedResponse> {
    const lookup = await this.#store.lookup(request, request.signal)
    const now = this.#settings.clock.now()
    const decision = decide(this.#settings, request, lookup.found, now)
    switch (decision.action) {
      case 'serve':
        return serve(decision.stored, decision, now, request, redirected, { hit: true })
      case 'gateway-timeout':
        return gatewayTimeout(request.url)
      case 'forward':
        return this.#forward(request, redirected, lookup, decision)
    }
  }

  /** Sends a request to the origin as it is. The mode is ours to obey: most runtimes refuse, ignore or double it. */
  async send(request: FetchRequest, overrides: RequestInit = {}): Promise<Response> {
    const { cacheMode, isPage } = this.#traits
    const given = overrides.headers ? new Headers(overrides.headers) : request.headers
    // In a page the browser adds them for 'no-store'; added here, they would cause a preflight.
    const headers = isPage ? given : headersForMode(given, request.mode)
    const isPlain = request.mode === 'default' && Object.keys(overrides).length === 0
    const init = { ...request.init, ...overrides, headers, ...(cacheMode && { cache: cacheMode }) }
    // Called by itself: some runtimes throw when fetch has another `this`.
    const fetch = this.#fetch
    return fetch(request.input, isPlain ? request.init : init)
  }

  async #forward(
    request: FetchRequest,
    redirected: boolean,
    lookup: Lookup,
    decision: Forward,
  ): Promise<CachedResponse> {
    const { clock } = this.#settings
    const validation = 'validation' in decision ? decision.validation : undefined
    const headers = new Headers(request.headers)
    for (const [name, value] of validation?.headers ?? []) headers.set(name, value)
    const requestTime = clock.now()
    const redirect = this.#traits.isPage ? request.redirect : 'manual'
    const response = await this.send(request, { headers, redirect })
    const times = { requestTime, responseTime: clock.now() }
    const status: CacheStatus = {
      fwd: reasonFor(request, lookup, decision),
      fwdStatus: response.status,
      detail: lookup.failure,
    }

    // Where hops are hidden, a response that was redirected is another resource's: stored as such, and no 304 of this one.
    const isElsewhere = redirect !== 'manual' && response.redirected
    if (response.status === 304 && validation && (isElsewhere || confirmsAnother(validation.stored, response))) {
      return this.#forward(request, redirected, lookup, { action: 'forward', reason: 'stale' })
    }
    if (response.status === 304 && validation) {
      return this.#freshen(request, redirected, validation, response, times, status)
    }
    if (response.status < 200 || response.status > 599) {
      return withProperties(response, { ...notCached, cacheStatus: formatCacheStatus(status) })
    }
    if (!isElsewhere) return this.#keep(request, redirected, lookup, response, times, status)
    const target = { ...request, url: response.url.replace(/#.*/s, '') }
    return this.#keep(target, true, { key: await cacheKey(target) }, response, times, status)
  }

  /** A 304: the stored head is brought up to date and the stored body served (RFC 9111 §4.3.4). */
  async #freshen(
    request: FetchRequest,
    redirected: boolean,
    { stored }: Validation<FoundResponse>,
    response: Response,
    times: Times,
    status: CacheStatus,
  ): Promise<CachedResponse> {
    const headers = freshenedHeaders(stored.headers, response.headers, times.responseTime)
    const updated = { ...stored, ...times, headers, lifetimeMs: undefined }
    const plan = planStorage(this.#settings, request, updated)
    const fresh: FoundResponse = plan.store ? { ...updated, lifetimeMs: plan.lifetimeMs } : updated
    // A 304 that forbids to store forbids what is stored, too.
    if (plan.store) await this.#store.freshen(stored, fresh, plan.expiresAt, request)
    else if (plan.isForbidden) await this.#store.remove(stored, request)
    const ageMs = currentAgeMs(fresh, times.responseTime)
    const ttlMs = plan.store ? plan.freshUntil - times.responseTime : 0
    const served = { ...status, stored: plan.store }
    const answer = await serve(fresh, { ageMs, ttlMs, isStale: false }, times.responseTime, request, redirected, served)
    for (const cookie of response.headers.getSetCookie()) answer.headers.append('set-cookie', cookie)
    return answer
  }

  /** Any other answer of the origin: the caller gets it, and the table as far as the policy says so. */
  async #keep(
    request: FetchRequest,
    redirected: boolean,
    lookup: Lookup,
    response: Response,
    times: Times,
    status: CacheStatus,
  ): Promise<CachedResponse> {
    const { url } = request
    const hasBody = request.method !== 'HEAD' && !isNullBodyStatus(response.status)
    // Chromium shows an empty stream where the Fetch standard has no body.
    const source = hasBody ? response.body : null
    const isDecoded = hasBody && this.#decodes(response.headers)
    const headers = isDecoded ? decodedHeaders(response.headers) : response.headers
    const head = { status: response.status, statusText: response.statusText, headers }
    const network = { url, redirected, type: response.type }

    const plan = planStorage(this.#settings, request, { ...head, ...times })
    const obstacle =
      (hasBody && headers.has('content-encoding') && 'unknown coding') ||
      (hasBody && Number(headers.get('content-length')) > this.#store.maxBodyBytes && 'body too large')
    if (!plan.store || obstacle) {
      const detail = status.detail ?? (obstacle || (plan.store ? undefined : plan.reason))
      const cacheStatus = formatCacheStatus({ ...status, detail })
      return buildResponse(source, head, { ...notCached, ...network, cacheStatus })
    }

    const vary = varyOf(headers)
    const stored: StoredResponse = {
      ...head,
      ...times,
      headers: storableHeaders(headers, times.responseTime),
      url: redactUrl(url),
      type: response.type,
      lifetimeMs: plan.lifetimeMs,
      vary,
      variant: await variantOf(vary, request.headers),
    }
    const put = (body: Uint8Array) => {
      // That of the coded body, where its coding was hidden.
      if (hasBody && Number(headers.get('content-length')) !== body.byteLength) stored.headers.delete('content-length')
      return this.#store.put(lookup, stored, body, plan.expiresAt, request)
    }
    if (!source) await put(new Uint8Array())
    const body = source && copyBody(source, this.#store.maxBodyBytes, async (copy) => (copy ? put(copy) : undefined))
    return buildResponse(body, head, {
      ...notCached,
      ...network,
      cacheKey: this.#store.keyFor(lookup, stored),
      createdAt: new Date(times.responseTime),
      expires: dateOf(plan.freshUntil),
      cacheStatus: formatCacheStatus({ ...status, stored: true, ttlMs: plan.freshUntil - times.responseTime }),
    })
  }

  /** Whether the runtime has decoded the body while it left the header. */
  #decodes(headers: Headers): boolean {
    const codings = (headers.get('content-encoding') ?? '').toLowerCase().split(',')
    return codings.every((coding) => this.#traits.decodedCodings.includes(coding.trim()))
  }
}

/** Whether a 304 names another representation by a strong validator; that is no confirmation (RFC 9111 §4.3.4). */
function confirmsAnother(stored: StoredResponse, { headers }: Response): boolean {
  const etag = headers.get('etag')
  return etag !== null && !etag.startsWith('W/') && etag !== stored.headers.get('etag')
}

/** A response from the table. */
async function serve(
  found: FoundResponse,
  { ageMs, ttlMs, isStale }: { ageMs: number; ttlMs: number; isStale: boolean },
  now: number,
  { method, url }: FetchRequest,
  redirected: boolean,
  status: CacheStatus,
): Promise<CachedResponse> {
  const headers = new Headers(found.headers)
  headers.set('age', String(Math.floor(ageMs / 1_000)))
  return buildResponse(
    method === 'HEAD' ? null : found.body,
    { ...found, headers },
    {
      url,
      redirected,
      type: found.type,
      fromCache: true,
      revalidated: !status.hit,
      isStale,
      cacheKey: found.key,
      createdAt: new Date(found.responseTime),
      expires: dateOf(now + ttlMs),
      cacheStatus: formatCacheStatus({ ...status, ttlMs }),
    },
  )
}

function reasonFor(
  { mode }: FetchRequest,
  { otherVary, found }: Lookup,
  decision: Forward,
): NonNullable<CacheStatus['fwd']> {
  if (mode === 'reload') return 'request'
  return otherVary && !found ? 'vary-miss' : decision.reason
}

/** `undefined` for what lies beyond the reach of a Date, which is to say never. */
const dateOf = (ms: number): Date | undefined => (ms > 8.64e15 ? undefined : new Date(ms))
