import { type DynamoDbDict, isDynadictError, type ListOptions } from '../runtimes/node.ts'

/** An entry of a listing, or why its value cannot be read. */
export type FoundEntry =
  | { readonly key: string; readonly value: unknown }
  | { readonly key: string; readonly error: string }

/** Values that are read at once. */
const readAtOnce = 16

/**
 * The entries of a range. A value that cannot be read ends the listing of a dict; from the first one on this lists the keys, and
 * reads each value by itself.
 */
export async function* foundEntries(dict: DynamoDbDict, options: ListOptions): AsyncGenerator<FoundEntry, void> {
  const { reverse, limit = Infinity } = options
  let count = 0
  let last: string | undefined
  try {
    for await (const [key, value] of dict.entries(options)) {
      count++
      last = key
      yield { key, value }
    }
    return
  } catch (error) {
    if (!isUndecodable(error)) throw error
  }
  // The last key may be the first one again.
  const { limit: _, ...range } = options
  const behind = last === undefined ? {} : reverse ? { to: last } : { from: last }
  const keys = dict.keys({ ...range, ...behind, ...(options.limit !== undefined && { limit: limit - count + 1 }) })
  for await (const some of batchesOf(keys, readAtOnce)) {
    const others = some.filter((key) => key !== last)
    for (const found of await Promise.all(others.map((key) => foundEntry(dict, key, options)))) {
      if (found && count++ < limit) yield found
    }
  }
}

/** `undefined` where it is gone by now. */
async function foundEntry(dict: DynamoDbDict, key: string, { signal }: ListOptions): Promise<FoundEntry | undefined> {
  try {
    const value = await dict.get(key, { signal })
    return value === undefined ? undefined : { key, value }
  } catch (error) {
    if (!isUndecodable(error)) throw error
    return { key, error: error.message }
  }
}

const isUndecodable = (error: unknown): error is Error => isDynadictError(error) && error.code === 'DECODE'

async function* batchesOf<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[], void> {
  let batch: T[] = []
  for await (const each of source) {
    batch.push(each)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  yield batch
}
