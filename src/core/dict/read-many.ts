import { checkNames } from '../options.ts'
import { prefetched } from '../parallel.ts'
import { checkSource, type Source } from '../source.ts'
import type { Item } from '../transport.ts'
import { readBatches } from './batch-get.ts'
import { type Codec, keyOf, primaryKey } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { checkKey } from './keys.ts'
import { type ReadOptions, readNames } from './options.ts'

/** How many values in chunks are read at once. */
const valuesAtOnce = 4

/** The values of many keys, in the order asked; those that are absent are left out. */
export async function getMany<V>(
  store: ItemStore,
  { decode }: Codec<V>,
  keys: Source<string>,
  options: ReadOptions,
): Promise<Map<string, V>> {
  checkNames(options, readNames, 'getMany')
  checkSource(keys, 'keys')
  const { table, concurrency } = store
  const { signal, consistent = store.consistent } = options
  const { of } = await store.partitions(options)
  const keyAt = (key: string) => {
    checkKey(key)
    return primaryKey(of(key), key)
  }
  const found = await readBatches(table, keys, keyAt, { signal, consistent, concurrency })
  const items = found.filter(store.liveOnly)
  const read = async (index: number) => {
    const item = items[index] as Item
    return [keyOf(item), await decode(item, options)] as const
  }
  const values = new Map<string, V>()
  for await (const [key, value] of prefetched(0, items.length, valuesAtOnce, read)) {
    if (value !== undefined) values.set(key, value)
  }
  return values
}
