/** What waits for each signal, and our listener there. */
const waiting = new WeakMap<AbortSignal, { readonly callbacks: Set<() => void>; readonly listener: () => void }>()

/**
 * Calls back when a signal is aborted, at once where it is already; what it returns ends that. Node warns of more than ten
 * listeners at one signal, so each signal has one, however many wait for it; and none when nobody does, since Node keeps signals
 * made of others while they have one.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal) return () => undefined
  if (signal.aborted) callback()
  const { callbacks, listener } = waiting.get(signal) ?? listenTo(signal)
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
    if (callbacks.size > 0) return
    signal.removeEventListener('abort', listener)
    waiting.delete(signal)
  }
}

function listenTo(signal: AbortSignal) {
  const callbacks = new Set<() => void>()
  const listener = () => {
    for (const call of callbacks) call()
  }
  const made = { callbacks, listener }
  waiting.set(signal, made)
  signal.addEventListener('abort', listener)
  return made
}
