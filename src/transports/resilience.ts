import type { Clock } from '../core/clock.ts'
import type { Input, Operation, Output, SendOptions, Transport } from '../core/transport.ts'
import { withTimeout } from '../core/with-timeout.ts'
import { errorFrom } from './failure.ts'
import { RetryBudget } from './retry-budget.ts'
import type { Result, Sender } from './sender.ts'

export interface ResilienceOptions {
  readonly maxAttempts: number
  readonly attemptTimeoutMs: number
  readonly timeoutMs: number
  readonly clock: Clock
}

const firstBackoffMs = 25
const longestBackoffMs = 5_000

/**
 * Makes a transport of a sender: attempts with a timeout each, full-jitter backoff between them, a retry budget, and a
 * deadline for the whole.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function resilient(sender: Sender, options: ResilienceOptions): Transport {
  const { maxAttempts, timeoutMs, attemptTimeoutMs, clock } = options
  const budget = new RetryBudget()
  return {
    async send<O extends Operation>(operation: O, input: Input<O>, { signal }: SendOptions = {}): Promise<Output<O>> {
      const deadline = clock.now() + timeoutMs
      for (let attempt = 1; ; attempt++) {
        const limitMs = Math.min(attemptTimeoutMs, deadline - clock.now())
        const attemptOnce = (attemptSignal: AbortSignal) => sender.send(operation, input, attemptSignal)
        const timedOut = (): Result<Output<O>> => ({ failure: { kind: 'timeout', ms: limitMs } })
        const result = await withTimeout(limitMs, clock, signal, attemptOnce, timedOut)
        if ('output' in result) {
          budget.refund(attempt > 1)
          return result.output
        }
        const { failure } = result
        const error = errorFrom(failure, operation, tableOf(input))
        const retryAfterMs = ('retryAfterMs' in failure && failure.retryAfterMs) || 0
        const backoffMs = Math.random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1))
        const waitMs = Math.max(retryAfterMs, backoffMs)
        const inTime = clock.now() + waitMs < deadline
        if (!error.retryable || attempt >= maxAttempts || !inTime || !budget.spend()) throw error
        await clock.sleep(waitMs, signal)
      }
    },
  }
}

function tableOf(input: object): string | undefined {
  const { TableName, RequestItems = {} } = input as { TableName?: string; RequestItems?: object }
  return TableName ?? Object.keys(RequestItems)[0]
}
