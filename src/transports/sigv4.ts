import { AwsV4Signer } from 'aws4fetch'
import { type Clock, systemClock } from '../core/clock.ts'
import { type ConnectionOptions, type Credentials, connectionChecks, isAwsSdkClient } from '../core/connection.ts'
import { checkOptions } from '../core/options.ts'
import type { Fetch, Runtime } from '../core/runtime.ts'
import type { Input, Item, Operation, Output, Transport } from '../core/transport.ts'
import { cachedCredentials } from './credentials.ts'
import { endpointOf } from './endpoint.ts'
import type { Failure } from './failure.ts'
import type { Result, Sender } from './sender.ts'
import { transportOver } from './transport-over.ts'
import { fromWire, toWire } from './wire-json.ts'

/** What a runtime says where a setting is missing, since the remedy differs. */
export interface Remedies {
  readonly region: string
  readonly credentials: string
}

/**
 * The transport that the options ask for in a runtime without the AWS SDK: one by signed requests, or the one handed in.
 *
 * @throws {TypeError | RangeError} that names the bad option.
 */
export function openTransport(options: ConnectionOptions, runtime: Runtime, remedies: Remedies): Transport {
  checkOptions(options, connectionChecks, 'createTransport')
  const { transport = 'sigv4' } = options
  if (transport === 'sigv4') return sigv4Transport(options, runtime, remedies)
  if (transport !== 'aws-sdk' && !isAwsSdkClient(transport)) return transport
  throw new TypeError("transport: the AWS SDK is used on Node.js only; leave it out, or pass 'sigv4'")
}

function sigv4Transport(options: ConnectionOptions, runtime: Runtime, remedies: Remedies): Transport {
  const { region, endpoint, credentials, clock = systemClock } = options
  if (region === undefined) throw new TypeError(`region is missing: ${remedies.region}`)
  const none = async (): Promise<Credentials> => {
    throw new Error(remedies.credentials)
  }
  const sender = sigv4Sender({
    region,
    endpoint: endpoint ?? endpointOf(region),
    credentials: cachedCredentials(credentials ?? none, clock, runtime.sharesPromises),
    fetch: runtime.fetch,
    clock,
  })
  return transportOver(sender, options)
}

interface Sigv4Options {
  readonly region: string
  readonly endpoint: string
  readonly credentials: () => Promise<Credentials>
  readonly fetch: Fetch
  readonly clock: Clock
}

/** Sends signed JSON requests by `fetch`: the low-level API of DynamoDB, without an SDK. */
function sigv4Sender({ region, endpoint, credentials, fetch, clock }: Sigv4Options): Sender {
  const signingKeys = new LatestOnly()
  const url = endpoint.replace(/\/*$/, '/')
  return {
    async send<O extends Operation>(operation: O, input: Input<O>, signal: AbortSignal): Promise<Result<Output<O>>> {
      let identity: Credentials
      try {
        identity = await credentials()
      } catch (cause) {
        return { failure: { kind: 'credentials', cause } }
      }
      const signed = await new AwsV4Signer({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
        body: toWire(input),
        accessKeyId: identity.accessKeyId,
        secretAccessKey: identity.secretAccessKey,
        ...(identity.sessionToken !== undefined && { sessionToken: identity.sessionToken }),
        service: 'dynamodb',
        region,
        cache: signingKeys,
        datetime: new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      }).sign()
      try {
        // A redirect would be followed without a signature; 'manual' makes it an answer that is not DynamoDB's.
        const init: RequestInit = {
          method: 'POST',
          headers: signed.headers,
          body: signed.body ?? null,
          redirect: 'manual',
        }
        const response = await fetch(url, { ...init, signal })
        return resultOf<Output<O>>(response, await response.text())
      } catch (cause) {
        return { failure: { kind: 'network', cause } }
      }
    },
  }
}

function resultOf<T>(response: Response, text: string): Result<T> {
  const answer = fromWire(text)
  const { status, headers } = response
  if (status === 200 && answer) return { output: answer as T }
  const retryAfterMs = Number(headers.get('retry-after') ?? 0) * 1_000 || undefined
  const type = typeOf(answer?.__type ?? answer?.code ?? headers.get('x-amzn-errortype'))
  if (!answer || !type) return { failure: { kind: 'answer', status, retryAfterMs } }
  const failure: Failure = {
    kind: 'service',
    status,
    type,
    message: String(answer.message ?? answer.Message ?? ''),
    requestId: headers.get('x-amzn-requestid') ?? undefined,
    item: answer.Item as Item | undefined,
    retryAfterMs,
  }
  return { failure }
}

/** `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException` and `ResourceNotFoundException:http://…` as the bare name. */
const typeOf = (text: unknown): string | undefined =>
  typeof text === 'string' ? text.split(':')[0]?.split('#').pop() : undefined

/** The signer's cache of signing keys, which would otherwise grow by one entry a day and for each set of credentials. */
class LatestOnly extends Map<string, ArrayBuffer> {
  override set(name: string, key: ArrayBuffer): this {
    this.clear()
    return super.set(name, key)
  }
}
