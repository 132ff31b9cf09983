import { isPlainObject } from '../core/plain-object.ts'
import type { Item } from '../core/transport.ts'
import type { Failure } from './failure.ts'
import { serviceError } from './service-error.ts'

/** An answer that is no success, whoever read it from the wire. */
export interface Answer {
  readonly status: number
  header(name: string): string | null | undefined
  /** Its JSON object; `undefined` when it has none, or not as it was sent. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/**
 * What went wrong by an answer, the same for every sender. Anything may be in one: what is not of the form that DynamoDB
 * gives counts as not there.
 */
export function failureOf({ status, header, body }: Answer, now: number): Failure {
  const [requestId, date] = [header('x-amzn-requestid') ?? undefined, header('date')]
  const retryAfterMs = waitMs(header('retry-after') ?? '', Date.parse(`${date}`) || now)
  const type = typeIn(header('x-amzn-errortype')) || typeIn(body?.__type)
  if (!body || !type) return { kind: 'answer', status, requestId, retryAfterMs }
  const { message, Message, Item: item, throttlingReasons, ThrottlingReasons } = body
  const reasons = [throttlingReasons ?? ThrottlingReasons].flat() as (
    | { readonly reason?: unknown }
    | null
    | undefined
  )[]
  return {
    kind: 'service',
    serviceError,
    status,
    type,
    message: [message, Message].find(isText) ?? '',
    requestId,
    item: isPlainObject(item) ? (item as Item) : undefined,
    retryAfterMs,
    date,
    throttlingReasons: reasons.map((entry) => entry?.reason).filter(isText),
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Such as `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`, or `ValidationException:http://…` in the header. */
const typeIn = (type: unknown): string => (isText(type) ? type.replace(/[:,].*/s, '').replace(/^.*#/s, '') : '')

/**
 * How long `Retry-After` asks to wait: in seconds, or until a date by the clock of who answered.
 *
 * @see RFC 9110 §10.2.3
 */
function waitMs(value: string, now: number): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1_000 || undefined
  const ms = /^\w{3}.*\d GMT$/.test(value) ? Date.parse(value) - now : 0
  return ms > 0 ? ms : undefined
}
