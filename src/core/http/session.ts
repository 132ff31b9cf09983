import { type Checks, checkOptions, isCount, isObject, mustBe, pickOptions } from '../options.ts'
import { isPlainObject } from '../plain-object.ts'
import type { Fetch, Runtime } from '../runtime.ts'
import type { SendOptions } from '../transport.ts'
import { Background } from './background.ts'
import { cacheChecks, DynamoDbCache, type DynamoDbCacheOptions } from './cache.ts'
import type { CachedFetch, CachedFetchParts } from './cached-fetch.ts'
import type { CachedRequestInit } from './fetch-request.ts'
import type { FetchTraits } from './fetch-traits.ts'
import { install, uninstall } from './install.ts'
import type { CachedResponse } from './responses.ts'
import { SessionDefaults } from './session-defaults.ts'
import { type SessionSettings, sessionChecks } from './settings.ts'

/** Settings of a session and of the cache that it makes, or the cache itself. */
export interface CachedSessionOptions
  extends SessionSettings,
    Omit<DynamoDbCacheOptions, 'tableName' | 'clock' | 'onEvent'> {
  /** The cache to use, in place of a table name and the options to reach it. Default: one that is made by those. */
  readonly cache?: DynamoDbCache | undefined
}

/** For how long `settle` waits. */
export interface SettleOptions extends SendOptions {
  /** Milliseconds. Default 30,000, the longest that a validation behind an answer takes. */
  readonly timeoutMs?: number | undefined
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
 * A hit is one GetItem, a miss one more PutItem, a validation one UpdateItem; a body above 64 KB takes a few more.
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

  #defaults: SessionDefaults
  #background = new Background()
  readonly #parts: Pick<CachedFetchParts, 'traits' | 'fetch' | 'runtime'>
  #engine: CachedFetch | undefined

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
    this.#defaults = new SessionDefaults(pickOptions(given as SessionSettings, ofSession), traits)
    const namespace =
      (given.cache ?? given).namespace ??
      (this.#defaults.resolved.shared ? undefined : traits.privateNamespace?.(given))
    // Its own `fetch` is for origins.
    this.cache = given.cache ?? new Cache({ ...cacheOptions, namespace, fetch: undefined })
    // By the settings of the first session URLs become keys in the cache's own methods, too.
    this.cache['~defaults'] ??= this.#defaults
    this.#parts = { traits, fetch: given.fetch ?? runtime.fetch, runtime }
    this.fetch = (input, init = null) => this.#fetch(input, init)
  }

  /**
   * A second session on the same cache with some settings changed.
   *
   * @throws {TypeError | RangeError} that names the bad setting.
   * @example
   * const patient = session.with({ expireAfter: '1d' })
   */
  with(overrides: SessionSettings): this {
    const Session = this.constructor as new (options: CachedSessionOptions) => this
    const session = new Session({ ...this.#defaults.session, ...overrides, cache: this.cache })
    if (this.#parts.runtime.sharesPromises) session.#background = this.#background
    return session
  }

  /**
   * Changes settings of this session for the requests to come; those under way keep theirs.
   *
   * @throws {TypeError | RangeError} that names the bad setting; nothing is changed. `fetch` is what it was made with.
   * @example
   * session.configure({ expireAfter: '5m', urlsExpireAfter: { '*.example.com/static': 'never' } })
   */
  configure(changes: Omit<SessionSettings, 'fetch'>): void {
    const { fetch: _, ...changeable } = sessionChecks()
    checkOptions(changes, changeable, 'configure')
    this.#defaults = this.#defaults.changed(changes)
  }

  /**
   * A `fetch` through this session's cache that asks origins by the given one, such as that of another library.
   *
   * @throws {TypeError} when it is no function.
   * @example
   * const cachedFetch = session.wrap(fetchWithRetries)
   */
  wrap(fetch: Fetch): CachedSession['fetch'] {
    return this.with({ fetch }).fetch
  }

  /**
   * Puts `session.fetch` in the place of `globalThis.fetch`, for libraries that take no other. The session itself, and its
   * transport, go on with the native one. Resolves nothing and sends nothing; `uninstall` takes it back.
   */
  install(): void {
    install(this.fetch)
  }

  /** Takes `install` back, from below another session's too. Nothing is changed while something of others lies over it. */
  uninstall(): void {
    uninstall(this.fetch)
  }

  /** A second session that passes the cache by. */
  disabled(): this {
    return this.with({ disabled: true })
  }

  /**
   * Waits for the work in the background: writes that took longer than `cacheTimeoutMs`, and validations behind an answer. It is
   * that of all sessions that were made of one another by `with`, `disabled` and `wrap`; in Workers, where a request must not
   * wait for another's work, of this one alone. A Lambda handler awaits it before it returns.
   *
   * Resolves with `true` when all of it is done, and with `false` after `timeoutMs`, when the rest goes on; never rejects for
   * what became of the work, of which `onEvent` is told.
   *
   * @throws the signal's reason on an abort.
   * @example
   * await session.settle({ timeoutMs: 2_000 })
   */
  async settle(options: SettleOptions = {}): Promise<boolean> {
    checkOptions(options, { timeoutMs: isCount(1), signal: isObject }, 'settle')
    // A validation takes no longer.
    const { timeoutMs = 30_000, signal } = options
    return this.#background.settle(timeoutMs, this.#defaults.resolved.clock, signal)
  }

  /** `settle()`, for `await using session = …`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.settle()
  }

  async #fetch(input: string | URL | Request, init: CachedRequestInit | null): Promise<CachedResponse> {
    const defaults = this.#defaults
    if (this.#engine) return this.#engine.fetch(input, init, defaults)
    // What the caller may change meanwhile is taken as it is now, as fetch does.
    const url = input instanceof URL ? input.href : input
    const isPlain: boolean = isPlainObject(init)
    const own = init && isPlain ? { ...init, ...(init.headers && { headers: new Headers(init.headers) }) } : init
    return (await this.#load()).fetch(url, own, defaults)
  }

  /** The machinery comes with the first request, so that a page starts sooner. */
  async #load(): Promise<CachedFetch> {
    const { CachedFetch } = await import('./cached-fetch.ts')
    this.#engine ??= new CachedFetch({ cache: this.cache, background: this.#background, ...this.#parts })
    return this.#engine
  }
}
