import type { Source } from '../../source.ts'

/** What a function makes of each value of a source, in order, with the next ones under way already. */
export async function* readAhead<T, U>(
  source: Source<T>,
  ahead: number,
  load: (value: T) => Promise<U>,
): AsyncGenerator<U, void> {
  const loading: Promise<U>[] = []
  for await (const value of source) {
    const promise = load(value)
    // Who leaves early hears nothing of it.
    promise.catch(() => undefined)
    loading.push(promise)
    if (loading.length >= ahead) yield (await loading.shift()) as U
  }
  for (const promise of loading) yield await promise
}
