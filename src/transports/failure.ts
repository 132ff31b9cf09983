import { CredentialsError, type DynadictError, type ErrorDetails, NetworkError, TimeoutError } from '../core/errors.ts'
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
  readonly throttlingReasons?: readonly string[]
  /** Makes an error of DynamoDB's own; comes with the code that knows them, which is loaded with the first. */
  readonly serviceError?: typeof import('./service-error.ts').serviceError
  /** What went wrong in the network, or with the credentials. */
  readonly cause?: unknown
  /** Whether no connection was made, so that nothing was sent. */
  readonly isUnsent?: boolean | undefined
  /** The time limit that ran out. */
  readonly limitMs?: number
}

/** The one place where a failure on the wire becomes an error. */
export function errorFrom(failure: Failure, operation: Operation, table: string | undefined): DynadictError {
  const { kind, status = 0, requestId, cause, limitMs, serviceError } = failure
  const what = `${operation}${table ? ` on table '${table}'` : ''}`
  const details: ErrorDetails = { operation, table, requestId, cause }
  if (serviceError) return serviceError(failure, what, details)
  if (kind === 'answer') return new NetworkError(`${what} was not answered by DynamoDB (status ${status})`, details)
  if (kind === 'timeout') return new TimeoutError(`${what} had no answer within ${limitMs} ms`, details)
  const why = reasonOf(cause)
  if (kind === 'credentials') return new CredentialsError(`${what} has no credentials: ${why}`, details)
  return new NetworkError(`${what} did not reach DynamoDB: ${why}`, details)
}

/** The innermost error: runtimes wrap what happened, as in "fetch failed". */
export function innermost(cause: unknown): { readonly message?: unknown; readonly code?: unknown } | undefined {
  let reason = cause as { cause?: unknown; message?: unknown; code?: unknown } | undefined
  while (reason?.cause instanceof Error) reason = reason.cause
  return reason
}

function reasonOf(cause: unknown): string {
  const { message, code } = innermost(cause) ?? {}
  return String(message || code || 'no reason given')
}
