/**
 * Merges sources that are each in order into one that is, and closes all of them when the reader stops early. One source
 * is handed on as it is.
 */
export async function* merge<T>(
  sources: readonly AsyncGenerator<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T, void> {
  if (sources.length === 1 && sources[0]) return yield* sources[0]
  try {
    const heads = await Promise.all(sources.map(async (source) => ({ source, next: await source.next() })))
    for (;;) {
      let least: { source: AsyncGenerator<T>; next: IteratorYieldResult<T> } | undefined
      for (const { source, next } of heads) {
        if (!next.done && (!least || compare(next.value, least.next.value) < 0)) least = { source, next }
      }
      if (!least) return
      yield least.next.value
      const { source } = least
      for (const head of heads) if (head.source === source) head.next = await source.next()
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)))
  }
}
