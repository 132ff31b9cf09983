import { type Checks, checkOptions, mustBe, pickOptions } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import { cacheChecks, DynamoDbCache, type DynamoDbCacheOptions } from './cache.ts'
import { formatCacheStatus } from './cache-status.ts'
import { Exchange } from './exchange.ts'
import { type CachedRequestInit, type FetchRequest, readRequest } from './fetch-request.ts'
import type { FetchTraits } from './fetch-traits.ts'
import { admit } from './policy.ts'
import { headersForHop, maxRedirects, redirectTarget } from './redirects.ts'
import { ResponseStore } from './response-store.ts'
import { type CachedResponse, gatewayTimeout, notCached, withProperties } from './responses.ts'
import { type ResolvedSettings, resolveSettings, type SessionSettings, sessionChecks } from './settings.ts'

/** Settings of a session and of the cache that it makes, or the cache itself. */
export interface CachedSessionOptions
  extends SessionSettings,
    Omit<DynamoDbCacheOptions, 'tableName' | 'clock' | 'onEvent'> {
  /** The cache to use, in place of a table name and the options to reach it. */
  readonly cache?: DynamoDbCache | undefined
}

// A function, since bundlers keep an object that is spread even where nothing uses it.
const checks = (): Checks => ({
  ...cacheChecks(),
  ...sessionChecks(),
  cache: mustBe('a DynamoDbCache', (value) => value instanceof DynamoDbCache),
})

/**
 * `fetch` with an HTTP cache in DynamoDB (RFC 9111), shared by every instance that uses the table.
 *
 * What happens to a request, in order: the policy admits it or passes it by; the stored response is looked up (one GetItem);
 * the policy decides to serve it, to validate it or to ask the origin; what the origin answers is stored as its body is read.
 * Each redirect is a request of its own.
 *
 * The constructor sends nothing. The cache may fail and the request may not: a failure of DynamoDB is told to `onEvent` and
 * the origin answers, unless `strict` is set.
 *
 * @example
 * const session = new CachedSession('http_cache', { region: 'us-west-2', expireAfter: '1h' })
 * const response = await session.fetch('https://api.example.com/users')
 * console.log(response.fromCache, await response.json())
 */
export class CachedSession {
  /** What each runtime's own class sets. */
  declare protected static readonly runtime: Runtime
  declare protected static readonly traits: FetchTraits
  declare protected static readonly Cache: typeof DynamoDbCache

  /** The stored responses and redirects. */
  readonly cache: DynamoDbCache

  /**
   * Fetches like the global `fetch`, through the cache. It is bound, so it can be handed to any client library.
   *
   * `init.cache` is obeyed as the Fetch standard says; an `only-if-cached` miss is a 504 response. `init.dynadict` holds
   * settings for this request.
   *
   * Rejects as `fetch` does: with a `TypeError` when the origin cannot be reached, with the signal's reason on an abort.
   */
  readonly fetch: (input: string | URL | Request, init?: CachedRequestInit | null) => Promise<CachedResponse>

  readonly #options: SessionSettings
  readonly #settings: ResolvedSettings
  readonly #traits: FetchTraits
  readonly #store: ResponseStore
  readonly #exchange: Exchange

  /**
   * @param table the table's name, or the options. Default `'http_cache'`.
   * @throws {TypeError | RangeError} that names the bad option.
   */
  constructor(table?: string | CachedSessionOptions, options: CachedSessionOptions = {}) {
    const given = typeof table === 'object' ? table : options
    checkOptions(given, checks(), 'CachedSession')
    const { runtime, traits, Cache } = this.constructor as typeof CachedSession
    const cacheOptions = {
      ...pickOptions(given, cacheChecks()),
      ...(typeof table === 'string' && { tableName: table }),
    }
    const ofSession = sessionChecks()
    const [besides] = Object.entries(cacheOptions).flatMap(([name, value]) =>
      value === undefined || Object.hasOwn(ofSession, name) ? [] : name,
    )
    if (given.cache && besides)
      throw new TypeError(`${besides} belongs to the cache: pass it there, or leave out cache`)
    this.#options = pickOptions(given as SessionSettings, ofSession)
    this.#settings = resolveSettings(this.#options, !traits.isPage)
    this.#traits = traits
    const namespace =
      (given.cache ?? given).namespace ?? (this.#settings.shared ? undefined : traits.privateNamespace?.(given))
    // Its own `fetch` is for origins.
    const connection = { ...given, fetch: undefined }
    this.cache = given.cache ?? new Cache({ ...cacheOptions, namespace, transport: runtime.connect(connection) })
    this.#store = new ResponseStore(this.cache, this.#settings)
    this.#exchange = new Exchange(this.#store, this.#settings, traits, given.fetch ?? runtime.fetch)
    this.fetch = (input, init = null) => this.#fetch(input, init)
  }

  /**
   * A second session on the same cache with some settings changed.
   *
   * @example
   * const patient = session.with({ expireAfter: '1d' })
   */
  with(overrides: SessionSettings): this {
    const Session = this.constructor as new (options: CachedSessionOptions) => this
    return new Session({ ...this.#options, ...overrides, cache: this.cache })
  }

  /** A second session that passes the cache by. */
  disabled(): this {
    return this.with({ disabled: true })
  }

  /** Resolves when every write in the background is done. A Lambda handler awaits it before it returns. */
  async settle(): Promise<void> {
    await this.#store.settle()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.settle()
  }

  async #fetch(input: string | URL | Request, init: CachedRequestInit | null): Promise<CachedResponse> {
    const request = readRequest(input, init, this.#settings.cacheMode, this.#traits.isPage)
    const admission = this.#settings.disabled ? 'bypass' : admit(request)
    if (admission === 'admitted' && !request.isForFetch) return this.#follow(request)
    return this.#passBy(request, admission === 'method' ? 'method' : 'bypass')
  }

  /** Straight to the origin; the response is handed on as it is. */
  async #passBy(request: FetchRequest, fwd: 'method' | 'bypass'): Promise<CachedResponse> {
    if (request.mode === 'only-if-cached') return gatewayTimeout(request.url)
    const response = await this.#exchange.send(request)
    return withProperties(response, {
      ...notCached,
      cacheStatus: formatCacheStatus({ fwd, fwdStatus: response.status }),
    })
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
      drains.push(this.#leave(response))
      if (first.redirect === 'error') throw new TypeError('fetch failed: unexpected redirect')
      if (hops.push(response) > maxRedirects) throw new TypeError(`fetch failed: more than ${maxRedirects} redirects`)
      request = {
        ...request,
        url: target,
        headers: headersForHop(request.headers, request.url, target),
        input: first.input instanceof Request ? new Request(target, first.input) : target,
      }
    }
  }

  /** The hop's body: read to its end when it is to be stored then, given up when it is not. */
  #leave({ body, cacheKey }: CachedResponse): Promise<void> {
    const ignored = () => undefined
    const left = cacheKey === undefined ? Promise.resolve(body?.cancel()).catch(ignored) : this.#store.drain(body)
    // A failure to store is that of the whole chain; when the chain fails first, nobody waits for it.
    left.catch(ignored)
    return left
  }

  async #link(hops: readonly CachedResponse[], end: CachedResponse, request: FetchRequest): Promise<void> {
    const keys = hops.flatMap((hop) => hop.cacheKey ?? [])
    const isNew = hops.some((hop) => !hop.fromCache)
    if (isNew && keys.length > 0 && end.cacheKey !== undefined) await this.#store.link(keys, end.cacheKey, request)
  }
}
