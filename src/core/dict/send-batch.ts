import { backoffMs } from '../backoff.ts'
import { BatchError, type DynadictError, hasCode, isDynadictError, markMayBeDone, ThrottledError } from '../errors.ts'
import type { SendOptions } from '../transport.ts'
import type { Pace } from './pace.ts'
import type { Table } from './table.ts'

/** How often a batch's rest is sent again without any of it being done. */
const maxResends = 10

/** What came of sending a batch once. */
export interface Sent<T> {
  /** What DynamoDB left undone. */
  readonly rest: T[]
  /** Whether it did all that one answer holds, so that the rest says nothing of its capacity. */
  readonly isFull?: boolean
}

/**
 * Sends a batch, and its rest again with growing waits, at a pace that DynamoDB keeps up with. Resolves with what was not
 * done in the end, each with its reason.
 *
 * @throws as it is what will not pass.
 */
export async function sendBatch<T>(
  batch: T[],
  pace: Pace,
  { clock, name, timeoutMs = Infinity }: Table,
  { signal }: SendOptions,
  send: (rest: T[]) => Promise<Sent<T>>,
): Promise<[undone: T, reason: DynadictError][]> {
  let rest = batch
  let reason: DynadictError | undefined
  /** Whether a sending had no answer, whatever becomes of later ones. */
  let mayBeDone = false
  /** Milliseconds of sending and waiting since it last got on; not those in which others had their turn. */
  let stuckMs = 0
  let waits = 0
  while (rest.length > 0 && waits <= maxResends) {
    const waitMs = waits > 0 ? backoffMs(waits) : 0
    if (waits > 0 && stuckMs + waitMs >= timeoutMs) break
    stuckMs += waitMs
    // A batch that gets on waits within its turn, so that a table with capacity for less than one request at a time gets
    // less; one that is stuck, perhaps by a hot key, lets others go on.
    const isStuck = waits > 1
    const pause = async () => {
      if (waits > 0) await clock.sleep(waitMs, signal)
    }
    const attempt = async () => {
      if (!isStuck) await pause()
      const begunAt = clock.now()
      return send(rest).finally(() => {
        stuckMs += clock.now() - begunAt
      })
    }
    if (isStuck) await pause()
    try {
      const sent = await pace.turn(attempt, ({ rest, isFull }) => rest.length > 0 && !isFull)
      // What gets on has not failed.
      const getsOn = sent.rest.length < rest.length
      waits = sent.isFull ? 0 : getsOn ? 1 : waits + 1
      if (getsOn) stuckMs = 0
      rest = sent.rest
    } catch (error) {
      if (!isDynadictError(error)) throw error
      mayBeDone ||= error.mayBeDone
      if (mayBeDone) markMayBeDone(error)
      if (!error.retryable) throw error
      reason = error
      // Of anything else the transport has made its attempts.
      if (!hasCode(error, 'THROTTLED')) break
      waits++
    }
  }
  if (rest.length === 0) return []
  const error = reason ?? new ThrottledError(`left unprocessed ${waits} times`, { table: name })
  if (mayBeDone) markMayBeDone(error)
  return rest.map((undone) => [undone, error])
}

/** @throws {BatchError} when something failed. */
export function throwFailures(
  what: 'reads' | 'writes',
  failures: ReadonlyMap<string, DynadictError>,
  { name }: Table,
): void {
  for (const [key, { message }] of failures) {
    throw new BatchError(`${failures.size} of the ${what} failed; that of key '${key}': ${message}`, {
      failures,
      mayBeDone: [...failures.values()].some((failure) => failure.mayBeDone),
      table: name,
    })
  }
}
