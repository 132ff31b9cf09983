import { drain, type Source } from './source.ts'

/**
 * Works on what a source gives, in its order, several at once and never more than `limit`. Ends with the first failure, when
 * what is under way has ended, too; the source is closed then.
 */
export async function inParallel<T>(
  source: Source<T>,
  limit: number,
  work: (value: T, index: number) => Promise<void>,
): Promise<void> {
  const failing = new AbortController()
  const underWay = new Set<Promise<void>>()
  let index = 0
  try {
    await drain(source, failing.signal, async (value) => {
      const working: Promise<void> = work(value, index++)
        .catch((error) => failing.abort(error))
        .finally(() => underWay.delete(working))
      underWay.add(working)
      while (underWay.size >= limit) await Promise.race(underWay)
    })
  } finally {
    await Promise.all(underWay)
  }
  failing.signal.throwIfAborted()
}

/** What a function gives for each index, in order, with the next ones under way already. */
export async function* prefetched<T>(
  from: number,
  to: number,
  ahead: number,
  load: (index: number) => Promise<T>,
): AsyncGenerator<T, void> {
  const loading: Promise<T>[] = []
  for (let index = from; index < to; index++) {
    for (let next = index + loading.length; next < Math.min(to, index + ahead); next++) {
      const promise = load(next)
      // A reader who leaves early hears nothing of it.
      promise.catch(() => undefined)
      loading.push(promise)
    }
    yield (await loading.shift()) as T
  }
}

/** Runs work as it comes, and never more than `limit` at once. */
export function newTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = limit
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
