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

export class DynamoDbDict<V = unknown> extends Dict<V> {
  protected static override readonly runtime: Runtime = runtime
}

export class DynamoDbCache extends Cache {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Dict: typeof Dict = DynamoDbDict
}

export class CachedSession extends Session {
  protected static override readonly runtime: Runtime = runtime
  protected static override readonly traits: FetchTraits = traits
  protected static override readonly Cache: typeof Cache = DynamoDbCache
}
