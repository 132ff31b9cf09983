/** What waits for each signal. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back when a signal is aborted, at once where it is already; what it returns ends that. Node warns of more than ten
 * listeners at one signal, so each signal has one, however many wait for it.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined
  const known = waiting.get(signal)
  const callbacks = known ?? new Set()
  callbacks.add(callback)
  if (signal.aborted) callback()
  if (!known) {
    waiting.set(signal, callbacks)
    signal.addEventListener('abort', () => {
      for (const call of callbacks) call()
    })
  }
  return () => callbacks.delete(callback)
}
