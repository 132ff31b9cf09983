/**
 * `dynadict/browser`: what `dynadict` is in pages.
 *
 * @module dynadict/browser
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
import { openTransport } from '../transports/sigv4.ts'

export * from '../core/index.ts'

/**
 * Makes a transport to share between dicts and sessions. It sends signed requests by `fetch`. Credentials are best an
 * async function that returns temporary ones: whoever sees the page sees them.
 *
 * @throws {TypeError} when there is no Region.
 * @example
 * const transport = createTransport({ region: 'us-west-2', credentials })
 * const notes = new DynamoDbDict('app', { namespace: identityId, transport })
 */
export function createTransport(options: ConnectionOptions = {}): Transport {
  checkOptions(options, connectionChecks, 'createTransport')
  return connect(options)
}

let isWarned = false

function connect(options: ConnectionOptions): Transport {
  const { credentials } = options
  if (typeof credentials === 'object' && credentials.sessionToken === undefined && !isWarned) {
    isWarned = true
    console.warn(`dynadict: long-lived AWS keys in a page; ${remedies.credentials}`)
  }
  return openTransport(options, runtime, remedies)
}

const remedies = {
  region: "pass region, such as 'us-west-2'",
  credentials: 'pass credentials as an async function that returns temporary ones',
}

const runtime: Runtime = {
  connect,
  fetch: (input, init) => nativeFetch()(input, init),
  sharesPromises: true,
}

const traits: FetchTraits = {
  decodedCodings: ['gzip', 'x-gzip', 'deflate', 'br', 'zstd'],
  addedHeaders: {},
  isPage: true,
  cacheMode: 'no-store',
  privateNamespace: ({ credentials }) => {
    if (typeof credentials === 'object' && credentials.sessionToken === undefined) return credentials.accessKeyId
    throw new TypeError(
      'namespace is missing: pass one for each principal, such as the id of a Cognito identity, or shared: true',
    )
  },
}

/**
 * A durable, asynchronous map of strings to values on one namespace of a DynamoDB table, in pages. It sends
 * by signed `fetch`. Region and credentials come from the options only; give a page temporary ones.
 *
 * Every method may throw a `DynadictError`; a bad key or option is a `TypeError` or `RangeError`, before anything is sent.
 *
 * @example
 * const prefs = new DynamoDbDict('app', { namespace: `${identityId}/prefs`, region: 'us-west-2', credentials })
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
 * const cache = new DynamoDbCache({ namespace: identityId, region: 'us-west-2', credentials })
 * console.log(await cache.urls())
 */
export class DynamoDbCache extends Cache {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Dict: typeof Dict = DynamoDbDict
}

/**
 * `fetch` with an HTTP cache in DynamoDB (RFC 9111), in pages.
 *
 * Private by default (`shared: false`), in a `namespace` for each principal: a page that writes a cache for all can poison it.
 *
 * @example
 * const session = new CachedSession('http_cache', { namespace: identityId, region: 'us-west-2', credentials })
 * const response = await session.fetch('https://api.example.com/users')
 */
export class CachedSession extends Session {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Cache: typeof Cache = DynamoDbCache
}
