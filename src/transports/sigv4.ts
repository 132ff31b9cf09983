import { AwsV4Signer } from 'aws4fetch'
import { systemClock } from '../core/clock.ts'
import { type ConnectionOptions, type Credentials, isAwsSdkClient } from '../core/connection.ts'
import type { Runtime } from '../core/runtime.ts'
import type { Input, Item, Operation, Output, Transport } from '../core/transport.ts'
import { fromWire, toWire } from '../core/wire-json.ts'
import { cachedCredentials } from './credentials.ts'
import { endpointOf } from './endpoint.ts'
import type { Failure } from './failure.ts'
import { resilient } from './resilience.ts'
import type { Result, Sender } from './sender.ts'

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
  const { transport = 'sigv4' } = options
  if (transport === 'sigv4') return resilient(sigv4Sender(options, runtime, remedies), options)
  if (typeof transport === 'object' && !isAwsSdkClient(transport)) return transport
  throw new TypeError('transport: the AWS SDK is for Node.js')
}

/** Sends signed JSON requests by `fetch`: the low-level API of DynamoDB, without an SDK. */
function sigv4Sender(options: ConnectionOptions, runtime: Runtime, remedies: Remedies): Sender {
  const { region, clock = systemClock } = options
  if (region === undefined) throw new TypeError(`region is missing: ${remedies.region}`)
  const none = async (): Promise<Credentials> => {
    throw new Error(remedies.credentials)
  }
  const credentials = cachedCredentials(options.credentials ?? none, clock, runtime.sharesPromises)
  const url = (options.endpoint ?? endpointOf(region)).replace(/\/*$/, '/')
  const cache = new LatestOnly()
  const { fetch } = runtime
  return {
    async send<O extends Operation>(operation: O, input: Input<O>, signal: AbortSignal): Promise<Result<Output<O>>> {
      let identity: Credentials
      try {
        identity = await credentials()
      } catch (cause) {
        return { failure: { kind: 'credentials', cause } }
      }
      const { accessKeyId, secretAccessKey, sessionToken = '' } = identity
      const body = toWire(input)
      const { method, headers } = await new AwsV4Signer({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
        body,
        accessKeyId,
        secretAccessKey,
        sessionToken,
        service: 'dynamodb',
        region,
        cache,
        datetime: new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      }).sign()
      try {
        // A redirect would be followed without a signature; 'manual' makes it an answer that is not DynamoDB's.
        const response = await fetch(url, { method, headers, body, redirect: 'manual', signal })
        return resultOf<Output<O>>(response, await response.text())
      } catch (cause) {
        return { failure: { kind: 'network', cause } }
      }
    },
  }
}

function resultOf<T>({ status, headers }: Response, text: string): Result<T> {
  const answer = fromWire(text)
  if (status === 200 && answer) return { output: answer as T }
  const retryAfterMs = Number(headers.get('retry-after')) * 1_000 || undefined
  // Such as com.amazonaws.dynamodb.v20120810#ResourceNotFoundException.
  const type = String(answer?.__type ?? '').replace(/^.*#/, '')
  if (!answer || !type) return { failure: { kind: 'answer', status, retryAfterMs } }
  const failure: Failure = {
    kind: 'service',
    status,
    type,
    message: (answer.message ?? answer.Message ?? '') as string,
    requestId: headers.get('x-amzn-requestid') ?? undefined,
    item: answer.Item as Item | undefined,
    retryAfterMs,
  }
  return { failure }
}

/** The signer's cache of signing keys, which would otherwise grow by one entry a day and for each set of credentials. */
class LatestOnly extends Map<string, ArrayBuffer> {
  override set(name: string, key: ArrayBuffer): this {
    this.clear()
    return super.set(name, key)
  }
}
