import type { Input, Operation, Output } from '../core/transport.ts'
import type { Failure } from './failure.ts'

/** What one attempt came to. */
export type Result<T> = Success<T> | Failed

export interface Success<T> {
  readonly output: T
  readonly requestId?: string | undefined
}

export interface Failed {
  readonly failure: Failure
  /** Takes the cause of the failure away where it can, such as credentials that have expired; says whether it did. */
  readonly mend?: () => Promise<boolean>
}

/**
 * Makes one attempt at one request and says what it came to; retries are made above it. It may reject once its signal is
 * aborted, and with a `TypeError` for settings that cannot work.
 */
export interface Sender {
  send<O extends Operation>(operation: O, input: Input<O>, signal: AbortSignal): Promise<Result<Output<O>>>
  /** Closes connections that wait for further requests. */
  close?(): void
}
