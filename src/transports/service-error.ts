import {
  AccessDeniedError,
  ConditionFailedError,
  CredentialsError,
  type DynadictError,
  type ErrorDetails,
  ItemTooLargeError,
  ServiceError,
  TableNotFoundError,
  ThrottledError,
} from '../core/errors.ts'
import type { Failure } from './failure.ts'

/** `ProvisionedThroughputExceededException`, `ThrottlingException`, `RequestLimitExceeded` and their like. */
const throttled = /Throttl|Throughput|RequestLimit|TooManyRequests/

/** `ExpiredTokenException`, `InvalidSignatureException`, `UnrecognizedClientException` and their like. */
const unaccepted = /Token|Signature|UnrecognizedClient|RequestExpired|TooSkewed|InTheFuture/

/** `TransactionConflictException` and `ReplicatedWriteConflictException`, which pass by themselves. */
const passing = /Conflict/

/** The error for what DynamoDB itself reports. */
export function serviceError(failure: Failure, what: string, details: ErrorDetails): DynadictError {
  const { status = 0, type = '', item, throttlingReasons: reasons = [] } = failure
  const why = failure.message || 'no reason given'
  if (type === 'ConditionalCheckFailedException')
    return new ConditionFailedError(`${what}: its condition failed`, { ...details, item })
  if (type === 'ResourceNotFoundException')
    return new TableNotFoundError(`${what}: no such table in this Region and account`, details)
  if (throttled.test(type)) {
    const hint = /KeyRange/.test(`${reasons}`) ? ' in one partition (see the option shards)' : ''
    return new ThrottledError(`${what} was throttled${hint}: ${why}`, { ...details, reasons })
  }
  if (type === 'AccessDeniedException') {
    const action = `dynamodb:${details.operation}`
    return new AccessDeniedError(`${what} was denied: the credentials lack ${action}: ${why}`, details)
  }
  if (unaccepted.test(type))
    return new CredentialsError(`${what}: AWS does not accept the credentials (${type})`, details)
  if (/item size .*exceeded/i.test(why)) return new ItemTooLargeError(`${what}: the item is above 400 KB`, details)
  const retryable = status >= 500 || passing.test(type)
  return new ServiceError(`${what} failed with ${type}: ${why}`, { ...details, type, status, retryable })
}
