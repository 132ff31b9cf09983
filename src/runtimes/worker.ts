/**
 * `dynadict/worker`: what `dynadict` is in Cloudflare Workers and on other edges.
 *
 * @module dynadict/worker
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

export * from '../core/index.ts'

/**
 * Makes a transport to share between dicts and sessions. It sends signed requests by `fetch`; Region and credentials
 * come from the options, or from the bindings that are handed in as `env`.
 *
 * @throws {TypeError} when there is no Region.
 * @example
 * const transport = createTransport({ env })
 * const users = new DynamoDbDict('app', { namespace: 'users', transport })
 */
export function createTransport(options: ConnectionOptions = {}): Transport {
  checkOptions(options, connectionChecks, 'createTransport')
  return connect(options)
}

function connect(options: ConnectionOptions): Transport {
  return openTransport(options, runtime, remedies, () => withEnvironment(options, options.env ?? {}))
}

const remedies = {
  region: "pass region, such as 'us-west-2', or env with AWS_REGION among its bindings",
  credentials: 'pass credentials, or env with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY among its secrets',
}

const runtime: Runtime = {
  connect,
  fetch: (input, init) => nativeFetch()(input, init),
  sharesPromises: false,
  // A Worker's request has six connections at once, and other fetches of the program need some of them.
  // https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections
  concurrency: 4,
}

const traits: FetchTraits = {
  decodedCodings: ['gzip', 'br'],
  addedHeaders: {},
  isPage: false,
  cacheMode: undefined,
}

/**
 * A durable, asynchronous map of strings to values on one namespace of a DynamoDB table, in Workers. It sends
 * by signed `fetch`. Region and credentials come from the options, or from the bindings that are handed in as `env`.
 *
 * Every method may throw a `DynadictError`; a bad key or option is a `TypeError` or `RangeError`, before anything is sent.
 *
 * @example
 * const prefs = new DynamoDbDict('app', { namespace: 'prefs', env })
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
 * const cache = new DynamoDbCache({ tableName: 'http_cache', env })
 * await cache.delete({ host: 'api.example.com' })
 */
export class DynamoDbCache extends Cache {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Dict: typeof Dict = DynamoDbDict
}

/**
 * `fetch` with an HTTP cache in DynamoDB (RFC 9111), in Workers.
 *
 * One session a request: it costs nothing, and `waitUntil` keeps its writes alive after the answer.
 *
 * @example
 * const session = new CachedSession('http_cache', { env, waitUntil: (promise) => ctx.waitUntil(promise) })
 * return session.fetch('https://api.example.com/users')
 */
export class CachedSession extends Session {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Cache: typeof Cache = DynamoDbCache
}
