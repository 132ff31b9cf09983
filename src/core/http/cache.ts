import type { TableInfo } from '../dict/describe-table.ts'
import type { DynamoDbDict } from '../dict/dict.ts'
import { checkNamespace } from '../dict/keys.ts'
import {
  type ClearOptions,
  checkTableName,
  type DropOptions,
  ownTableChecks,
  type ReadyOptions,
  type TableSettings,
  tableChecks,
} from '../dict/options.ts'
import { bytes } from '../dict/serializers/bytes.ts'
import { text } from '../dict/serializers/text.ts'
import { unlessCode } from '../errors.ts'
import type { Expiry } from '../expiry.ts'
import { type Checks, checkOptions, pickOptions } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import type { SendOptions } from '../transport.ts'
import { cacheNamespaces } from './cache-namespaces.ts'
import { type CacheStatistics, CacheStats } from './cache-stats.ts'
import type { DeleteSelector } from './delete-stored.ts'
import type { FetchTraits } from './fetch-traits.ts'
import type { EntryTarget, FindOptions } from './find-entry.ts'
import type { ResetOptions } from './reset-expiration.ts'
import type { Read } from './response-store.ts'
import { SessionDefaults } from './session-defaults.ts'
import { type SessionSettings, sessionChecks } from './settings.ts'
import type { EntriesOptions, InvalidEntry, StoredEntry } from './stored-entries.ts'
import type { UnderWay } from './under-way.ts'

/** Options of a cache: the connection, the table, and the cache's place in it. */
export interface DynamoDbCacheOptions extends TableSettings {
  /** The table that holds the cache. Default `'http_cache'`. */
  readonly tableName?: string | undefined
  /**
   * Keeps several caches apart in one table: `'tenant'` gives `tenant/responses` and `tenant/redirects`. Default: none, which
   * gives `responses` and `redirects`.
   */
  readonly namespace?: string | undefined
}

export const cacheChecks = (): Checks => ({ ...tableChecks, tableName: checkTableName, namespace: checkNamespace })

/**
 * The stored responses of an HTTP cache and its redirects, in one DynamoDB table.
 *
 * Every method that sends something may throw a `DynadictError`, as those of a dict; a bad option is a `TypeError` or
 * `RangeError`.
 *
 * @example
 * const cache = new DynamoDbCache({ tableName: 'http_cache', region: 'us-west-2' })
 * const session = new CachedSession({ cache, expireAfter: '1h' })
 */
export class DynamoDbCache {
  /** What each runtime's own class sets. */
  declare protected static readonly runtime: Runtime
  declare protected static readonly traits: FetchTraits
  declare protected static readonly Dict: typeof DynamoDbDict

  /** The table's name or ARN. */
  readonly tableName: string
  /** As it was given; `undefined` for none. */
  readonly namespace: string | undefined
  /** Stored responses by cache key: the body as the blob, the head as its meta. */
  readonly responses: DynamoDbDict<Uint8Array>
  /** For each hop of a chain of redirects, the cache key of the response at its end. */
  readonly redirects: DynamoDbDict<string>
  /** Counts what sessions do. @internal */
  readonly '~stats': CacheStats = new CacheStats()
  /** The settings of the first session with this cache. @internal */
  declare '~defaults': SessionDefaults | undefined
  /** What its sessions wait for together, where the runtime lets requests wait for one another. @internal */
  declare '~underWay': UnderWay<Read> | undefined

  /** @throws {TypeError | RangeError} that names the bad option. */
  constructor(options: DynamoDbCacheOptions = {}) {
    checkOptions(options, cacheChecks(), 'DynamoDbCache')
    this.tableName = options.tableName ?? 'http_cache'
    this.namespace = options.namespace
    const [responses, redirects] = cacheNamespaces(options.namespace)
    const { runtime, Dict } = this.constructor as typeof DynamoDbCache
    const transport = this['~stats'].counted(runtime.connect(options))
    // The transport has its own connection; its time is the dicts' too.
    const shared = { ...pickOptions(options, ownTableChecks), clock: options.clock, transport }
    this.responses = new Dict(this.tableName, {
      ...shared,
      namespace: responses,
      serializer: bytes,
      inlineBytes: 65_536,
    })
    this.redirects = new Dict(this.tableName, { ...shared, namespace: redirects, serializer: text })
  }

  /** Makes sure that the table is there and active, as `ready` of a dict does. */
  async ready(options: ReadyOptions = {}): Promise<void> {
    await this.responses.ready(options)
  }

  /** What DynamoDB says of the table, as `describe` of a dict. */
  async describe(options: SendOptions = {}): Promise<TableInfo | undefined> {
    return this.responses.describe(options)
  }

  /** Deletes the whole table, with all caches and dicts in it, as `drop` of a dict does. `clear` empties this cache alone. */
  async drop(options: DropOptions): Promise<boolean> {
    return this.responses.drop(options)
  }

  /**
   * Whether a stored response, fresh or stale, is there for a request, for a GET of a URL, or under a key. Sends what `get` does.
   *
   * @example
   * if (!(await cache.contains('https://api.example.com/users'))) await session.fetch('https://api.example.com/users')
   */
  async contains(target: EntryTarget, options: FindOptions = {}): Promise<boolean> {
    const { findEntry } = await import('./find-entry.ts')
    return (await unlessCode('DECODE', findEntry(this, target, options))) !== undefined
  }

  /**
   * The stored response, fresh or stale, for a request, for a GET of a URL, or under a key; `undefined` when there is none. Its
   * body is not read: one GetItem, which saves transfer and not read units, or as many as a session sends for the request.
   *
   * @throws {DecodeError} when something else is under the key.
   * @example
   * const entry = await cache.get('https://api.example.com/users')
   * console.log(entry?.status, entry?.createdAt, entry?.isStale)
   */
  async get(target: EntryTarget, options: FindOptions = {}): Promise<StoredEntry | undefined> {
    const { findEntry } = await import('./find-entry.ts')
    return findEntry(this, target, options)
  }

  /**
   * The stored responses, fresh and stale, in the order of their keys over all pages: all of them, or those of a URL, a host, a
   * prefix or a state. Reads no body; saves transfer, not read units. What cannot be read is left out unless `invalid` is asked
   * for, and ends nothing.
   *
   * @throws {TypeError} with the first entry, when an option is not as it should be.
   * @example
   * for await (const { url, createdAt } of cache.entries({ host: 'api.example.com', stale: true })) console.log(url, createdAt)
   */
  entries(options?: EntriesOptions & { readonly invalid?: false | undefined }): AsyncGenerator<StoredEntry, void>
  entries(options: EntriesOptions): AsyncGenerator<StoredEntry | InvalidEntry, void>
  async *entries(options: EntriesOptions = {}): AsyncGenerator<StoredEntry | InvalidEntry, void> {
    const { listEntries } = await import('./stored-entries.ts')
    yield* listEntries(this, options)
  }

  /** `entries`, by the name that requests-cache has for it. */
  filter(options?: EntriesOptions & { readonly invalid?: false | undefined }): AsyncGenerator<StoredEntry, void>
  filter(options: EntriesOptions): AsyncGenerator<StoredEntry | InvalidEntry, void>
  filter(options: EntriesOptions = {}): AsyncGenerator<StoredEntry | InvalidEntry, void> {
    return this.entries(options)
  }

  /** The URLs of `entries`, each once and sorted, with secrets hidden. */
  async urls(options: EntriesOptions = {}): Promise<string[]> {
    const { listUrls } = await import('./stored-entries.ts')
    return listUrls(this, options)
  }

  /**
   * Removes stored responses, and the redirects that lead to them: by `key` or `keys`; by `url`, `urls` or `requests`, with all
   * methods, variants and parts for credentials, and what their redirects lead to; by `host` or `prefix`; by state, everywhere
   * or of a `url`, `host` or `prefix`. Resolves with their number; of keys it counts those that were given, and
   * of a URL one less where the answer to its mark was lost.
   *
   * By state one DeleteItem for each, on condition of the version that was seen: what is stored meanwhile stays. Otherwise in
   * batches of 25, which leave the chunks of large bodies to `vacuum`. The redirects are listed once. By key, URL and request a
   * mark keeps out for 5 minutes what is under way; by host, prefix and state it may be stored afterwards.
   *
   * @throws {TypeError} when the selector is empty, or says two things that exclude each other; nothing was sent.
   * @throws {BatchError} that lists by key what was not done, while everything else was.
   * @example
   * await cache.delete({ url: 'https://api.example.com/users' })
   * await cache.delete({ expired: true, host: 'api.example.com' })
   */
  async delete(selector: DeleteSelector): Promise<number> {
    const { deleteStored } = await import('./delete-stored.ts')
    return deleteStored(this, selector).finally(() => this['~underWay']?.leave())
  }

  /**
   * Gives stored responses a new freshness, from now on, and keeps them for `keepStale` beyond it: all, or those of a URL, a
   * host, a prefix or a state. Resolves with the number of those that were changed. One UpdateItem for each, on condition of
   * the version that was seen: what is stored meanwhile has its own.
   *
   * @param expiry seconds, `'1h'`, a `Date` or `'never'`; 0 makes them stale.
   * @example
   * await cache.resetExpiration('1d', { host: 'api.example.com' })
   */
  async resetExpiration(expiry: Expiry, options: ResetOptions = {}): Promise<number> {
    const { resetExpiration } = await import('./reset-expiration.ts')
    return resetExpiration(this, expiry, options)
  }

  /** Removes all stored responses and redirects, and resolves with the number of responses; `onProgress` is told of them. */
  async clear({ onProgress, signal }: Pick<ClearOptions, 'onProgress' | 'signal'> = {}): Promise<number> {
    const responses = this.responses.clear({ onProgress, signal })
    const cleared = Promise.all([responses, this.redirects.clear({ signal })])
    const [count] = await cleared.finally(() => this['~underWay']?.leave())
    return count
  }

  /**
   * What sessions did with this cache, in this process, since it was made or `resetStats` was called. Sends nothing.
   *
   * Each hop of a redirect counts by itself, and what passes the cache by does not count. Requests and units are those of this
   * object alone, also when it shares a transport with others.
   *
   * @example
   * const { hits, misses } = cache.stats()
   * console.log(`${Math.round((100 * hits) / (hits + misses))} % from the table`)
   */
  stats(): CacheStatistics {
    return this['~stats'].read()
  }

  /** Begins to count anew. */
  resetStats(): void {
    this['~stats'].reset()
  }

  /**
   * The settings by which requests and URLs become keys: those given, or those of the first session with this cache.
   *
   * @internal
   * @throws {TypeError | RangeError} that names the bad setting.
   */
  '~defaultsFor'(settings: SessionSettings | undefined): SessionDefaults {
    if (settings) checkOptions(settings, sessionChecks(), 'settings')
    const known = settings ? undefined : this['~defaults']
    return known ?? new SessionDefaults(settings ?? {}, (this.constructor as typeof DynamoDbCache).traits)
  }
}
