import {
  AccessDeniedError,
  ConditionFailedError,
  CredentialsError,
  type DynadictError,
  ItemTooLargeError,
  NetworkError,
  ServiceError,
  TableNotFoundError,
  ThrottledError,
  TimeoutError,
} from '../core/errors.ts'
import type { Item, Operation } from '../core/transport.ts'

/** What one attempt came to when it did not succeed, the same for every sender. */
export interface Failure {
  /** `service`: an error of DynamoDB's own; `answer`: something else answered, such as a proxy or a captive portal. */
  readonly kind: 'service' | 'answer' | 'network' | 'timeout' | 'credentials'
  /** The HTTP status of an answer. */
  readonly status?: number
  /** DynamoDB's name for its error, such as `ResourceNotFoundException`. */
  readonly type?: string
  readonly message?: string
  readonly requestId?: string | undefined
  /** The item that failed a condition, where the engine gave it. */
  readonly item?: Item | undefined
  readonly retryAfterMs?: number | undefined
  /** The header `Date` of an answer. */
  readonly date?: string | null | undefined
  /** Why DynamoDB throttled a request. */
  readonly throttlingReasons?: readonly { readonly reason?: string }[] | undefined
  /** What went wrong in the network, or with the credentials. */
  readonly cause?: unknown
  /** The time limit that ran out. */
  readonly limitMs?: number
}

/** `ProvisionedThroughputExceededException`, `ThrottlingException`, `RequestLimitExceeded` and their like. */
const throttled = /Throttl|Throughput|RequestLimit|TooManyRequests/

/** `ExpiredTokenException`, `InvalidSignatureException`, `UnrecognizedClientException` and their like. */
const unaccepted = /Token|Signature|UnrecognizedClient|RequestExpired|TooSkewed|InTheFuture/

/** `TransactionConflictException` and `ReplicatedWriteConflictException`, which pass by themselves. */
const passing = /Conflict/

/** The one place where a failure on the wire becomes an error. */
export function errorFrom(failure: Failure, operation: Operation, table: string | undefined): DynadictError {
  const { kind, status = 0, type = '', requestId, item, cause, limitMs, throttlingReasons = [] } = failure
  const what = `${operation}${table ? ` on table '${table}'` : ''}`
  const why = failure.message || reasonOf(cause)
  const details = { operation, table, requestId, cause }
  if (kind === 'network') return new NetworkError(`${what} did not reach DynamoDB: ${why}`, details)
  if (kind === 'answer') {
    return new NetworkError(`${what} was not answered by DynamoDB (status ${status})`, details)
  }
  if (kind === 'timeout') return new TimeoutError(`${what} had no answer within ${limitMs} ms`, details)
  if (kind === 'credentials') return new CredentialsError(`${what} has no credentials: ${why}`, details)
  if (type === 'ConditionalCheckFailedException') {
    return new ConditionFailedError(`${what}: its condition failed`, { ...details, item })
  }
  if (type === 'ResourceNotFoundException') {
    return new TableNotFoundError(`${what}: no such table in this Region and account`, details)
  }
  if (throttled.test(type)) {
    const reasons = [throttlingReasons].flat().map((entry) => String(entry?.reason))
    const hint = /KeyRange/.test(String(reasons)) ? ' in one partition (see the option shards)' : ''
    return new ThrottledError(`${what} was throttled${hint}: ${why}`, { ...details, reasons })
  }
  if (type === 'AccessDeniedException') {
    return new AccessDeniedError(`${what} was denied: the credentials lack dynamodb:${operation}: ${why}`, details)
  }
  if (unaccepted.test(type))
    return new CredentialsError(`${what}: AWS does not accept the credentials (${type})`, details)
  if (/item size .*exceeded/i.test(why)) return new ItemTooLargeError(`${what}: the item is above 400 KB`, details)
  const retryable = status >= 500 || passing.test(type)
  return new ServiceError(`${what} failed with ${type}: ${why}`, { ...details, type, status, retryable })
}

/**
 * Whether no connection was made at all. Whatever `fetch` rejects with is tried again; this only tells what cannot have been
 * done. The innermost messages, by runtime:
 *
 * | runtime  | nobody listens                              | no such name                        | breaks, may be done                          |
 * | -------- | ------------------------------------------- | ----------------------------------- | -------------------------------------------- |
 * | Node     | connect ECONNREFUSED 127.0.0.1:8000         | getaddrinfo ENOTFOUND (or EAI_AGAIN) | other side closed; socket hang up (SDK)      |
 * | Deno     | tcp connect error: Connection refused       | dns error: failed to lookup address | connection closed before message completed   |
 * | Bun      | ECONNREFUSED: Unable to connect             | getaddrinfo ENOTFOUND               | The socket connection was closed unexpectedly |
 * | workerd  | Network connection lost                     | the same                            | the same: taken for one that breaks          |
 * | Chromium | Failed to fetch                             | the same                            | the same: taken for one that breaks          |
 */
export const isUnsent = ({ kind, cause }: Failure): boolean =>
  kind === 'network' && /refused|not ?found|dns|resolve|EAI_AGAIN|unable to connect/i.test(reasonOf(cause))

/** The innermost message: runtimes wrap what happened, as in "fetch failed". */
function reasonOf(cause: unknown): string {
  let reason = cause as { cause?: unknown; message?: unknown; code?: unknown } | undefined
  while (reason?.cause instanceof Error) reason = reason.cause
  return String(reason?.message || reason?.code || 'no reason given')
}
