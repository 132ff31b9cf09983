import {
  AccessDeniedError,
  ConditionFailedError,
  CredentialsError,
  type DynadictError,
  type ErrorDetails,
  ItemTooLargeError,
  NetworkError,
  ServiceError,
  TableNotFoundError,
  ThrottledError,
  TimeoutError,
} from '../core/errors.ts'
import type { Item, Operation } from '../core/transport.ts'

/** What one attempt came to when it did not succeed, the same for every sender. */
export type Failure =
  /** DynamoDB answered with an error of its own. */
  | {
      readonly kind: 'service'
      readonly status: number
      /** Such as `ResourceNotFoundException`. */
      readonly type: string
      readonly message: string
      readonly requestId?: string | undefined
      readonly item?: Item | undefined
      readonly retryAfterMs?: number | undefined
    }
  /** Something else answered, such as a proxy or a captive portal. */
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'network'; readonly cause: unknown }
  | { readonly kind: 'timeout'; readonly ms: number }
  | { readonly kind: 'credentials'; readonly cause: unknown }

const throttled = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])

const unaccepted = new Set([
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
])

/** Conflicts with another request that pass by themselves. */
const passing = new Set(['InternalServerError', 'ReplicatedWriteConflictException', 'TransactionConflictException'])

/** The one place where a failure on the wire becomes an error. */
export function errorFrom(failure: Failure, operation: Operation, table: string | undefined): DynadictError {
  const what = `${operation}${table ? ` on table '${table}'` : ''}`
  const details: ErrorDetails = { operation, table }
  switch (failure.kind) {
    case 'network':
      return new NetworkError(`${what} did not reach DynamoDB: ${reasonOf(failure.cause)}`, {
        ...details,
        cause: failure.cause,
      })
    case 'answer':
      return new NetworkError(
        `${what} was answered by something that is not DynamoDB (status ${failure.status})`,
        details,
      )
    case 'timeout':
      return new TimeoutError(`${what} had no answer within ${failure.ms} ms`, details)
    case 'credentials':
      return new CredentialsError(`${what} has no credentials: ${reasonOf(failure.cause)}`, {
        ...details,
        cause: failure.cause,
      })
    case 'service':
      return serviceError(failure, what, { ...details, requestId: failure.requestId })
  }
}

function serviceError(failure: Failure & { kind: 'service' }, what: string, details: ErrorDetails): DynadictError {
  const { type, status, item } = failure
  const message = failure.message || 'no reason given'
  if (type === 'ConditionalCheckFailedException') {
    return new ConditionFailedError(`${what}: its condition does not hold`, { ...details, item })
  }
  if (type === 'ResourceNotFoundException') {
    return new TableNotFoundError(`${what}: there is no such table in this Region and account`, details)
  }
  if (throttled.has(type)) return new ThrottledError(`${what} was throttled: ${message}`, details)
  if (type === 'AccessDeniedException') {
    return new AccessDeniedError(
      `${what} was denied: the credentials lack dynamodb:${details.operation} (${message})`,
      details,
    )
  }
  if (unaccepted.has(type))
    return new CredentialsError(`${what}: AWS does not accept the credentials (${type})`, details)
  if (type === 'ValidationException' && /item size .*exceeded/i.test(message)) {
    return new ItemTooLargeError(`${what}: the item would be above 400 KB`, details)
  }
  const retryable = status >= 500 || passing.has(type)
  return new ServiceError(`${what} failed with ${type}: ${message}`, { ...details, type, status, retryable })
}

/** The innermost message: runtimes wrap what happened, as in "fetch failed". */
function reasonOf(cause: unknown): string {
  let reason = cause
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause
  const { code, message } = reason as { code?: unknown; message?: unknown }
  return String(message || code || reason)
}
