import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Credentials } from '../../src/core/connection.ts'

/** A request as it came in, before anything was decoded. */
export interface SignedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** Whose signatures are taken, and when. */
export interface Accepted {
  readonly region: string
  readonly credentials: Credentials
  /** In epoch milliseconds. */
  readonly now: number
}

/** An error of AWS's own. */
export interface Refusal {
  readonly type: string
  readonly message: string
}

const toleratedMs = 5 * 60_000
const service = 'dynamodb'
const algorithm = 'AWS4-HMAC-SHA256'

const incomplete = (message: string): Refusal => ({ type: 'IncompleteSignatureException', message })
const invalid = (message: string): Refusal => ({ type: 'InvalidSignatureException', message })
const unrecognized: Refusal = {
  type: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
}

/**
 * Why AWS would refuse a request, or `undefined` when its signature is right. The checks are made in the order in which
 * DynamoDB makes them, and say what it says.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
export async function refusalOf(request: SignedRequest, accepted: Accepted): Promise<Refusal | undefined> {
  const { headers } = request
  const { authorization = '' } = headers
  if (authorization === '') {
    return { type: 'MissingAuthenticationTokenException', message: 'Request is missing Authentication Token' }
  }
  if (!authorization.startsWith(`${algorithm} `)) return incomplete(`Unsupported AWS 'algorithm': '${authorization}'.`)
  const { Credential = '', SignedHeaders = '', Signature = '' } = parametersOf(authorization)
  const date = String(headers['x-amz-date'] ?? '')
  if (!Credential || !SignedHeaders || !Signature || !date) {
    return incomplete("Authorization header requires 'Credential', 'SignedHeaders', 'Signature' and 'X-Amz-Date'.")
  }
  const signedNames = SignedHeaders.split(';')
  const [accessKeyId = '', ...scope] = Credential.split('/')
  const refusal =
    staleness(date, accepted.now) ??
    unsigned(signedNames, headers) ??
    outOfScope(scope, date, accepted.region) ??
    (accessKeyId === accepted.credentials.accessKeyId ? undefined : unrecognized) ??
    alteredBody(request)
  if (refusal) return refusal
  if (Signature !== (await signatureFor(request, signedNames, date, accepted))) {
    return invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
  }
  const { sessionToken = '' } = accepted.credentials
  return sessionToken === (headers['x-amz-security-token'] ?? '') ? undefined : unrecognized
}

/** `Credential=…, SignedHeaders=…, Signature=…` */
const parametersOf = (authorization: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(authorization.matchAll(/(\w+)=([^\s,]*)/g), ([, name = '', value = '']) => [name, value]),
  )

/** Such as 20261125T121500Z. */
const toAmzDate = (time: number): string => new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, '')

const timeOf = (amzDate: string): number =>
  Date.parse(amzDate.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'))

function staleness(date: string, now: number): Refusal | undefined {
  const time = timeOf(date)
  if (Number.isNaN(time)) return incomplete(`Date must be in ISO-8601 'basic format'. Got '${date}'.`)
  const [earliest, latest] = [now - toleratedMs, now + toleratedMs]
  if (time < earliest) {
    return invalid(`Signature expired: ${date} is now earlier than ${toAmzDate(earliest)} (${toAmzDate(now)} - 5 min.)`)
  }
  if (time <= latest) return undefined
  return invalid(
    `Signature not yet current: ${date} is still later than ${toAmzDate(latest)} (${toAmzDate(now)} + 5 min.)`,
  )
}

/** AWS wants the host signed, and all of its own header fields. */
function unsigned(signedNames: string[], headers: IncomingHttpHeaders): Refusal | undefined {
  const wanted = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))]
  const missing = wanted.find((name) => !signedNames.includes(name))
  return missing ? invalid(`'${missing}' must be a 'SignedHeader' in the AWS Authorization.`) : undefined
}

function outOfScope(scope: string[], date: string, region: string): Refusal | undefined {
  const wanted = [date.slice(0, 8), region, service, 'aws4_request']
  const complaints = [
    `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope[0]}' != '${wanted[0]}', from '${date}'.`,
    `Credential should be scoped to a valid region, not '${scope[1]}'.`,
    `Credential should be scoped to correct service: '${service}'.`,
    `Credential should be scoped with a valid terminator: 'aws4_request', not '${scope[3]}'.`,
  ].filter((_, index) => scope[index] !== wanted[index])
  return complaints.length > 0 || scope.length !== wanted.length ? invalid(complaints.join(' ')) : undefined
}

/** The checksum that a request may carry of its own body is signed in place of the body. */
function alteredBody({ headers, body }: SignedRequest): Refusal | undefined {
  const told = headers['x-amz-content-sha256']
  const isTrue = told === undefined || told === createHash('sha256').update(body).digest('hex')
  return isTrue ? undefined : invalid("The provided 'x-amz-content-sha256' header does not match what was computed.")
}

async function signatureFor(
  { method, path, headers, body }: SignedRequest,
  signedNames: string[],
  date: string,
  { region, credentials: { accessKeyId, secretAccessKey } }: Accepted,
): Promise<string | undefined> {
  const credentials = { accessKeyId, secretAccessKey }
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false })
  const [pathname = '', search = ''] = path.split('?')
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: '',
      path: pathname,
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: Object.fromEntries(signedNames.map((name) => [name, String(headers[name] ?? '')])),
      body,
    },
    { signingDate: new Date(timeOf(date)), signableHeaders: new Set(signedNames) },
  )
  return parametersOf(signed.headers.authorization ?? '').Signature
}

/** SHA-256 as the signer wants it: an HMAC where there is a key. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    const bytes = key instanceof ArrayBuffer ? new Uint8Array(key) : key
    this.#hash = bytes === undefined ? createHash('sha256') : createHmac('sha256', bytes as string | Uint8Array)
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest())
  }

  reset(): void {
    throw new Error('the signer makes a new one')
  }
}
