/**
 * `dynadict/bun`: what `dynadict` is in Bun.
 *
 * @module dynadict/bun
 */

import { type ConnectionOptions, connectionChecks } from '../core/connection.ts'
import { DynamoDbDict as Dict } from '../core/dict/dict.ts'
import { DynamoDbCache as Cache } from '../core/http/cache.ts'
import type { FetchTraits } from '../core/http/fetch-traits.ts'
import { nativeFetch } from '../core/http/install.ts'
import { CachedSession as Session } from '../core/http/session.ts'
import { checkOptions } from '../core/options.ts'
import type { Runtime } from '../core/runtime.ts'
import type { Transport } from '../core/transport.ts'
import { withEnvironment } from '../transports/environment.ts'
import { openTransport } from '../transports/sigv4.ts'
import { isUnsentByCode } from '../transports/unsent.ts'

export * from '../core/index.ts'

/**
 * Makes a transport to share between dicts and sessions. It sends signed requests by `fetch`; Region and credentials
 * come from the options or from the environment.
 *
 * @throws {TypeError} when there is no Region.
 * @example
 * const transport = createTransport({ region: 'us-west-2' })
 * const users = new DynamoDbDict('app', { namespace: 'users', transport })
 */
export function createTransport(options: ConnectionOptions = {}): Transport {
  checkOptions(options, connectionChecks, 'createTransport')
  return connect(options)
}

function connect(options: ConnectionOptions): Transport {
  const { Bun } = globalThis as unknown as { Bun: { env: object } }
  return openTransport(options, runtime, remedies, () => withEnvironment(options, options.env ?? Bun.env))
}

const remedies = {
  region: "pass region, such as 'us-west-2', or set AWS_REGION",
  credentials: 'pass credentials, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
}

const runtime: Runtime = {
  connect,
  fetch: (input, init) => nativeFetch()(input, init),
  isUnsent: isUnsentByCode,
  sharesPromises: true,
}

const traits: FetchTraits = {
  decodedCodings: ['gzip', 'x-gzip', 'deflate', 'br', 'zstd'],
  addedHeaders: { accept: '*/*', 'user-agent': globalThis.navigator?.userAgent },
  isPage: false,
  cacheMode: undefined,
}

/**
 * A durable, asynchronous map of strings to values on one namespace of a DynamoDB table, in Bun. It sends
 * by signed `fetch`. Region and credentials come from the options, or from the environment.
 *
 * Every method may throw a `DynadictError`; a bad key or option is a `TypeError` or `RangeError`, before anything is sent.
 *
 * @example
 * const prefs = new DynamoDbDict('app', { namespace: 'prefs', region: 'us-west-2' })
 * await prefs.set('ada', { theme: 'dark' })
 */
export class DynamoDbDict<V = unknown> extends Dict<V> {
  protected static override readonly runtime: Runtime = runtime
}

/**
 * The stored responses of an HTTP cache and its redirects, in one DynamoDB table: to look at them, remove and copy them.
 *
 * Every method that sends something may throw a `DynadictError`; a bad option is a `TypeError` or `RangeError`.
 *
 * @example
 * const cache = new DynamoDbCache({ tableName: 'http_cache', region: 'us-west-2' })
 * console.log(await cache.urls({ host: 'api.example.com' }))
 */
export class DynamoDbCache extends Cache {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Dict: typeof Dict = DynamoDbDict
}

/**
 * `fetch` with an HTTP cache in DynamoDB (RFC 9111), in Bun.
 *
 * An origin's failure is what `fetch` rejects with; one of DynamoDB's is told to `onEvent`, unless `strict` is set.
 *
 * @example
 * const session = new CachedSession('http_cache', { region: 'us-west-2', expireAfter: '1h' })
 * const response = await session.fetch('https://api.example.com/users')
 * console.log(response.fromCache, await response.json())
 */
export class CachedSession extends Session {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Cache: typeof Cache = DynamoDbCache
}
