import { onAbort } from './on-abort.ts'

/** Waits for a promise that others share: an abort rejects this wait with the signal's reason, and not the promise. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    const forget = onAbort(signal, stop)
    // In any case: a failure that nobody waits for any more must not be an unhandled one.
    promise.then(resolve, reject).finally(forget)
  })
}
