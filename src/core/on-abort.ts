interface Waiting {
  readonly callbacks: Set<() => void>
  readonly listener: () => void
}

/** What waits for each signal. */
const waiting = new WeakMap<AbortSignal, Waiting>()

/**
 * Calls back when a signal is aborted, once; what it returns ends that. Node warns of more than ten listeners at one signal,
 * so each signal has one, however many wait for it.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined
  const { callbacks, listener } = waiting.get(signal) ?? listen(signal)
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
    if (callbacks.size > 0) return
    signal.removeEventListener('abort', listener)
    waiting.delete(signal)
  }
}

function listen(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>()
  const listener = () => {
    for (const call of callbacks) call()
  }
  signal.addEventListener('abort', listener)
  const made = { callbacks, listener }
  waiting.set(signal, made)
  return made
}
