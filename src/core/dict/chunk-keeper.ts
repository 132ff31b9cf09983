import { unlessCode } from '../errors.ts'
import { safeListener } from '../events.ts'
import { inParallel } from '../parallel.ts'
import type { Item } from '../transport.ts'
import { type Blob, blobOf, chunkKey, graceMs, recordKey, ttlAttribute } from './chunks.ts'
import { express } from './expressions.ts'
import { keyOf, numberAttribute } from './item.ts'
import type { ItemStore } from './item-store.ts'

/** Changes to chunks under way at once; they carry no data. */
const changesAtOnce = 8

const indices = (count: number) => Array.from({ length: count }, (_, index) => index)

/**
 * Leaves the chunks of an item that was replaced or removed to DynamoDB's own clean-up, after a grace in which whoever reads
 * them may end. It costs what deleting them would. What fails here is left to `vacuum`: the item's own change is done.
 */
export async function release(store: ItemStore, item: Item): Promise<void> {
  await orTell(store, keyOf(item), async () => {
    const { id, count } = blobOf(item)
    const gone = store.table.clock.now()
    const attributes = { ttl: numberAttribute(Math.ceil((gone + graceMs) / 1_000)), gone: numberAttribute(gone) }
    await changeChunks(store, id, count, attributes)
    // The record goes last: chunks that nothing finds would stay for ever, should the writer die between.
    await change(store, recordKey(store.namespace, id), attributes)
  })
}

/** Removes chunks that no item ever named. */
export async function discard(store: ItemStore, key: string, id: string, count: number): Promise<void> {
  if (count === 0) return
  await orTell(store, key, () => removeChunks(store, id, count))
}

/** Removes chunks and, last, so that they can be found until then, their record. */
export async function removeChunks(
  { table, namespace }: ItemStore,
  id: string,
  count: number,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const remove = async (primaryKey: Item) => {
    await table.read('DeleteItem', { TableName: table.name, Key: primaryKey }, { signal })
  }
  await inParallel(indices(count), changesAtOnce, (index) => remove(chunkKey(namespace, id, index)))
  await remove(recordKey(namespace, id))
}

/** Lets chunks live until a time of DynamoDB's own clean-up, or for ever; those that were released stay so. */
export async function extend(
  store: ItemStore,
  { id, count }: Blob,
  ttl: number | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const attributes = ttlAttribute(ttl)
  // The record first, as it outlives its chunks.
  await change(store, recordKey(store.namespace, id), attributes, signal)
  await changeChunks(store, id, count, attributes, signal)
}

/** Notes that no item names the chunks of a record any more. */
export const markGone = (store: ItemStore, id: string, now: number): Promise<void> =>
  change(store, recordKey(store.namespace, id), { gone: numberAttribute(now) })

const changeChunks = (
  store: ItemStore,
  id: string,
  count: number,
  attributes: Item,
  signal?: AbortSignal | undefined,
): Promise<void> =>
  inParallel(indices(count), changesAtOnce, (index) =>
    change(store, chunkKey(store.namespace, id, index), attributes, signal),
  )

/** Sets attributes of a chunk or a record that is there; without any it never expires. What is gone takes no longer life. */
async function change(
  { table }: ItemStore,
  key: Item,
  attributes: Item,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const names = Object.keys(attributes)
  const isThere = 'attribute_exists(#key)'
  const expressions = {
    UpdateExpression: names.length > 0 ? `SET ${names.map((name) => `#${name} = :${name}`)}` : 'REMOVE #ttl',
    // Only who releases them may shorten their life; of two who extend it the longer one counts.
    ConditionExpression: attributes.gone
      ? isThere
      : `${isThere} AND attribute_not_exists(#gone)${attributes.ttl ? ' AND #ttl < :ttl' : ''}`,
  }
  const input = { TableName: table.name, Key: key, ...express(expressions, attributes) }
  await unlessCode('CONDITION_FAILED', table.read('UpdateItem', input, { signal }))
}

async function orTell({ table, onEvent }: ItemStore, key: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    safeListener(onEvent)({ type: 'chunks-left', table: table.name, key, error })
  }
}
