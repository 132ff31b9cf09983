import type { TableInfo } from '../dict/describe-table.ts'
import type { DynamoDbDict } from '../dict/dict.ts'
import { checkNamespace } from '../dict/keys.ts'
import {
  checkTableName,
  type DropOptions,
  type ReadyOptions,
  type TableSettings,
  tableChecks,
} from '../dict/options.ts'
import { bytes } from '../dict/serializers/bytes.ts'
import { text } from '../dict/serializers/text.ts'
import { type Checks, checkOptions, pickOptions } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import type { SendOptions } from '../transport.ts'
import { cacheNamespaces } from './cache-namespaces.ts'

export interface DynamoDbCacheOptions extends TableSettings {
  /** The table that holds the cache. Default `'http_cache'`. */
  readonly tableName?: string | undefined
  /** Keeps several caches apart in one table: `'tenant'` gives `tenant/responses` and `tenant/redirects`. */
  readonly namespace?: string | undefined
}

export const cacheChecks = (): Checks => ({ ...tableChecks, tableName: checkTableName, namespace: checkNamespace })

/**
 * The stored responses of an HTTP cache and its redirects, in one DynamoDB table.
 *
 * @example
 * const cache = new DynamoDbCache({ tableName: 'http_cache', region: 'us-west-2' })
 * const session = new CachedSession({ cache, expireAfter: '1h' })
 */
export class DynamoDbCache {
  /** What each runtime's own class sets. */
  declare protected static readonly runtime: Runtime
  declare protected static readonly Dict: typeof DynamoDbDict

  readonly tableName: string
  readonly namespace: string | undefined
  /** Stored responses by cache key: the body as the blob, the head as its meta. */
  readonly responses: DynamoDbDict<Uint8Array>
  /** For each hop of a chain of redirects, the cache key of the response at its end. */
  readonly redirects: DynamoDbDict<string>

  /** @throws {TypeError | RangeError} that names the bad option. */
  constructor(options: DynamoDbCacheOptions = {}) {
    checkOptions(options, cacheChecks(), 'DynamoDbCache')
    this.tableName = options.tableName ?? 'http_cache'
    this.namespace = options.namespace
    const [responses, redirects] = cacheNamespaces(options.namespace)
    const { runtime, Dict } = this.constructor as typeof DynamoDbCache
    const shared = { ...pickOptions(options, tableChecks), transport: runtime.connect(options) }
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

  /** Removes all stored responses and redirects, and resolves with the number of responses. */
  async clear(options: SendOptions = {}): Promise<number> {
    const [responses] = await Promise.all([this.responses.clear(options), this.redirects.clear(options)])
    return responses
  }
}
