import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { crc32 } from 'node:zlib'
import type { ForgedAnswer } from '../../suites/faults.ts'

export type Body = Buffer<ArrayBuffer>

/** What came in. */
export interface Request {
  readonly headers: IncomingHttpHeaders
  readonly body: Body
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body
}

// Connections are given up before the engine does so, which would break a request that is just on its way.
const agent = new Agent({ keepAlive: true, timeout: 2_000 })
const ownHeaders = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']

/** The engine's own answer. */
export async function ask(engineUrl: string, { headers, body }: Request): Promise<Answer> {
  const passed = Object.entries(headers).filter(([name]) => !ownHeaders.includes(name))
  const sent = { ...Object.fromEntries(passed), 'content-length': body.byteLength }
  // By fetch a request would take nearly twice as long.
  const asking = request(engineUrl, { method: 'POST', headers: sent, agent }).end(body)
  const [response]: IncomingMessage[] = await once(asking, 'response')
  if (!response) throw new Error('the engine gave no answer')
  const answered = Object.entries(response.headers).filter(
    ([name]) => name.startsWith('x-amz') || name === 'content-type',
  )
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(answered) as Record<string, string>,
    body: Buffer.concat(await response.toArray()),
  }
}

/** Sends another operation to the engine in the name of a request, and gives its answer. */
export async function askFor(engineUrl: string, request: Request, operation: string, input: object): Promise<Answer> {
  const headers = { ...request.headers, 'x-amz-target': `DynamoDB_20120810.${operation}` }
  return ask(engineUrl, { headers, body: Buffer.from(JSON.stringify(input)) })
}

/** An answer with another body, and its checksum. */
export function withBody({ status, headers }: Answer, output: object): Answer {
  const body = Buffer.from(JSON.stringify(output))
  return { status, headers: { ...headers, ...checksumOf(body) }, body }
}

export const withWrongCrc = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'x-amz-crc32': String(crc32(answer.body) ^ 1) },
})

/** What AWS says of all its services and not of DynamoDB alone has another name before it. */
const ofAllServices = /Token|Signature|UnrecognizedClient|Throttling|ServiceUnavailable/

export function forge({ status, type, headers, body = '', repeat = 1 }: ForgedAnswer): Answer {
  if (!type) return { status, headers: { ...headers }, body: Buffer.from(body.repeat(repeat)) }
  const error = refusal(type, 'made by the fault proxy', status)
  return { ...error, headers: { ...error.headers, ...headers } }
}

export function refusal(type: string, message: string, status = 400): Answer {
  const space = ofAllServices.test(type) ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810'
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'FAULT' }
  return withBody({ status, headers, body: Buffer.alloc(0) }, { __type: `${space}#${type}`, message })
}

const checksumOf = (body: Body) => ({ 'x-amz-crc32': String(crc32(body)) })
