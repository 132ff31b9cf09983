import { AwsV4Signer } from 'aws4fetch'
import { systemClock } from '../core/clock.ts'
import { type ConnectionOptions, type Credentials, isAwsSdkClient } from '../core/connection.ts'
import type { Runtime } from '../core/runtime.ts'
import type { Input, Operation, Output, Transport } from '../core/transport.ts'
import { fromWire, toWire } from '../core/wire-json.ts'
import { cachedCredentials } from './credentials.ts'
import { checkHandedIn, madeWith } from './handed-in.ts'
import type { Cause } from './mend.ts'
import { resilient } from './resilience.ts'
import { resolveEndpoint } from './resolve-endpoint.ts'
import type { Result, Sender } from './sender.ts'

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

export const sigv4Transport = (options: ConnectionOptions, runtime: Runtime, remedies: Remedies): Transport =>
  resilient(sigv4Sender(options, runtime, remedies), options)

/** Sends signed JSON requests by `fetch`: the low-level API of DynamoDB, without an SDK. */
function sigv4Sender(options: ConnectionOptions, runtime: Runtime, remedies: Remedies): Sender<Credentials> {
  const { region, clock = systemClock, fetch = runtime.fetch } = options
  if (region === undefined) throw new TypeError(`region is missing: ${remedies.region}`)
  const credentials = cachedCredentials(options.credentials ?? noCredentials(remedies), clock, runtime.sharesPromises)
  /** The signer's, of signing keys. */
  const cache = new Map<string, ArrayBuffer>()
  /** How far AWS's clock is ahead, once it has refused a signature for that. */
  let skewMs = 0
  return {
    identify: credentials.get,
    async send<O extends Operation>(
      operation: O,
      input: Input<O>,
      signal: AbortSignal,
      identity: Credentials,
    ): Promise<Result<Output<O>>> {
      const { accessKeyId, secretAccessKey, sessionToken = '' } = identity
      // It would grow by one entry a day, and for each set of credentials.
      if (cache.size > 1) cache.clear()
      const body = toWire(input)
      const signedAt = clock.now() + skewMs
      const { method, url, headers } = await new AwsV4Signer({
        method: 'POST',
        ...(await resolveEndpoint(region, options)),
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` },
        body,
        accessKeyId,
        secretAccessKey,
        sessionToken,
        service: 'dynamodb',
        cache,
        datetime: new Date(signedAt).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      }).sign()
      // Not signed, since proxies may change it. Where it can be set, the answer's checksum is that of what comes in.
      headers.set('accept-encoding', 'identity')
      try {
        // A redirect would be followed without a signature; 'manual' makes it an answer that is not DynamoDB's.
        const response = await fetch(url, { method, headers, body, redirect: 'manual', signal })
        const text = await textOf(response)
        const answer = text === undefined ? undefined : fromWire(text)
        const { status, headers: fields } = response
        const header = (name: string) => fields.get(name)
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

/** The text of an answer; `undefined` when it is not what its checksum says. */
const textOf = async (response: Response): Promise<string | undefined> =>
  response.headers.has('x-amz-crc32') ? (await import('./checked-text.ts')).checkedText(response) : response.text()
