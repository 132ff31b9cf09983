import type { Item } from '../transport.ts'
import { compareUtf8 } from '../utf8-order.ts'
import { keyOf } from './item.ts'

/** Merges items that come in key order from several partitions. */
export const mergeByKey = (
  sources: readonly AsyncGenerator<Item, void>[],
  reverse: boolean,
): AsyncGenerator<Item, void> => merge(sources, (a, b) => compareUtf8(keyOf(a), keyOf(b)) * (reverse ? -1 : 1))

/** Merges sources that are each in order into one that is, and closes all of them when the reader stops early. */
export async function* merge<T>(
  sources: readonly AsyncGenerator<T, void>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T, void> {
  const next = async (source: AsyncGenerator<T, void>) => ({ source, result: await source.next() })
  try {
    let heads = await Promise.all(sources.map(next))
    for (;;) {
      const [first, ...others] = heads.filter(({ result }) => !result.done)
      if (!first) return
      const least = others.reduce((a, b) => (compare(b.result.value as T, a.result.value as T) < 0 ? b : a), first)
      yield least.result.value as T
      const advanced = await next(least.source)
      heads = heads.map((head) => (head === least ? advanced : head))
    }
  } finally {
    await Promise.all(sources.map((source) => source.return()))
  }
}
