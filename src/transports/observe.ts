import type { Clock } from '../core/clock.ts'
import type { RequestReport } from '../core/connection.ts'
import { safeListener } from '../core/events.ts'
import type { Input, Operation, Output } from '../core/transport.ts'
import { unlessAborted } from '../core/unless-aborted.ts'
import { errorFrom, type Failure } from './failure.ts'
import type { OnAttempt, Result, Sender } from './sender.ts'

export interface Observation {
  readonly onRequest: (report: RequestReport) => void
  readonly table: string | undefined
  readonly clock: Clock
  /** The caller's own, which tells an abort apart from a time limit. */
  readonly signal: AbortSignal | undefined
}

/** A sender for the attempts at one request, each of which is reported. */
export function observed<Identity>(
  sender: Sender<Identity>,
  { onRequest, table, clock, signal }: Observation,
): Pick<Sender<Identity>, 'send'> {
  const tell = safeListener(onRequest)
  let attempt = 1
  let retryReason: string | undefined
  return {
    async send<O extends Operation>(
      operation: O,
      input: Input<O>,
      within: AbortSignal,
      identity: Identity,
      onAttempt: OnAttempt,
    ): Promise<Result<Output<O>>> {
      let start = clock.now()
      const report = (told: Partial<RequestReport>) => {
        const { status, requestId, capacityUnits, code } = told
        const now = clock.now()
        tell({
          operation,
          table,
          attempt: attempt++,
          latencyMs: now - start,
          status,
          requestId,
          capacityUnits,
          code,
          retryReason,
        })
        retryReason = code
        start = now
      }
      const ended = () => (signal?.aborted ? 'ABORTED' : 'TIMEOUT')
      const reportFailure = (failure: Failure) => {
        const { status, requestId } = failure
        report({ status, requestId, code: within.aborted ? ended() : errorFrom(failure, operation, table).code })
      }
      // Of attempts that the sender makes again by itself; what is aborted is told below.
      const onOwnAttempt = (failure: Failure) => {
        if (!within.aborted) reportFailure(failure)
        onAttempt(failure)
      }
      let result: Result<Output<O>>
      try {
        const sending = sender.send(operation, withCapacity(operation, input), within, identity, onOwnAttempt)
        result = await unlessAborted(sending, within)
      } catch (error) {
        if (within.aborted) report({ code: ended() })
        throw error
      }
      if ('output' in result) {
        report({ status: 200, requestId: result.requestId, capacityUnits: capacityOf(result.output as object) })
      } else if (!result.isTold) reportFailure(result.failure)
      return result
    },
  }
}

/** Operations on items; those on tables consume no units. */
const withCapacity = <O extends Operation>(operation: O, input: Input<O>): Input<O> =>
  /Item|Query/.test(operation) ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input

/** Batches have a list of it, one for each table. What is no number does not count. */
function capacityOf({ ConsumedCapacity: consumed }: { readonly ConsumedCapacity?: unknown }): number | undefined {
  const units = [consumed].flat().map((entry) => (entry as { readonly CapacityUnits?: unknown } | null)?.CapacityUnits)
  const numbers = units.filter((unit) => typeof unit === 'number')
  return numbers.length > 0 ? numbers.reduce((sum, unit) => sum + unit, 0) : undefined
}
