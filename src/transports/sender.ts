import type { Input, Operation, Output } from '../core/transport.ts'
import type { Failure } from './failure.ts'
import type { Cause } from './mend.ts'

/** What one attempt came to. */
export type Result<T> = Success<T> | Failed

export interface Success<T> {
  readonly output: T
  readonly requestId?: string | undefined
}

export interface Failed {
  readonly failure: Failure
  /** Takes the cause of the failure away where it can, such as credentials that have expired, unless that was done already. */
  readonly mend?: (mended: Set<Cause>) => Promise<boolean>
  /** Whether `onAttempt` was told of it already. */
  readonly isTold?: boolean
}

/** Told of each attempt that failed where they are made again below; what it throws ends that, and the request. */
export type OnAttempt = (failure: Failure) => void

/**
 * Makes one attempt at one request and says what it came to; retries are made above it. It may reject once its signal is
 * aborted, with a `TypeError` for settings that cannot work, and with what `onAttempt` throws.
 */
export interface Sender<Identity = unknown> {
  /** The credentials that need not be waited for, where there are some: most attempts go by those. */
  held?(): Identity | undefined
  /**
   * Gets the credentials for an attempt, and rejects when there are none. That sends nothing to DynamoDB and takes none of the
   * attempt's time, so that a slow source of credentials is no lost answer.
   */
  identify(): Promise<Identity>
  send<O extends Operation>(
    operation: O,
    input: Input<O>,
    signal: AbortSignal,
    identity: Identity,
    onAttempt: OnAttempt,
  ): Promise<Result<Output<O>>>
}
