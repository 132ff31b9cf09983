import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { systemClock } from '../core/clock.ts'
import { concat } from '../core/concat.ts'
import { type AwsSdkClient, type ConnectionOptions, type Credentials, isAwsSdkClient } from '../core/connection.ts'
import type { Input, Item, Operation, Output, Transport } from '../core/transport.ts'
import { type CredentialsCache, cachedCredentials } from './credentials.ts'
import type { EndpointOptions } from './endpoint.ts'
import type { Failure } from './failure.ts'
import { isMissing } from './is-missing.ts'
import { resilient } from './resilience.ts'
import type { OnAttempt, Result, Sender } from './sender.ts'

type Sdk = typeof import('@aws-sdk/client-dynamodb')

/**
 * A transport by the AWS SDK for JavaScript v3: by a client of its own, or by the one handed in, which keeps its own retry.
 */
export function awsSdkTransport(options: ConnectionOptions, client?: AwsSdkClient): Transport {
  if (options.fetch)
    throw new TypeError("fetch is for transport: 'sigv4'; for the AWS SDK, clientConfig has requestHandler")
  if (client) return resilient(awsSdkSender(client), { ...options, maxAttempts: options.maxAttempts ?? 1 })
  const { credentials } = options
  const cache = credentials && cachedCredentials(credentials, options.clock ?? systemClock, true)
  return resilient(awsSdkSender({ ...options, credentials: cache }), options)
}

interface LoadedSdk {
  readonly sdk: Sdk
  readonly client: DynamoDBClient
}

/** What is not given the SDK finds by itself: in the environment, in profiles, from the instance. */
interface AwsSdkOptions extends EndpointOptions {
  readonly region?: string | undefined
  readonly credentials?: CredentialsCache | undefined
  readonly clientConfig?: object | undefined
}

/** Sends by the AWS SDK for JavaScript v3, which is loaded with the first request. */
function awsSdkSender(options: AwsSdkOptions | AwsSdkClient): Sender<Credentials | undefined> {
  let loading: Promise<LoadedSdk> | undefined
  const own = isAwsSdkClient(options) ? undefined : options
  const load = async () => {
    const sdk = await importSdk()
    return { sdk, client: own ? newClient(sdk, own) : (options as DynamoDBClient) }
  }
  const loaded = () => {
    loading ??= load().catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
  return {
    async identify() {
      // What is missing here the sending below says.
      const ready = await loaded().catch(() => undefined)
      // The client would wait for ever for a call that hangs, and for all requests after it.
      if (own?.credentials) return own.credentials.get()
      // What it finds by itself it keeps.
      if (own && ready) await askWhereRegionIs(ready.client)
      return undefined
    },
    async send<O extends Operation>(
      operation: O,
      input: Input<O>,
      signal: AbortSignal,
      identity: Credentials | undefined,
      onAttempt: OnAttempt,
    ): Promise<Result<Output<O>>> {
      const { sdk, client } = await loaded()
      const command = newCommand(sdk, operation, input)
      command.middlewareStack.add(checkAnswer, { step: 'deserialize', priority: 'low', name: 'dynadictCheckAnswer' })
      if (!own) command.middlewareStack.addRelativeTo(...tellingOf(onAttempt))
      const signedAt = Date.now() + client.config.systemClockOffset
      const setTime = (now: number) => {
        client.config.systemClockOffset = now - Date.now()
      }
      const dropCredentials = () => {
        if (identity) return own?.credentials?.drop(identity) ?? false
        // Another client looks anew.
        loading = undefined
        return true
      }
      try {
        const output = await client.send(command, { abortSignal: signal })
        return { output: output as Output<O>, requestId: output.$metadata.requestId }
      } catch (error) {
        if (error instanceof Ended) throw error.reason
        const failure = failureOf(error)
        // A client that was handed in mends by itself what it can.
        if (!own) return { failure }
        const mend = async () => (await import('./mend.ts')).mend(failure, { signedAt, setTime, dropCredentials })
        return { failure, mend }
      }
    },
    close() {
      const closing = own && loading
      loading = undefined
      closing?.then(
        ({ client }) => client.destroy(),
        () => undefined,
      )
    },
  }
}

async function importSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-dynamodb')
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new TypeError(
      "transport 'aws-sdk' needs the package @aws-sdk/client-dynamodb: install it, or pass transport: 'sigv4'",
      { cause },
    )
  }
}

/** Retries are made above the sender, so the client makes none. */
function newClient({ DynamoDBClient }: Sdk, options: AwsSdkOptions): DynamoDBClient {
  const { region, endpoint, useDualstackEndpoint, useFipsEndpoint, credentials, clientConfig } = options
  return new DynamoDBClient({
    ...clientConfig,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(useDualstackEndpoint !== undefined && { useDualstackEndpoint }),
    ...(useFipsEndpoint !== undefined && { useFipsEndpoint }),
    ...(credentials !== undefined && { credentials: () => identityOf(credentials) }),
    maxAttempts: 1,
  })
}

/** Has the client find its credentials. Without a Region that would only be slow, since there is nowhere to send to. */
async function askWhereRegionIs({ config }: DynamoDBClient): Promise<void> {
  const region = await config.region().catch(() => undefined)
  if (region) await config.credentials()
}

// The commands' inputs are those of the port, which is checked here by name only: each has a class of its own.
function newCommand(sdk: Sdk, operation: Operation, input: object) {
  const Command = sdk[`${operation}Command`] as new (input: object) => InstanceType<Sdk['GetItemCommand']>
  return new Command(input)
}

async function identityOf(credentials: CredentialsCache) {
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials.get()
  // Always due, so that the client asks each time: they are kept here.
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), expiration: new Date(0) }
}

/** Carries what ended a client's own retry through that, which would take some causes for a reason to go on. */
class Ended extends Error {
  readonly reason: unknown
  constructor(reason: unknown) {
    super('the request was ended')
    this.reason = reason
  }
}

/** Tells of each attempt that fails within a client's own retry. */
const tellingOf = (onAttempt: OnAttempt) =>
  [
    <Args, Answer>(next: (args: Args) => Promise<Answer>) =>
      async (args: Args): Promise<Answer> => {
        try {
          return await next(args)
        } catch (error) {
          try {
            onAttempt(failureOf(error))
          } catch (reason) {
            throw new Ended(reason)
          }
          throw error
        }
      },
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'dynadictTellAttempt' },
  ] as const

class ForeignAnswer extends Error {
  readonly status: number
  constructor(status: number) {
    super('not an answer of DynamoDB')
    this.status = status
  }
}

const blanks = [0x20, 0x09, 0x0a, 0x0d]
const isNoBlank = (byte: number) => !blanks.includes(byte)

/** Lets only a JSON object through: the SDK itself takes an empty body for success, and any status below 300. */
function checkAnswer<Args, Answer extends { response: unknown }>(next: (args: Args) => Promise<Answer>) {
  return async (args: Args): Promise<Answer> => {
    const answer = await next(args)
    const response = answer.response as {
      statusCode: number
      headers: Record<string, string>
      body: AsyncIterable<Uint8Array> | Uint8Array
    }
    const chunks: Uint8Array[] = []
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk)
    const body = concat(
      chunks,
      chunks.reduce((size, chunk) => size + chunk.byteLength, 0),
    )
    const isObject = body.find(isNoBlank) === 0x7b && body.findLast(isNoBlank) === 0x7d
    const isKnownStatus = response.statusCode === 200 || response.statusCode >= 400
    const { crc32 } = await import('./crc32.ts')
    const { 'x-amz-crc32': checksum, 'content-encoding': coding } = response.headers
    const isWhole = !checksum || coding || crc32(body) === Number(checksum)
    if (!isObject || !isKnownStatus || !isWhole) throw new ForeignAnswer(response.statusCode)
    response.body = body
    return answer
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ForeignAnswer) return { kind: 'answer', status: error.status }
  const { name, message, $fault, $metadata, Item, $response, ThrottlingReasons, throttlingReasons } = error as {
    name: string
    message: string
    $fault?: string
    $metadata?: { httpStatusCode?: number; requestId?: string }
    Item?: Item
    ThrottlingReasons?: Failure['throttlingReasons']
    throttlingReasons?: Failure['throttlingReasons']
    $response?: { headers?: Record<string, string> }
  }
  const retryAfterMs = Number($response?.headers?.['retry-after'] ?? 0) * 1_000 || undefined
  if (/Region is missing/.test(message)) {
    throw new TypeError("region is missing: pass region, such as 'us-west-2', or set AWS_REGION", { cause: error })
  }
  if (name === 'EndpointError') {
    throw new TypeError(`endpoint, useDualstackEndpoint or useFipsEndpoint: ${message}`, { cause: error })
  }
  if (/Credentials|TokenProvider/.test(name)) return { kind: 'credentials', cause: error }
  if ($metadata?.httpStatusCode === undefined) return { kind: 'network', cause: error }
  // What the SDK could not decode, and what has no type of its own, DynamoDB did not say.
  if (!$fault || /^Unknown(Error)?$/.test(name))
    return { kind: 'answer', status: $metadata.httpStatusCode, retryAfterMs }
  return {
    kind: 'service',
    status: $metadata.httpStatusCode,
    type: name,
    message,
    requestId: $metadata.requestId,
    item: Item,
    retryAfterMs,
    date: $response?.headers?.date,
    throttlingReasons: throttlingReasons ?? ThrottlingReasons,
  }
}
