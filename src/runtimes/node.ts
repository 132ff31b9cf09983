/**
 * `dynadict/node`: what `dynadict` is in Node.js, as an ES module and as CommonJS.
 *
 * @module dynadict/node
 */

import { type ConnectionOptions, connectionChecks, isAwsSdkClient } from '../core/connection.ts'
import { DynamoDbDict as Dict } from '../core/dict/dict.ts'
import { DynamoDbCache as Cache } from '../core/http/cache.ts'
import type { FetchTraits } from '../core/http/fetch-traits.ts'
import { nativeFetch } from '../core/http/install.ts'
import { CachedSession as Session } from '../core/http/session.ts'
import { checkOptions } from '../core/options.ts'
import type { Runtime } from '../core/runtime.ts'
import type { Transport } from '../core/transport.ts'
import { awsSdkTransport, handedInTransport } from '../transports/aws-sdk.ts'
import { withEnvironment } from '../transports/environment.ts'
import { checkHandedIn, madeWith } from '../transports/handed-in.ts'
import { providerChain, tellingRegion } from '../transports/provider-chain.ts'
import type { SdkClientOptions } from '../transports/sdk-client.ts'
import { noCredentials, sigv4Transport } from '../transports/sigv4.ts'
import { isUnsentByCode } from '../transports/unsent.ts'
import type { Wire } from '../transports/wire.ts'

export * from '../core/index.ts'

/**
 * Makes a transport to share between dicts and sessions. By default it sends by the AWS SDK, which finds Region and
 * credentials by itself; `'sigv4'` takes the Region from the options or from the environment, and so the credentials, or else
 * those that the SDK's providers find.
 *
 * @throws {TypeError} when `'sigv4'` finds no Region.
 * @example
 * const transport = createTransport({ region: 'us-west-2', transport: 'sigv4' })
 * const users = new DynamoDbDict('app', { namespace: 'users', transport })
 */
export function createTransport(options: ConnectionOptions = {}): Transport {
  checkOptions(options, connectionChecks, 'createTransport')
  return connect(options)
}

function connect(options: ConnectionOptions): Transport {
  const { transport = 'aws-sdk', env, clientConfig } = options
  if (typeof transport === 'object') {
    const isClient = isAwsSdkClient(transport)
    checkHandedIn(options, transport, isClient ? countsForClients : [])
    return isClient ? madeWith(options, handedInTransport(transport, options)) : transport
  }
  if (clientConfig && transport === 'sigv4') throw new TypeError("clientConfig is for transport: 'aws-sdk'")
  const found = withEnvironment(options, env ?? process.env)
  const made =
    transport === 'sigv4'
      ? sigv4Transport(env ? found : withChain(found), runtime, remedies, options.fetch ? undefined : newWire())
      : awsSdkTransport(sdkOptions(options, found))
  return madeWith(options, made)
}

/** Loaded with the first request, like the modules of Node that it needs. */
function newWire(): Wire {
  let wire: Wire | undefined
  return async (request, signal) => {
    wire ??= (await import('./node-wire.ts')).nodeWire()
    return wire(request, signal)
  }
}

/** They are ours, above the client and its own attempts. */
const countsForClients = ['onRequest', 'maxAttempts', 'attemptTimeoutMs', 'timeoutMs']

/** The credentials that are given, or else those that the SDK's providers find. */
const withChain = (options: ConnectionOptions) =>
  tellingRegion({ ...options, credentials: options.credentials ?? providerChain(remedies.credentials) })

/** The SDK reads the process's environment by itself, but for AWS_DEFAULT_REGION; with `env` that does not count. */
function sdkOptions(options: ConnectionOptions, found: ConnectionOptions): ConnectionOptions & SdkClientOptions {
  const { env, clientConfig } = options
  const configured: Pick<ConnectionOptions, 'region' | 'credentials'> = clientConfig ?? {}
  const credentials = options.credentials ?? configured.credentials
  if (!env) return { ...options, region: options.region ?? (configured.region ? undefined : found.region), credentials }
  const region = options.region ?? configured.region ?? found.region
  if (typeof region !== 'string') throw new TypeError(`region is missing: ${remedies.region}`)
  return { ...found, region, credentials: credentials ?? found.credentials ?? noCredentials(remedies), isBare: true }
}

const remedies = {
  region: "pass region, such as 'us-west-2', or set AWS_REGION",
  credentials: 'pass credentials, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
}

// From 7.15 on, Node's fetch decodes zstd too.
const [undiciMajor = 0, undiciMinor = 0] = (process.versions.undici ?? '').split('.').map(Number)
const zstd = undiciMajor > 7 || (undiciMajor === 7 && undiciMinor >= 15) ? ['zstd'] : []

const runtime: Runtime = {
  connect,
  fetch: (input, init) => nativeFetch()(input, init),
  isUnsent: isUnsentByCode,
  sharesPromises: true,
}

const traits: FetchTraits = {
  decodedCodings: ['gzip', 'x-gzip', 'deflate', 'br', ...zstd],
  addedHeaders: { accept: '*/*', 'accept-language': '*', 'user-agent': 'node', 'sec-fetch-mode': 'cors' },
  isPage: false,
  // Otherwise Node adds 'Cache-Control: no-cache' and 'Pragma' to conditional requests.
  cacheMode: 'force-cache',
}

/**
 * A durable, asynchronous map of strings to values on one namespace of a DynamoDB table, in Node.js. It sends
 * by the AWS SDK, or without it by `transport: 'sigv4'`. Region and credentials come from the options, the environment
 * and what the SDK finds.
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
 * `fetch` with an HTTP cache in DynamoDB (RFC 9111), in Node.js.
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
