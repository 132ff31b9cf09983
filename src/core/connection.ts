import type { Clock } from './clock.ts'
import { type Check, type Checks, isBoolean, isCount, isFunction, isObject, isText, mustBe } from './options.ts'
import type { Fetch } from './runtime.ts'
import type { Operation, Transport } from './transport.ts'

/** AWS credentials as a value. */
export interface Credentials {
  /** The public half of the key, such as `'AKIAIOSFODNN7EXAMPLE'`. */
  readonly accessKeyId: string
  /** The secret half. It signs requests, and neither it nor the token is in any message or event. */
  readonly secretAccessKey: string
  /** Comes with temporary credentials. Default: none. */
  readonly sessionToken?: string | undefined
  /** When temporary credentials end; they are asked for again before. Default: they do not end. */
  readonly expiration?: Date | undefined
}

/** What tells an AWS SDK v3 client apart from a `Transport`. */
export interface AwsSdkClient {
  /** The client's settings, which count as they are. */
  readonly config: object
  /** What clients of the SDK have and transports have not. */
  readonly middlewareStack: object
  /**
   * Sends one command of the SDK.
   *
   * @throws the SDK's exceptions; a dict makes a `DynadictError` of them.
   */
  send(...request: never[]): unknown
}

export const isAwsSdkClient = (value: object): value is AwsSdkClient => 'middlewareStack' in value

/** How to reach DynamoDB. All are optional where the runtime has defaults, as Node has from its environment. */
export interface ConnectionOptions {
  /** The AWS Region, such as `'us-west-2'`. Default: the environment's, and on Node what the SDK finds. */
  readonly region?: string | undefined
  /**
   * Credentials, or an async function that returns them, such as a provider of the AWS SDK. It may take `timeoutMs`, and is called
   * again 5 minutes before they expire, or after half their life where that is later; and with `{ forceRefresh: true }` when AWS
   * has refused what it gave. Default: those of `env`; without `env` the environment's, and on Node, where that has none, what the
   * SDK finds in profiles, by SSO, a process or web identity, from the container or the instance.
   */
  readonly credentials?: Credentials | (() => Promise<Credentials>) | undefined
  /** The service's address, for a local engine or a VPC endpoint. Default: that of the Region, in any AWS partition. */
  readonly endpoint?: string | undefined
  /**
   * Whether the Region's dual-stack endpoint is used, which IPv6 reaches too. Not together with `endpoint`. Default
   * `false`.
   */
  readonly useDualstackEndpoint?: boolean | undefined
  /** Whether the Region's endpoint with FIPS 140 cryptography is used. Not together with `endpoint`. Default `false`. */
  readonly useFipsEndpoint?: boolean | undefined
  /**
   * Where AWS's variables are looked up for what is not given as an option: the bindings of a Worker. They are `AWS_REGION` or
   * `AWS_DEFAULT_REGION`, `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL` (not with `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`),
   * `AWS_USE_DUALSTACK_ENDPOINT`, `AWS_USE_FIPS_ENDPOINT`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and
   * `AWS_SESSION_TOKEN`. Default: the process's environment, where there is one.
   */
  readonly env?: object | undefined
  /**
   * The sender by name, an AWS SDK v3 `DynamoDBClient`, or a transport to share between dicts and sessions. Default: `'aws-sdk'`
   * on Node, `'sigv4'` elsewhere.
   */
  readonly transport?: 'sigv4' | 'aws-sdk' | Transport | AwsSdkClient | undefined
  /**
   * For `'sigv4'`: what sends the signed requests, such as a `fetch` with a proxy. Default: the runtime's own; on Node
   * `node:http`, which takes less than half of the processor's time.
   */
  readonly fetch?: Fetch | undefined
  /**
   * For `'aws-sdk'`: more of the client's own configuration, such as its `requestHandler`. The options of the same names win over
   * it; `maxAttempts`, `retryMode` and `retryStrategy` are refused, since the attempts are made above the client. Default: none.
   */
  readonly clientConfig?: object | undefined
  /**
   * Told of each attempt at a request when it has ended; what it throws is ignored. Asks DynamoDB for the units consumed.
   * Default: nobody is told.
   */
  readonly onRequest?: ((report: RequestReport) => void) | undefined
  /** Attempts for one request, the first included. Default 6. */
  readonly maxAttempts?: number | undefined
  /** Milliseconds for one attempt, its body included. Default 5,000. */
  readonly attemptTimeoutMs?: number | undefined
  /** Milliseconds for one request with all its attempts and waits. Default 20,000. */
  readonly timeoutMs?: number | undefined
  /** Where time comes from, for tests. Default: the system's clock. */
  readonly clock?: Clock | undefined
}

/** One attempt at a request: what `onRequest` is told. Holds no key, value or secret. */
export interface RequestReport {
  /** DynamoDB's operation, such as `'PutItem'`. */
  readonly operation: Operation
  /** The table's name; `undefined` for an operation that names none. */
  readonly table: string | undefined
  /** Which attempt of this request it was: 1 for the first. */
  readonly attempt: number
  /** Milliseconds from the start of the attempt to the end of its answer's body, signing included. */
  readonly latencyMs: number
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined
  /** AWS's id of the request, where there was an answer of theirs. */
  readonly requestId: string | undefined
  /** Read or write units that the request consumed, where DynamoDB says so. */
  readonly capacityUnits: number | undefined
  /** What went wrong: the `code` of an error, or `'ABORTED'` by the caller's signal; `undefined` when nothing did. */
  readonly code: string | undefined
  /** The `code` of the attempt before, for which there is this one; `undefined` for the first. */
  readonly retryReason: string | undefined
}

/** They become header fields. The messages do not show them. */
const isHeaderText = isText('visible ASCII', /^[!-~]+$/)

const isEnd = mustBe('a Date', (end?: Date) => end === undefined || Number.isFinite(end?.getTime?.()))

export function checkCredentials(value: unknown, name: string): asserts value is Credentials {
  isObject(value, name)
  const { accessKeyId, secretAccessKey, sessionToken = 'none', expiration } = value as Credentials
  isEnd(expiration, `${name}.expiration`)
  for (const [member, text] of Object.entries({ accessKeyId, secretAccessKey, sessionToken })) {
    isHeaderText(text, `${name}.${member}`)
  }
}

export const isClock: Check = mustBe(
  'an object with now and sleep',
  (value: Clock | null) => typeof value?.now === 'function' && typeof value.sleep === 'function',
)

export const connectionChecks: Checks = {
  // It becomes part of a host name, so it may not bring in a dot, a slash or an '@'.
  region: isText("an AWS Region such as 'us-west-2'", /^[a-z0-9-]+$/),
  credentials: (value, name) => typeof value === 'function' || checkCredentials(value, name),
  endpoint: mustBe(
    'an http or https URL without credentials or query',
    (value) => typeof value === 'string' && /^https?:[^@?#\s]+$/i.test(value) && URL.canParse(value),
  ),
  useDualstackEndpoint: isBoolean,
  useFipsEndpoint: isBoolean,
  env: isObject,
  transport: mustBe("'sigv4', 'aws-sdk', a DynamoDBClient or a Transport", (value: string | Transport | null) =>
    typeof value === 'string' ? /^(sigv4|aws-sdk)$/.test(value) : typeof value?.send === 'function',
  ),
  fetch: isFunction,
  clientConfig: isObject,
  onRequest: isFunction,
  maxAttempts: isCount(1),
  attemptTimeoutMs: isCount(1),
  timeoutMs: isCount(1),
  clock: isClock,
}
