import type { Fetch, Runtime } from '../runtime.ts'
import type { Background } from './background.ts'
import type { DynamoDbCache } from './cache.ts'
import { formatCacheStatus } from './cache-status.ts'
import { Exchange } from './exchange.ts'
import { type CachedRequestInit, type FetchRequest, readRequest, redirected, withBody } from './fetch-request.ts'
import type { FetchTraits } from './fetch-traits.ts'
import { Origin } from './origin.ts'
import { type Admission, admit } from './policy/admission.ts'
import { invalidatedUrls } from './policy/invalidation.ts'
import { isOnlyIfCached, isSafe } from './policy/request.ts'
import { maxRedirects, redirectTarget } from './redirects.ts'
import { type Read, ResponseStore } from './response-store.ts'
import { type CachedResponse, gatewayTimeout, leaveBody, notCached, withProperties } from './responses.ts'
import type { SessionDefaults } from './session-defaults.ts'
import { UnderWay } from './under-way.ts'

/** What a session's `fetch` works with. */
export interface CachedFetchParts {
  readonly cache: DynamoDbCache
  readonly traits: FetchTraits
  readonly background: Background
  /** What sends requests to origins. */
  readonly fetch: Fetch
  readonly runtime: Pick<Runtime, 'sharesPromises' | 'isUnsent'>
}

/**
 * The `fetch` of a session, which is loaded with the first request. In order: the policy admits a request or passes it by; the
 * stored response is looked up; the policy decides to serve it, to validate it or to ask the origin; what the origin answers is
 * stored as its body is read. Each redirect is a request of its own.
 */
export class CachedFetch {
  readonly #store: ResponseStore
  readonly #origin: Origin
  readonly #exchange: Exchange
  readonly #isUnsent: Runtime['isUnsent']

  constructor({ cache, traits, background, fetch, runtime }: CachedFetchParts) {
    if (runtime.sharesPromises) cache['~underWay'] ??= new UnderWay<Read>()
    this.#store = new ResponseStore(cache, background)
    this.#origin = new Origin(fetch, traits)
    this.#exchange = new Exchange(this.#store, this.#origin, background, cache['~underWay']?.flights)
    this.#isUnsent = runtime.isUnsent
  }

  async fetch(
    input: string | URL | Request,
    init: CachedRequestInit | null,
    defaults: SessionDefaults,
  ): Promise<CachedResponse> {
    const read = await readRequest(input, init, defaults)
    const admission = admissionOf(read)
    if (admission !== 'admitted' || read.isForFetch) return this.#passBy(read, admission)
    const request = read.hasBody ? await withBody(read) : read
    return request.isForFetch ? this.#passBy(request, 'bypass') : this.#follow(request)
  }

  /** Straight to the origin; the response is handed on as it is. */
  async #passBy(request: FetchRequest, admission: Admission, redirected = false): Promise<CachedResponse> {
    const fwd = admission === 'method' ? 'method' : 'bypass'
    if (isOnlyIfCached(request)) return gatewayTimeout(request.url, formatCacheStatus({ detail: 'only-if-cached' }))
    const response = await this.#sendUnstored(request)
    return withProperties(response, {
      ...notCached,
      ...(redirected && { redirected }),
      cacheStatus: formatCacheStatus({ fwd, fwdStatus: response.status }),
    })
  }

  /** Sends a request of which nothing is stored; what it may have changed is not served any more (RFC 9111 §4.4). */
  async #sendUnstored(request: FetchRequest): Promise<Response> {
    const wasLeft = request.signal?.aborted
    let response: Response
    try {
      response = await this.#origin.send(request)
    } catch (error) {
      // Without an answer nobody knows whether it was done (RFC 9110 §9.2.2). The caller's error is that of the request.
      const mayBeDone = mayChange(request) && !wasLeft && !this.#isUnsent?.(error)
      if (mayBeDone) await Promise.allSettled([this.#exchange.invalidate(request.url, request)])
      throw error
    }
    const urls = mayChange(request) ? changedBy(request, response) : []
    await Promise.all(urls.map((each) => this.#exchange.invalidate(each, request)))
    return response
  }

  /** Follows redirects, each as a request of its own that may be in the cache. */
  async #follow(first: FetchRequest): Promise<CachedResponse> {
    let request = first
    const hops: CachedResponse[] = []
    const drains: Promise<void>[] = []
    for (;;) {
      const response = await this.#exchange.run(request, hops.length > 0)
      const target =
        first.redirect === 'manual' ? undefined : redirectTarget(response.status, response.headers, request.url)
      if (target === undefined) {
        await Promise.all(drains)
        await this.#link(hops, response, first)
        return response
      }
      drains.push(this.#leave(response, request))
      if (first.redirect === 'error') throw new TypeError('fetch failed: unexpected redirect')
      if (hops.push(response) > maxRedirects) throw new TypeError(`fetch failed: more than ${maxRedirects} redirects`)
      request = await redirected(request, response.status, target)
      const admission = admissionOf(request)
      if (admission !== 'admitted') return this.#passBy(request, admission, true)
    }
  }

  /** The hop's body: read to its end when it is to be stored then, given up when it is not. */
  #leave({ body, cacheKey }: CachedResponse, request: FetchRequest): Promise<void> {
    if (cacheKey === undefined) {
      leaveBody(body)
      return Promise.resolve()
    }
    const left = this.#store.drain(body, request)
    // A failure to store is that of the whole chain; when the chain fails first, nobody waits for it.
    left.catch(() => undefined)
    return left
  }

  async #link(hops: readonly CachedResponse[], end: CachedResponse, request: FetchRequest): Promise<void> {
    const keys = hops.flatMap((hop) => hop.cacheKey ?? [])
    const isNew = hops.some((hop) => !hop.fromCache)
    if (isNew && keys.length > 0 && end.cacheKey !== undefined) await this.#store.link(keys, end.cacheKey, request)
  }
}

const admissionOf = (request: FetchRequest): Admission =>
  request.settings.disabled ? 'bypass' : admit(request.settings, request)

/** Whether what is stored may be another once a request was done. */
const mayChange = ({ settings, method, url }: FetchRequest): boolean =>
  !settings.disabled &&
  !isSafe(method) &&
  !settings.allowableMethods.includes(method) &&
  URL.canParse(url) &&
  /^https?:/.test(url)

function changedBy({ url }: FetchRequest, { status, headers, redirected, url: end }: Response): string[] {
  // Where it was redirected, what came may be the answer to the same method there.
  const targets = redirected ? [url, end.replace(/#.*/s, '')] : [url]
  const urls = targets.flatMap((target) => invalidatedUrls(target, status, headers))
  // A redirection is no error, whatever came of it.
  return [...new Set(redirected ? [...urls, url] : urls)]
}
