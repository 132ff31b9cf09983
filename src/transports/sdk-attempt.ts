import { concat } from '../core/concat.ts'
import { fromWire } from '../core/wire-json.ts'
import { failureOf } from './answer.ts'
import { crc32 } from './crc32.ts'
import type { Failure } from './failure.ts'
import { Misuse } from './misuse.ts'
import type { Command } from './sdk-client.ts'
import type { OnAttempt } from './sender.ts'
import { isUnsentByCode } from './unsent.ts'

/** What is known of the last attempt at a request. */
export interface Attempt {
  answer: SdkAnswer | undefined
  /** The error of which `onAttempt` was told. */
  told: unknown
}

interface SdkAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  /** As it came in, whole; `undefined` when it is not what its checksum says. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined
}

/** Notes the answers to a command, and lets only a JSON object through: the SDK itself takes an empty body for success. */
export function watched(command: Command): Attempt {
  const attempt: Attempt = { answer: undefined, told: undefined }
  const checkAnswer =
    <Args, Answer extends { response: unknown }>(next: (args: Args) => Promise<Answer>) =>
    async (args: Args): Promise<Answer> => {
      attempt.answer = undefined
      const answer = await next(args)
      const response = answer.response as { statusCode: number; headers: Record<string, string>; body: Body }
      const { statusCode, headers } = response
      const body = await bytesOf(response.body)
      const { 'x-amz-crc32': checksum, 'content-encoding': coding } = headers
      const isWhole = !checksum || coding || crc32(body) === Number(checksum)
      attempt.answer = { statusCode, headers, bytes: isWhole ? body : undefined }
      const isObject = body.find(isNoBlank) === 0x7b && body.findLast(isNoBlank) === 0x7d
      const isKnownStatus = statusCode === 200 || statusCode >= 400
      if (!isObject || !isKnownStatus || !isWhole) throw new ForeignAnswer()
      response.body = body
      return answer
    }
  command.middlewareStack.add(checkAnswer, { step: 'deserialize', priority: 'low', name: 'dynadictCheckAnswer' })
  return attempt
}

class ForeignAnswer extends Error {
  constructor() {
    super('not an answer of DynamoDB')
  }
}

/** What the client's own handler gives, or that of a `requestHandler`. */
type Body = AsyncIterable<Uint8Array> | Uint8Array | string | undefined

async function bytesOf(body: Body): Promise<Uint8Array<ArrayBuffer>> {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  if (typeof body === 'string') return new TextEncoder().encode(body)
  const chunks: Uint8Array[] = []
  for await (const chunk of body ?? []) chunks.push(chunk)
  return concat(
    chunks,
    chunks.reduce((size, chunk) => size + chunk.byteLength, 0),
  )
}

const blanks = [0x20, 0x09, 0x0a, 0x0d]
const isNoBlank = (byte: number) => !blanks.includes(byte)

/** Carries what ended a client's own retry through that, which would take some causes for a reason to go on. */
export class Ended extends Error {
  readonly reason: unknown
  constructor(reason: unknown) {
    super('the request was ended')
    this.reason = reason
  }
}

/** Tells of each attempt that fails within a client's own retry. */
export const tellingOf = (attempt: Attempt, onAttempt: OnAttempt) =>
  [
    <Args, Answer>(next: (args: Args) => Promise<Answer>) =>
      async (args: Args): Promise<Answer> => {
        attempt.answer = undefined
        try {
          return await next(args)
        } catch (error) {
          attempt.told = error
          const failure = await sdkFailure(error, attempt)
          try {
            onAttempt(failure)
          } catch (reason) {
            throw new Ended(reason)
          }
          throw error
        }
      },
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'dynadictTellAttempt' },
  ] as const

/**
 * What an error of the SDK is about: the answer, where one came, by the same rules as for other senders.
 *
 * @throws {TypeError} for settings with which nothing can be sent.
 */
export async function sdkFailure(cause: unknown, { answer }: Attempt): Promise<Failure> {
  if (answer) {
    const { statusCode: status, headers, bytes } = answer
    const body = bytes && fromWire(new TextDecoder().decode(bytes))
    return failureOf({ status, header: (name) => headers[name], body }, Date.now())
  }
  const { name, message } = cause as Error
  if (message === 'Region is missing')
    throw new Misuse("region is missing: pass region, such as 'us-west-2', or set AWS_REGION", { cause })
  if (name === 'EndpointError')
    throw new Misuse(`endpoint, useDualstackEndpoint or useFipsEndpoint: ${message}`, { cause })
  if (/^(Credentials|TokenProvider)/.test(name)) return { kind: 'credentials', cause }
  return { kind: 'network', cause, isUnsent: isUnsentByCode(cause) }
}
