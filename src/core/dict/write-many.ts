import { checkNames } from '../options.ts'
import { newTurns } from '../parallel.ts'
import { isPlainObject } from '../plain-object.ts'
import { checkSource, isSource, mapSource, type Source } from '../source.ts'
import type { Item, WriteRequest } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { type BatchOptions, type Write, writeBatches } from './batch.ts'
import type { Entries } from './entries.ts'
import { type Codec, type Draft, keyOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { type ClearOptions, type DeleteManyOptions, sendNames, type WriteOptions } from './options.ts'

/** How many values are compressed at once: each takes a quarter of a megabyte. */
const fitsAtOnce = 8

/** Writes many entries in batches, in no order between keys. */
export async function setMany<V>(
  store: ItemStore,
  { encode }: Codec<V>,
  entries: Entries<V>,
  options: WriteOptions,
): Promise<void> {
  checkNames(options, ['ttl', ...sendNames], 'setMany')
  const { signal } = options
  const writeOf = (draft: Draft): Write =>
    draft.body
      ? { key: keyOf(draft.item), write: () => store.put(draft, { signal }) }
      : { PutRequest: { Item: draft.item } }
  const inTurn = newTurns(fitsAtOnce)
  const drafting = {
    ...options,
    inTurn: <T>(work: () => Promise<T>) =>
      inTurn(async () => {
        signal?.throwIfAborted()
        return work()
      }),
  }
  const write = async (entry: readonly [string, V]) => {
    if (!Array.isArray(entry)) throw new TypeError('entries must be pairs of key and value')
    return writeOf(await encode(entry[0], entry[1], drafting))
  }
  await writeAll(store, pairsOf(entries), write, { as: 'write', signal })
}

/** Removes many items by key in batches. */
export async function deleteMany(store: ItemStore, keys: Source<string>, options: DeleteManyOptions): Promise<void> {
  checkNames(options, ['onProgress', ...sendNames], 'deleteMany')
  const { signal, onProgress } = options
  checkSource(keys, 'keys')
  await writeAll(store, keys, async (key) => deletionOf((await store.targetOf(key, { signal })).Key), {
    as: 'read',
    signal,
    onProgress,
  })
}

/** Removes all items of a range, expired ones too, and says how many. */
export async function clear(store: ItemStore, options: ClearOptions): Promise<number> {
  checkNames(options, ['prefix', 'from', 'to', 'onProgress', ...sendNames], 'clear')
  const items = store.query({ ...options, projection: '#key, #namespace', expired: true })
  const { signal, onProgress } = options
  const { table } = store
  const remove = async (item: Item): Promise<Write> => {
    const key = keyOf(item)
    const { TableName, Key } = await store.targetOf(key, { signal })
    const stray = { ...Key, namespace: item.namespace ?? {} }
    if (stray.namespace.S === Key.namespace?.S) return deletionOf(Key)
    // Of one key in two partitions a batch would take the one for the other.
    const write = async () => void (await table.read('DeleteItem', { TableName, Key: stray }, { signal }))
    return { key, write }
  }
  return writeAll(store, items, remove, { as: 'read', signal, onProgress })
}

const deletionOf = (Key: Item): WriteRequest => ({ DeleteRequest: { Key } })

/** What is in memory is checked as a whole before anything is sent; other sources stream. */
async function writeAll<T>(
  store: ItemStore,
  source: Source<T>,
  request: (entry: T) => Write | Promise<Write>,
  options: Omit<BatchOptions, 'concurrency'>,
): Promise<number> {
  const { table, concurrency } = store
  const { as, signal } = options
  const inMemory = Array.isArray(source) || source instanceof Map || source instanceof Set
  const entries = inMemory && Array.from(source as Iterable<T>)
  // Once for all of them.
  if (entries && entries.length > 0) await store.partitions(options, as === 'write')
  const writes = entries ? await unlessAborted(Promise.all(entries.map(request)), signal) : mapSource(source, request)
  return writeBatches(table, writes, { ...options, concurrency })
}

/** @throws {TypeError} for what has no entries, as a promise, which would write nothing. */
function pairsOf<V>(entries: Entries<V>): Source<readonly [string, V]> {
  if (isSource(entries)) return entries
  if (isPlainObject(entries)) return Object.entries(entries) as [string, V][]
  throw new TypeError('entries must be a plain object, a Map or an iterable of pairs')
}
