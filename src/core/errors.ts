import type { Item, Operation } from './transport.ts'

/** What can be said of every failure, beside its message. */
export interface ErrorDetails {
  readonly cause?: unknown
  readonly operation?: Operation | undefined
  readonly table?: string | undefined
  readonly requestId?: string | undefined
  readonly mayBeDone?: boolean
}

/**
 * The parent of every error that dynadict throws, but for misuse (`TypeError`, `RangeError`) and an aborted signal's own
 * reason. `code` is stable; messages are for people and may change. Neither holds a value or a secret.
 *
 * @example
 * if (error instanceof DynadictError) log(error.code, error.operation, error.table, error.requestId)
 */
export abstract class DynadictError<Details extends ErrorDetails = ErrorDetails> extends Error {
  /** Stable, for machines: `switch (error.code)`. */
  abstract readonly code: string
  /** Whether the same call may succeed later. The transport has made its attempts by then. */
  readonly retryable: boolean = false
  /**
   * Whether the write that failed may have been done all the same, since an attempt had no answer; `false`: this request has
   * certainly not been done. Of many writes it tells of one request, and others may have been done. Of a read it says nothing.
   */
  readonly mayBeDone: boolean = false
  /** DynamoDB's operation, such as `'PutItem'`; `undefined` where no request failed. */
  declare readonly operation: Operation | undefined
  /** The table's name; `undefined` where the error is not of one. */
  declare readonly table: string | undefined
  /** AWS's id of the last request, to be quoted to their support. */
  declare readonly requestId: string | undefined

  /** For dynadict itself; programs catch these errors and make none. */
  constructor(message: string, { cause, ...details }: Details | ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    Object.assign(this, details)
  }

  /** Marks an error as dynadict's own, for `isDynadictError`. @internal */
  get '~dynadict'(): true {
    return true
  }
}

/**
 * Tells whether an error is dynadict's own, across two copies of the package too.
 *
 * @example
 * try {
 *   await dict.set('k', value)
 * } catch (error) {
 *   if (isDynadictError(error) && error.code === 'THROTTLED') slowDown()
 *   else throw error
 * }
 */
export function isDynadictError(error: unknown): error is DynadictError {
  return typeof error === 'object' && error !== null && '~dynadict' in error
}

/** Says of an error that what failed may have been done all the same. */
export function markMayBeDone<T>(error: T): T {
  if (isDynadictError(error)) Object.assign(error, { mayBeDone: true })
  return error
}

/** Waits for a promise, and resolves with `undefined` where it fails with this code. */
export async function unlessCode<T>(code: string, promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (hasCode(error, code)) return undefined
    throw error
  }
}

/** Whether it is dynadict's own error with this code. */
export const hasCode = (error: unknown, code: string): boolean => isDynadictError(error) && error.code === code

/**
 * `KEY_NOT_FOUND`: `getOrThrow` found no live item under the key.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'KEY_NOT_FOUND') return new Response(null, { status: 404 })
 */
export class KeyNotFoundError extends DynadictError {
  override readonly name = 'KeyNotFoundError'
  readonly code = 'KEY_NOT_FOUND'
}

/**
 * `CONDITION_FAILED`: a conditional write found another state than it asked for; nothing was written.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'CONDITION_FAILED') return 'another one was faster'
 */
export class ConditionFailedError extends DynadictError {
  override readonly name = 'ConditionFailedError'
  readonly code = 'CONDITION_FAILED'
  // Private, so that neither console.log nor JSON.stringify shows a stored value.
  readonly #item: Item | undefined

  /** For dynadict itself; programs catch these errors and make none. */
  constructor(message: string, { item, ...details }: ErrorDetails & { readonly item?: Item | undefined } = {}) {
    super(message, details)
    this.#item = item
  }

  /** The item that was found, where the request asked for it and the engine gave it. */
  get item(): Item | undefined {
    return this.#item
  }
}

/**
 * `OUTCOME_UNKNOWN`: an answer was lost, and what came between makes it impossible to tell whether the write was done.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'OUTCOME_UNKNOWN') await dict.get(key, { consistent: true }) // and decide
 */
export class OutcomeUnknownError extends DynadictError {
  override readonly name = 'OutcomeUnknownError'
  readonly code = 'OUTCOME_UNKNOWN'
  override readonly mayBeDone = true
}

/**
 * `THROTTLED`: DynamoDB refused the request for lack of capacity, on the last attempt too.
 *
 * @example
 * if (error instanceof ThrottledError) console.warn(error.table, error.reasons)
 */
export class ThrottledError extends DynadictError<ErrorDetails & Partial<Pick<ThrottledError, 'reasons'>>> {
  override readonly name = 'ThrottledError'
  readonly code = 'THROTTLED'
  override readonly retryable = true
  /**
   * DynamoDB's reasons, where it gave some, such as `TableWriteKeyRangeThroughputExceeded`: one partition is too hot.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html
   */
  declare readonly reasons: readonly string[] | undefined
}

/**
 * `ACCESS_DENIED`: the credentials lack a permission; the message names the action.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'ACCESS_DENIED') console.error(error.message) // what IAM must allow
 */
export class AccessDeniedError extends DynadictError {
  override readonly name = 'AccessDeniedError'
  readonly code = 'ACCESS_DENIED'
}

/**
 * `TABLE_NOT_FOUND`: the table does not exist, and this call does not make it.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'TABLE_NOT_FOUND') console.error(`no table ${error.table} in this Region`)
 */
export class TableNotFoundError extends DynadictError {
  override readonly name = 'TableNotFoundError'
  readonly code = 'TABLE_NOT_FOUND'
}

/**
 * `CREDENTIALS`: there are no credentials, or AWS does not accept them.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'CREDENTIALS') signInAgain()
 */
export class CredentialsError extends DynadictError {
  override readonly name = 'CredentialsError'
  readonly code = 'CREDENTIALS'
}

/**
 * `ITEM_TOO_LARGE`: the value is above 402,653,184 bytes, or what cannot go into chunks (the meta, a value that is neither
 * text nor binary) is above the 400 KB of an item; nothing was written.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'ITEM_TOO_LARGE') return new Response(null, { status: 413 })
 */
export class ItemTooLargeError extends DynadictError {
  override readonly name = 'ItemTooLargeError'
  readonly code = 'ITEM_TOO_LARGE'
}

/**
 * `DECODE`: a stored item cannot be read with this serializer or this version of dynadict.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'DECODE') console.error(error.message) // names the key and the serializer
 */
export class DecodeError extends DynadictError {
  override readonly name = 'DecodeError'
  readonly code = 'DECODE'
}

/**
 * `BATCH`: some items of a batch were not written or read, while all others were.
 *
 * @example
 * if (error instanceof BatchError) for (const [key, { code }] of error.failures) console.error(key, code)
 */
export class BatchError extends DynadictError<ErrorDetails & Pick<BatchError, 'failures'>> {
  override readonly name = 'BatchError'
  readonly code = 'BATCH'
  override readonly retryable = true
  /** What was not done, by key, each with its reason; where that has `mayBeDone`, it may be done all the same. */
  declare readonly failures: ReadonlyMap<string, DynadictError>
}

/**
 * `TIMEOUT`: no answer within `attemptTimeoutMs` or `timeoutMs`, or a table not ready within its deadline.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'TIMEOUT' && error.mayBeDone) await lookAgain(key)
 */
export class TimeoutError extends DynadictError {
  override readonly name = 'TimeoutError'
  readonly code = 'TIMEOUT'
  override readonly retryable = true
}

/**
 * `NETWORK`: the endpoint could not be reached, the connection broke, or what answered was not DynamoDB.
 *
 * @example
 * if (isDynadictError(error) && error.code === 'NETWORK') console.error(error.message, error.cause)
 */
export class NetworkError extends DynadictError {
  override readonly name = 'NetworkError'
  readonly code = 'NETWORK'
  override readonly retryable = true
}

/**
 * `SERVICE`: any other error that DynamoDB reports; `type` is its own name for it, such as `ValidationException`.
 *
 * @example
 * if (error instanceof ServiceError) console.error(error.type, error.status, error.requestId)
 */
export class ServiceError extends DynadictError<ErrorDetails & Pick<ServiceError, 'type' | 'status' | 'retryable'>> {
  override readonly name = 'ServiceError'
  readonly code = 'SERVICE'
  /** Whether the same call may succeed later: after a 5xx, and after a conflict that passes. */
  declare readonly retryable: boolean
  /** DynamoDB's own name of the error, such as `'ValidationException'`. */
  declare readonly type: string
  /** The HTTP status of the answer. */
  declare readonly status: number
}
