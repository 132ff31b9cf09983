import { type DynadictError, isDynadictError } from '../errors.ts'
import type { Item } from '../transport.ts'
import { blobOf } from './chunks.ts'
import { express } from './expressions.ts'
import { checkFormat, expiryOf, isLive, keyOf, versionOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { metaOf } from './meta.ts'
import type { ReadOptions } from './options.ts'
import { type QueryOptions, queryItems } from './query.ts'

/** An item without its value. */
export interface ItemHead<M = unknown> {
  readonly key: string
  readonly version: string | null
  readonly expiresAt: Date | 'never'
  /** Whether it has not expired. */
  readonly isLive: boolean
  /** The size of a value in chunks; of others it is not known without reading them. */
  readonly size: number | undefined
  readonly meta: M
  /** A value that is text, where it was asked for. */
  readonly text: string | undefined
  /** Why it cannot be read, where it cannot; then its `meta` is empty. */
  readonly error?: DynadictError | undefined
}

const projection = '#key, #version, #expires, #format, #meta, #blob'

/** The heads of the items of a namespace in key order. What is wrong with one is told with it, and ends nothing. */
export async function* listHeads<M>(
  store: ItemStore,
  { withText = false, ...options }: QueryOptions & { readonly withText?: boolean | undefined },
): AsyncGenerator<ItemHead<M>, void> {
  const { table } = store
  const consistent = options.consistent ?? store.consistent
  const query = { ...options, consistent, projection: withText ? `${projection}, #value` : projection }
  for await (const item of queryItems(table, await store.partitions(options), query, (item) => item))
    yield headOf<M>(store, item)
}

/** The head of one item, expired or not. */
export async function readHead<M>(
  store: ItemStore,
  key: string,
  { signal, consistent = store.consistent }: ReadOptions,
): Promise<ItemHead<M> | undefined> {
  const input = {
    ...(await store.targetOf(key, { signal })),
    ...express({ ProjectionExpression: projection }),
    ConsistentRead: consistent,
  }
  const output = await store.table.read('GetItem', input, { signal })
  return output?.Item && headOf<M>(store, output.Item)
}

/** The head of an item that was read. */
export function headOf<M>({ table }: ItemStore, item: Item): ItemHead<M> {
  const head = {
    key: keyOf(item),
    version: versionOf(item) ?? null,
    expiresAt: expiryOf(item),
    isLive: isLive(item, table.clock.now()),
    text: item.value?.S,
  }
  try {
    checkFormat(item)
    return { ...head, size: item.blob && blobOf(item).bytes, meta: metaOf<M>(item) }
  } catch (error) {
    if (!isDynadictError(error)) throw error
    return { ...head, size: undefined, meta: {} as M, error }
  }
}
