import { systemClock } from '../core/clock.ts'
import { type ConnectionOptions, type Credentials, isAwsSdkClient } from '../core/connection.ts'
import type { Runtime } from '../core/runtime.ts'
import type { Input, Operation, Output, Transport } from '../core/transport.ts'
import { fromWire, toWire } from '../core/wire-json.ts'
import { cachedCredentials } from './credentials.ts'
import { fetchWire } from './fetch-wire.ts'
import { checkHandedIn, madeWith } from './handed-in.ts'
import type { Cause } from './mend.ts'
import { resilient } from './resilience.ts'
import { resolveEndpoint } from './resolve-endpoint.ts'
import type { Result, Sender } from './sender.ts'
import type { Wire } from './wire.ts'

/** What a runtime says where a setting is missing, since the remedy differs. */
export interface Remedies {
  readonly region: string
  readonly credentials: string
}

/**
 * The transport that the options ask for in a runtime without the AWS SDK: one by signed requests, or the one handed in.
 *
 * @param complete adds what the environment says.
 * @throws {TypeError | RangeError} that names the bad option.
 */
export function openTransport(
  options: ConnectionOptions,
  runtime: Runtime,
  remedies: Remedies,
  complete: (options: ConnectionOptions) => ConnectionOptions = (given) => given,
): Transport {
  const { transport = 'sigv4', clientConfig } = options
  if (transport === 'aws-sdk' || (typeof transport === 'object' && isAwsSdkClient(transport)) || clientConfig)
    throw new TypeError(`${clientConfig ? 'clientConfig' : 'transport'}: the AWS SDK is for Node.js`)
  if (transport === 'sigv4') return madeWith(options, sigv4Transport(complete(options), runtime, remedies))
  checkHandedIn(options, transport)
  return transport
}

/** @param wire what signs and sends. Default: aws4fetch, and the `fetch` of the options or of the runtime. */
export const sigv4Transport = (
  options: ConnectionOptions,
  runtime: Runtime,
  remedies: Remedies,
  wire?: Wire,
): Transport => resilient(sigv4Sender(options, runtime, remedies, wire), options)

/** Sends signed JSON requests: the low-level API of DynamoDB, without an SDK. */
function sigv4Sender(
  options: ConnectionOptions,
  runtime: Runtime,
  remedies: Remedies,
  send: Wire = fetchWire(options.fetch ?? runtime.fetch),
): Sender<Credentials> {
  const { region, clock = systemClock } = options
  if (region === undefined) throw new TypeError(`region is missing: ${remedies.region}`)
  const credentials = cachedCredentials(options.credentials ?? noCredentials(remedies), clock, runtime.sharesPromises)
  /** How far AWS's clock is ahead, once it has refused a signature for that. */
  let skewMs = 0
  return {
    held: credentials.held,
    identify: credentials.get,
    async send<O extends Operation>(
      operation: O,
      input: Input<O>,
      signal: AbortSignal,
      identity: Credentials,
    ): Promise<Result<Output<O>>> {
      const signedAt = clock.now() + skewMs
      const request = {
        ...(await resolveEndpoint(region, options)),
        target: `DynamoDB_20120810.${operation}`,
        body: toWire(input),
        identity,
        datetime: new Date(signedAt).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      }
      try {
        const { status, header, text } = await send(request, signal)
        const answer = fromWire(text)
        if (status === 200 && answer) {
          return { output: answer as Output<O>, requestId: header('x-amzn-requestid') ?? undefined }
        }
        const { failureOf } = await import('./answer.ts')
        const failure = failureOf({ status, header, body: answer }, clock.now())
        const mend = async (mended: Set<Cause>) =>
          (await import('./mend.ts')).mend(failure, mended, {
            signedAt,
            setTime: (now) => {
              skewMs = now - clock.now()
            },
            dropCredentials: () => credentials.drop(identity),
          })
        return { failure, mend }
      } catch (cause) {
        return { failure: { kind: 'network', cause, isUnsent: runtime.isUnsent?.(cause) } }
      }
    },
  }
}

/** Where there are none: it says how to pass them. */
export const noCredentials = (remedies: Remedies) => async (): Promise<Credentials> => {
  throw new Error(remedies.credentials)
}
