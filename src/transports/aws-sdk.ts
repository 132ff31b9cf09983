import { systemClock } from '../core/clock.ts'
import type { AwsSdkClient, ConnectionOptions, Credentials } from '../core/connection.ts'
import type { Input, Operation, Output, Transport } from '../core/transport.ts'
import { closingWhenIdle } from './closing.ts'
import { type CredentialsCache, cachedCredentials } from './credentials.ts'
import { isMissing } from './is-missing.ts'
import type { Cause } from './mend.ts'
import { Misuse } from './misuse.ts'
import { resilient } from './resilience.ts'
import type { Command, DynamoDBClient, Sdk, SdkClientOptions } from './sdk-client.ts'
import type { OnAttempt, Result, Sender } from './sender.ts'

/** A transport by the AWS SDK for JavaScript v3, by a client of its own. */
export function awsSdkTransport(options: ConnectionOptions & SdkClientOptions): Transport {
  if (options.fetch)
    throw new TypeError("fetch is for transport: 'sigv4'; for the AWS SDK, clientConfig has requestHandler")
  for (const name of ['maxAttempts', 'retryMode', 'retryStrategy']) {
    if (name in (options.clientConfig ?? {}))
      throw new TypeError(`clientConfig.${name}: attempts are made above the client; see the option maxAttempts`)
  }
  let latest: Credentials | undefined
  const clients = openedOnce(({ newClient }, sdk) => newClient(sdk, options, async () => credentials.held() ?? latest))
  // Another client, that signs nothing, finds what is not given: its credentials can be asked for anew.
  const finders = openedOnce(({ newClient }, sdk) => newClient(sdk, options))
  const ask: Provider = async (asked) =>
    options.credentials
      ? (options.credentials as Provider)({ ...asked, callerClientConfig: (await clients.opened()).client.config })
      : (await finders.opened()).client.config.credentials(asked)
  const source = typeof options.credentials === 'object' ? options.credentials : ask
  const credentials = cachedCredentials(source, options.clock ?? systemClock, true)
  const identify = async () => {
    latest = await credentials.get()
    return latest
  }
  const sender = senderBy(clients.opened, identify, credentials)
  return closingWhenIdle(resilient(sender, options), clients.close)
}

/** The same by a client that is handed in, which keeps its own retry, credentials and connections. */
export function handedInTransport(client: AwsSdkClient, options: ConnectionOptions): Transport {
  const clients = openedOnce(() => client as DynamoDBClient)
  const identify = async () => {
    await (client as DynamoDBClient).config.credentials?.()
    return undefined
  }
  return resilient(senderBy(clients.opened, identify), { ...options, maxAttempts: options.maxAttempts ?? 1 })
}

type Provider = (options?: object) => Promise<Credentials>

/** What sends by the SDK is loaded together with it. */
interface Opened {
  readonly client: DynamoDBClient
  readonly attempt: typeof import('./sdk-attempt.ts')
  newCommand(operation: Operation, input: object): Command
}

type Parts = typeof import('./sdk-client.ts')

/** Loads the SDK and makes a client with the first request, and again after it was closed. */
function openedOnce(make: (parts: Parts, sdk: Sdk) => DynamoDBClient) {
  let opening: Promise<Opened> | undefined
  const open = async (): Promise<Opened> => {
    const [parts, attempt] = await Promise.all([import('./sdk-client.ts'), import('./sdk-attempt.ts')])
    const sdk = await importSdk()
    const newCommand = (operation: Operation, input: object) => parts.newCommand(sdk, operation, input)
    return { client: make(parts, sdk), attempt, newCommand }
  }
  return {
    opened() {
      opening ??= open().catch((error) => {
        opening = undefined
        throw error
      })
      return opening
    },
    close() {
      opening?.then(
        ({ client }) => client.destroy(),
        () => undefined,
      )
      opening = undefined
    },
  }
}

async function importSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-dynamodb')
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new Misuse(
      "transport 'aws-sdk' needs the package @aws-sdk/client-dynamodb: install it, or pass transport: 'sigv4'",
      { cause },
    )
  }
}

/** Sends by a client; the cache is that of its credentials, unless it was handed in. */
function senderBy(
  opened: () => Promise<Opened>,
  identify: () => Promise<Credentials | undefined>,
  credentials?: CredentialsCache,
): Sender<Credentials | undefined> {
  /** Whether the SDK is there; to load it takes none of an attempt's time. */
  let isReady = false
  return {
    held: () => (isReady ? credentials?.held() : undefined),
    async identify() {
      // What is missing here the sending below says.
      const ready = await opened().catch(() => undefined)
      isReady = ready !== undefined
      // Without a Region to find credentials would only be slow, since there is nowhere to send to.
      const region = await ready?.client.config.region().catch(() => undefined)
      return region ? identify() : undefined
    },
    async send<O extends Operation>(
      operation: O,
      input: Input<O>,
      signal: AbortSignal,
      identity: Credentials | undefined,
      onAttempt: OnAttempt,
    ): Promise<Result<Output<O>>> {
      const { client, newCommand, attempt } = await opened()
      const command = newCommand(operation, input)
      const seen = attempt.watched(command)
      if (!credentials) command.middlewareStack.addRelativeTo(...attempt.tellingOf(seen, onAttempt))
      const signedAt = Date.now() + client.config.systemClockOffset
      const setTime = (now: number) => {
        client.config.systemClockOffset = now - Date.now()
      }
      try {
        const output = await client.send(command, { abortSignal: signal })
        return { output: output as Output<O>, requestId: output.$metadata.requestId }
      } catch (error) {
        if (error instanceof attempt.Ended) throw error.reason
        const failure = await attempt.sdkFailure(error, seen)
        // A client that was handed in mends by itself what it can.
        if (!credentials) return { failure, isTold: seen.told === error }
        const dropCredentials = () => identity !== undefined && credentials.drop(identity)
        const mend = async (mended: Set<Cause>) =>
          (await import('./mend.ts')).mend(failure, mended, { signedAt, setTime, dropCredentials })
        return { failure, mend }
      }
    },
  }
}
