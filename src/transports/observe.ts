import type { Clock } from '../core/clock.ts'
import type { RequestReport } from '../core/connection.ts'
import { safeListener } from '../core/events.ts'
import type { Input, Operation, Output } from '../core/transport.ts'
import { unlessAborted } from '../core/unless-aborted.ts'
import { errorFrom } from './failure.ts'
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
  let attempt = 0
  let retryReason: string | undefined
  return {
    async send<O extends Operation>(
      operation: O,
      input: Input<O>,
      within: AbortSignal,
      identity: Identity,
      onAttempt: OnAttempt,
    ): Promise<Result<Output<O>>> {
      attempt++
      const start = clock.now()
      const report = (told: Partial<RequestReport>) => {
        const { status, requestId, capacityUnits, code } = told
        const latencyMs = clock.now() - start
        tell({ operation, table, attempt, latencyMs, status, requestId, capacityUnits, code, retryReason })
        retryReason = code
      }
      const ended = () => (signal?.aborted ? 'ABORTED' : 'TIMEOUT')
      let result: Result<Output<O>>
      try {
        result = await unlessAborted(
          sender.send(operation, withCapacity(operation, input), within, identity, onAttempt),
          within,
        )
      } catch (error) {
        if (within.aborted) report({ code: ended() })
        throw error
      }
      if ('output' in result) {
        report({ status: 200, requestId: result.requestId, capacityUnits: capacityOf(result.output as object) })
      } else {
        const { status, requestId } = result.failure
        report({ status, requestId, code: within.aborted ? ended() : errorFrom(result.failure, operation, table).code })
      }
      return result
    },
  }
}

/** Operations on items; those on tables consume no units. */
const withCapacity = <O extends Operation>(operation: O, input: Input<O>): Input<O> =>
  /Item|Query/.test(operation) ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input

interface Consumed {
  readonly CapacityUnits?: number
}

/** Batches have a list of it, one for each table. */
function capacityOf(output: { readonly ConsumedCapacity?: Consumed | Consumed[] }): number | undefined {
  const { ConsumedCapacity: consumed } = output
  return consumed && [consumed].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
}
