import { onAbort } from './on-abort.ts'
import { type Check, mustBe } from './options.ts'
import { unlessAborted } from './unless-aborted.ts'

/** What goes into batches: in memory, or as it comes. */
export type Source<T> = Iterable<T> | AsyncIterable<T>

type AnyIterator<T> = Iterator<T> | AsyncIterator<T>

/** Text can be iterated over as well, and is not what anybody means. */
export const isSource = (value: object | null | undefined): value is Source<never> =>
  typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)

export const checkSource: Check = mustBe('an iterable, such as an array', isSource)

/**
 * Hands on what a source gives, one by one, until it ends or `stop` is aborted; then this rejects with the signal's reason.
 * A source that is not read to its end is closed, also one that hangs, and is not waited for.
 */
export async function drain<T>(
  source: Source<T>,
  stop: AbortSignal | undefined,
  use: (value: T) => unknown,
): Promise<void> {
  stop?.throwIfAborted()
  const iterator = iteratorOf(source)
  /** Whether it has ended, or failed, by itself. */
  let isOver = false
  const next = async () => {
    isOver = true
    const { done, value } = await iterator.next()
    isOver = done === true
    return { done, value: await value }
  }
  const reading = async () => {
    for (let step = await next(); !step.done && !stop?.aborted; step = await next()) await use(step.value)
  }
  const forget = onAbort(stop, () => close(iterator))
  try {
    await unlessAborted(reading(), stop)
  } catch (error) {
    if (!isOver && !stop?.aborted) close(iterator)
    throw error
  } finally {
    forget()
  }
}

/** What a function makes of each value of a source. Unlike a generator's, its end reaches a source that hangs. */
export const mapSource = <T, U>(source: Source<T>, change: (value: T) => U | Promise<U>): AsyncIterable<U> => ({
  [Symbol.asyncIterator]() {
    const iterator = iteratorOf(source)
    return {
      async next() {
        const { done, value } = await iterator.next()
        if (done) return { done, value: undefined }
        try {
          return { done: false, value: await change(await value) }
        } catch (error) {
          close(iterator)
          throw error
        }
      },
      async return() {
        close(iterator)
        return { done: true, value: undefined }
      },
    }
  },
})

const iteratorOf = <T>(source: Source<T>): AnyIterator<T> => {
  const { [Symbol.asyncIterator]: inTime } = source as Partial<AsyncIterable<T>>
  return inTime ? inTime.call(source as AsyncIterable<T>) : (source as Iterable<T>)[Symbol.iterator]()
}

/** Whoever closes a source has an error of their own, and does not wait for it. */
async function close(iterator: AnyIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.()
  } catch {
    // As above.
  }
}
