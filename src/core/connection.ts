import type { Clock } from './clock.ts'
import { type Checks, isCount, isFunction, isObject, isText, isTimeout } from './options.ts'
import type { Transport } from './transport.ts'

/** AWS credentials as a value. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Comes with temporary credentials. */
  readonly sessionToken?: string | undefined
  /** When temporary credentials end; they are asked for again before. */
  readonly expiration?: Date | undefined
}

/** What tells an AWS SDK v3 client apart from a `Transport`. */
export interface AwsSdkClient {
  readonly config: object
  readonly middlewareStack: object
  send(...request: never[]): unknown
}

export const isAwsSdkClient = (value: object): value is AwsSdkClient => 'middlewareStack' in value && 'config' in value

/** How to reach DynamoDB. All are optional where the runtime has defaults, as Node has from its environment. */
export interface ConnectionOptions {
  /** The AWS Region, such as `'us-west-2'`. */
  readonly region?: string | undefined
  /** Credentials, or an async function that returns them and is called again before they expire. */
  readonly credentials?: Credentials | (() => Promise<Credentials>) | undefined
  /** The service's address, for a local engine or a VPC endpoint; by default derived from the Region. */
  readonly endpoint?: string | undefined
  /**
   * Where `AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` are
   * looked up when they are not given as options: the bindings of a Worker. Default: the process's environment, where there
   * is one.
   */
  readonly env?: object | undefined
  /** The sender by name, an AWS SDK v3 `DynamoDBClient`, or a transport to share between dicts and sessions. */
  readonly transport?: 'sigv4' | 'aws-sdk' | Transport | AwsSdkClient | undefined
  /** Attempts for one request, the first included. Default 6. */
  readonly maxAttempts?: number | undefined
  /** Milliseconds for one attempt, its body included. Default 5,000. */
  readonly attemptTimeoutMs?: number | undefined
  /** Milliseconds for one request with all its attempts and waits. Default 20,000. */
  readonly timeoutMs?: number | undefined
  /** Where time comes from, for tests. Default: the system's clock. */
  readonly clock?: Clock | undefined
}

const isCredentials: Checks[string] = (value, name) => {
  if (typeof value !== 'function') checkCredentials(value, name)
}

/** They become header fields, so they are visible ASCII; the messages do not show them. */
export function checkCredentials(value: unknown, name: string): asserts value is Credentials {
  isObject(value, name)
  const { accessKeyId, secretAccessKey, sessionToken = 'none' } = value as Credentials
  for (const [member, text] of Object.entries({ accessKeyId, secretAccessKey, sessionToken })) {
    isText(text, `${name}.${member}`)
    if (!/^[\x21-\x7e]+$/.test(text)) throw new TypeError(`${name}.${member} must be visible ASCII without blanks`)
  }
}

// A Region becomes part of a host name, so it may not bring in a dot, a slash or an '@'.
const isRegion: Checks[string] = (value, name) => {
  isText(value, name)
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value as string)) {
    throw new RangeError(`${name} must be the name of an AWS Region, such as 'us-west-2'`)
  }
}

const isEndpoint: Checks[string] = (value, name) => {
  isText(value, name)
  const url = URL.canParse(value as string) ? new URL(value as string) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new TypeError(`${name} must be an http or https address without credentials, such as 'http://localhost:8000'`)
  }
}

const isTransport: Checks[string] = (value, name) => {
  if (value === 'sigv4' || value === 'aws-sdk') return
  if (typeof (value as Transport | null)?.send !== 'function') {
    throw new TypeError(`${name} must be 'sigv4', 'aws-sdk', a DynamoDBClient or an object with a send method`)
  }
}

export const isClock: Checks[string] = (value, name) => {
  isObject(value, name)
  isFunction((value as Clock).now, `${name}.now`)
  isFunction((value as Clock).sleep, `${name}.sleep`)
}

export const connectionChecks: Checks = {
  region: isRegion,
  credentials: isCredentials,
  endpoint: isEndpoint,
  env: isObject,
  transport: isTransport,
  maxAttempts: isCount(1),
  attemptTimeoutMs: isTimeout,
  timeoutMs: isTimeout,
  clock: isClock,
}
