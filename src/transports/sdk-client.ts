import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConnectionOptions, Credentials } from '../core/connection.ts'
import type { Operation } from '../core/transport.ts'
import type { EndpointOptions } from './endpoint.ts'

export type { DynamoDBClient }

export type Command = InstanceType<Sdk['GetItemCommand']>
export type Sdk = typeof import('@aws-sdk/client-dynamodb')

export interface SdkClientOptions
  extends EndpointOptions,
    Pick<ConnectionOptions, 'region' | 'credentials' | 'clientConfig'> {
  /** Whether the process's environment does not count for what is not given. */
  readonly isBare?: boolean | undefined
}

/**
 * A client that makes no retries, since they are made above the sender. What is not given the SDK finds by itself: in the
 * environment, in profiles, from the instance.
 */
export function newClient(
  { DynamoDBClient }: Sdk,
  options: SdkClientOptions,
  identify?: () => Promise<Credentials | undefined>,
): DynamoDBClient {
  return new DynamoDBClient({
    ...options.clientConfig,
    ...given(options),
    ...(identify && { credentials: credentialsFor(options, identify) }),
    maxAttempts: 1,
  })
}

/**
 * Always due, so that the client asks for them each time: they are kept by ours, and were there before the attempt. A value
 * stays as it is, and need not be asked for.
 */
function credentialsFor({ credentials }: SdkClientOptions, identify: () => Promise<Credentials | undefined>) {
  if (typeof credentials === 'object') return keysOf(credentials, true)
  return async () => ({ ...keysOf(await identify(), credentials !== undefined), expiration: new Date(0) })
}

/** What is not given may not be `undefined` either: the SDK would take that for a setting. */
function given({ isBare, ...options }: SdkClientOptions): object {
  const { region, endpoint, useDualstackEndpoint, useFipsEndpoint } = options
  const settings = { region, endpoint, useDualstackEndpoint, useFipsEndpoint }
  const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  // Nothing is left open that the SDK would look up.
  const bare = { useDualstackEndpoint: false, useFipsEndpoint: false, ignoreConfiguredEndpointUrls: true }
  return isBare ? { ...bare, ...set } : set
}

/** Only what the SDK itself has found may name an account, which then has an endpoint of its own. */
function keysOf(identity: Credentials | undefined, isGiven: boolean) {
  const { accessKeyId = '', secretAccessKey = '', sessionToken, accountId } = { ...identity } as Partial<Found>
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    ...(accountId && !isGiven && { accountId }),
  }
}

type Found = Credentials & { readonly accountId?: string }

// The commands' inputs are those of the port, which is checked here by name only: each has a class of its own.
export function newCommand(sdk: Sdk, operation: Operation, input: object): Command {
  const Named = sdk[`${operation}Command`] as new (input: object) => Command
  return new Named(input)
}
