import { backoffMs } from '../core/backoff.ts'
import { systemClock } from '../core/clock.ts'
import type { ConnectionOptions } from '../core/connection.ts'
import type { Input, Operation, Output, RequestOptions, Transport } from '../core/transport.ts'
import { withTimeout } from '../core/with-timeout.ts'
import { errorFrom, type Failure } from './failure.ts'
import type { Cause } from './mend.ts'
import { newRetryBudget } from './retry-budget.ts'
import type { Result, Sender } from './sender.ts'

type ResilienceOptions = Pick<
  ConnectionOptions,
  'maxAttempts' | 'attemptTimeoutMs' | 'timeoutMs' | 'clock' | 'onRequest'
>

/**
 * Makes a transport of a sender: attempts with a timeout each, full-jitter backoff between them, a retry budget, and a
 * deadline for the whole. What has a cause that can be taken away, as credentials that have expired, is tried once more for it.
 */
export function resilient<Identity>(sender: Sender<Identity>, settings: ResilienceOptions): Transport {
  const { maxAttempts = 6, attemptTimeoutMs = 5_000, timeoutMs = 20_000, clock = systemClock, onRequest } = settings
  const budget = newRetryBudget()
  return {
    timeoutMs,
    async send<O extends Operation>(operation: O, input: Input<O>, options: RequestOptions = {}): Promise<Output<O>> {
      const { signal, onUnanswered } = options
      const deadline = clock.now() + timeoutMs
      const table = tableOf(input)
      const { send } = onRequest
        ? (await import('./observe.ts')).observed(sender, { onRequest, table, clock, signal })
        : sender
      let mayBeDone = false
      const errorOf = (failure: Failure) => {
        const error = errorFrom(failure, operation, table)
        // An error of the client's is told before anything is done, by 400; all others leave it open what was done.
        const isOpen = error.retryable && failure.status !== 400 && !failure.isUnsent
        // It stays open, whatever becomes of later attempts.
        mayBeDone ||= isOpen
        Object.assign(error, { mayBeDone })
        if (isOpen) onUnanswered?.(error)
        return error
      }
      // Nothing is sent before there are credentials: however late they are, no answer is lost.
      const none = (cause: unknown = new Error(`none within ${timeoutMs} ms`)): never => {
        throw errorOf({ kind: 'credentials', cause })
      }
      const identify = () => sender.identify().catch(none)
      const mended = new Set<Cause>()
      for (let attempt = 1; ; attempt++) {
        const identity = sender.held?.() ?? (await withTimeout(deadline - clock.now(), clock, signal, identify, none))
        const limitMs = Math.min(attemptTimeoutMs, deadline - clock.now())
        const attemptOnce = (attemptSignal: AbortSignal) => send(operation, input, attemptSignal, identity, errorOf)
        const timedOut = (): Result<Output<O>> => ({ failure: { kind: 'timeout', limitMs } })
        const result = await withTimeout(limitMs, clock, signal, attemptOnce, timedOut)
        if ('output' in result) {
          budget.refund(attempt > 1)
          return result.output
        }
        const { failure, mend } = result
        const error = errorOf(failure)
        // It got through, as a condition that fails does: the budget is for the others.
        if (!error.retryable) budget.refund(attempt > 1)
        const waitMs = Math.max(failure.retryAfterMs ?? 0, backoffMs(attempt))
        const inTime = clock.now() + waitMs < deadline
        const mayPass = error.retryable || (error.code === 'CREDENTIALS' && (await mend?.(mended)))
        if (!mayPass || attempt >= maxAttempts || !inTime || !budget.spend()) throw error
        await clock.sleep(waitMs, signal)
      }
    },
  }
}

function tableOf(input: object): string | undefined {
  const { TableName, RequestItems = {} } = input as { TableName?: string; RequestItems?: object }
  return TableName ?? Object.keys(RequestItems)[0]
}
