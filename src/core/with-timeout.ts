import type { Clock } from './clock.ts'
import { onAbort } from './on-abort.ts'
import { unlessAborted } from './unless-aborted.ts'

/**
 * Runs work under a signal that ends it after `ms` milliseconds, or when the caller's signal is aborted. In time it is as the
 * work is; too late it is as `onTimeout` says; aborted it rejects with the caller's reason.
 */
export async function withTimeout<T>(
  ms: number,
  clock: Clock,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  onTimeout: () => T,
): Promise<T> {
  signal?.throwIfAborted()
  const working = new AbortController()
  const abort = () => working.abort(signal?.reason)
  const forget = onAbort(signal, abort)
  const workEnded = () => {}
  clock.sleep(ms, working.signal).then(abort, workEnded)
  try {
    return await unlessAborted(work(working.signal), working.signal)
  } catch (error) {
    signal?.throwIfAborted()
    if (working.signal.aborted) return onTimeout()
    throw error
  } finally {
    forget()
    // Ends the wait for the time. Without a reason it would make an error, which takes longer.
    working.abort(0)
  }
}
