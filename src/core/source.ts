import { onAbort } from './on-abort.ts'
import { type Check, mustBe } from './options.ts'
import { unlessAborted } from './unless-aborted.ts'

/** What goes into batches: in memory, or as it comes. */
export type Source<T> = Iterable<T> | AsyncIterable<T>

/** Text can be iterated over as well, and is not what anybody means. */
export const isSource = (value: object | null | undefined): value is Source<never> =>
  typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)

export const checkSource: Check = mustBe('an iterable, such as an array', isSource)

/**
 * Hands on what a source gives, one by one, until it ends or `stop` is aborted; then this rejects with the signal's reason.
 * A source that is not read to its end is closed, also one that hangs.
 */
export async function drain<T>(
  source: Source<T>,
  stop: AbortSignal | undefined,
  use: (value: T) => unknown,
): Promise<void> {
  stop?.throwIfAborted()
  const { values, close } = closable(source)
  const reading = async () => {
    for await (const value of values) {
      if (stop?.aborted) break
      await use(value)
    }
  }
  const forget = onAbort(stop, close)
  await unlessAborted(reading(), stop).finally(forget)
}

/** What a function makes of each value of a source. Unlike a generator's, its end reaches a source that hangs. */
export function mapSource<T, U>(source: Source<T>, change: (value: T) => U | Promise<U>): AsyncIterable<U> {
  const { values, close } = closable(source)
  async function* changed() {
    for await (const value of values) yield change(value)
  }
  return {
    [Symbol.asyncIterator]() {
      const changing = changed()
      return {
        next: () => changing.next(),
        return() {
          close()
          return changing.return(undefined)
        },
      }
    },
  }
}

/** A source, and what closes it at once, while its next value is still waited for. */
function closable<T>(source: Source<T>): { values: Source<T>; close: () => void } {
  // One that gives its values without waiting does not hang.
  if (!(Symbol.asyncIterator in source)) return { values: source, close: () => undefined }
  const iterator = source[Symbol.asyncIterator]()
  const close = async () => {
    try {
      await iterator.return?.()
    } catch {
      // Whoever closes it has an error of their own.
    }
  }
  return { values: { [Symbol.asyncIterator]: () => iterator }, close }
}
