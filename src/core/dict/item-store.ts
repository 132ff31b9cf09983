import { ConditionFailedError, unlessCode } from '../errors.ts'
import { type Expiry, lifetimeMs } from '../expiry.ts'
import type { AttributeValue, Item, SendOptions, WriteRequest } from '../transport.ts'
import type { BatchOptions } from './batch.ts'
import type { Meta, PatchMetaOptions } from './blob.ts'
import { express } from './expressions.ts'
import {
  absentCondition,
  expiryAttributes,
  formatAttribute,
  formatCondition,
  isLive,
  keyOf,
  metaAttribute,
  numberAttribute,
  primaryKey,
  type StateConditions,
  stateCondition,
  undecodable,
  versionAttribute,
} from './item.ts'
import { checkItemSize } from './item-size.ts'
import { checkKey, type Partitions } from './keys.ts'
import type { ClearOptions, DeleteOptions, DynamoDbDictOptions, ReadOptions } from './options.ts'
import type { QueryOptions } from './query.ts'
import type { Table } from './table.ts'
import type { IncrementOptions } from './updates.ts'

/** What goes into batches: in memory, or as it comes. */
type Source<T> = Iterable<T> | AsyncIterable<T>

/** The items of one namespace: every request that a dict sends, in DynamoDB's own terms. */
export interface ItemStore {
  /** An item to be written, with a version of its own, checked for its size. */
  newItem(
    key: string,
    value: AttributeValue,
    encoding: string,
    options: { meta?: Meta | undefined; ttl?: Expiry | undefined },
  ): Item
  /** The live item under a key. */
  get(key: string, options: ReadOptions, projection?: string): Promise<Item | undefined>
  /** Writes an item, in any state or in the one that is asked for. */
  put(item: Item, options: SendOptions & StateConditions): Promise<void>
  /** Writes an item where no live one is; `false` when there is one. */
  insert(item: Item, options: SendOptions): Promise<boolean>
  /** Removes an item, whatever it holds, and resolves with it if it was live. */
  delete(key: string, options: DeleteOptions): Promise<Item | undefined>
  /**
   * Removes an item and resolves with it if it was live, but only one that can be read.
   *
   * @throws {DecodeError} when the item is not in this encoding or of a later format; it stays.
   */
  take(key: string, encoding: string, options: SendOptions): Promise<Item | undefined>
  /** Replaces some attributes, and the expiry where one is given, in one UpdateItem; resolves with the new version. */
  patch(key: string, changed: Item, options: PatchMetaOptions): Promise<string>
  /** Adds to a number in one UpdateItem; resolves with the sum. */
  increment(key: string, by: number, options: IncrementOptions): Promise<number>
  /** The live items under many keys, in the order asked. */
  getMany(keys: Source<string>, options: ReadOptions): Promise<Item[]>
  /** Items in key order; only live ones unless `expired` is set. */
  query(options: QueryOptions): AsyncGenerator<Item, void>
  count(options: QueryOptions): Promise<number>
  putAll<T>(source: Source<T>, itemOf: (entry: T) => Promise<Item>, options: SendOptions): Promise<number>
  deleteAll(keys: Source<string>, options: SendOptions): Promise<number>
  /** Removes all items of a range, expired ones too. */
  clear(options: ClearOptions): Promise<number>
}

export function openItems(
  table: Table,
  partitions: Partitions,
  { ttl: defaultTtl = 'never', consistent = false, concurrency = 8 }: Omit<DynamoDbDictOptions, 'serializer'>,
): ItemStore {
  const { clock, name: TableName } = table

  const timeNow = () => numberAttribute(clock.now())

  const targetOf = (key: string) => {
    checkKey(key)
    return { TableName, Key: primaryKey(partitions.of(key), key) }
  }

  const liveOnly = (item: Item | undefined) => (item && isLive(item, clock.now()) ? item : undefined)

  const expiryOf = (ttl: Expiry, now: number) => expiryAttributes(now + lifetimeMs(ttl, now, 'ttl'))

  const reading = (options: QueryOptions) => ({ ...options, consistent: options.consistent ?? consistent })

  const deletionOf = (key: string): WriteRequest => ({ DeleteRequest: { Key: targetOf(key).Key } })

  async function remove(key: string, condition: string | undefined, values: Item, options: SendOptions) {
    const input = {
      ...targetOf(key),
      ...express({ ConditionExpression: condition }, { ...values, now: timeNow(), format: formatAttribute }),
      ReturnValues: 'ALL_OLD' as const,
    }
    const output = await table.read('DeleteItem', input, options)
    return { item: liveOnly(output?.Attributes), isKnown: output !== undefined }
  }

  /** What is in memory is checked as a whole before anything is sent; other sources stream. */
  async function writeAll<T>(
    source: Source<T>,
    request: (entry: T) => WriteRequest | Promise<WriteRequest>,
    as: BatchOptions['as'],
    options: Omit<BatchOptions, 'as' | 'concurrency'>,
  ): Promise<number> {
    async function* requests() {
      for await (const entry of source) yield request(entry)
    }
    const inMemory = Array.isArray(source) || source instanceof Map || source instanceof Set
    const writes = inMemory ? await Promise.all(Array.from(source as Iterable<T>, request)) : requests()
    // Loaded when it is needed, since many programs never write a batch.
    const { writeBatches } = await import('./batch.ts')
    return writeBatches(table, writes, { ...options, as, concurrency })
  }

  const store: ItemStore = {
    newItem(key, value, encoding, { meta, ttl = defaultTtl }) {
      const now = clock.now()
      const item = {
        ...targetOf(key).Key,
        value,
        encoding: { S: encoding },
        ...versionAttribute(),
        ...(meta && { meta: metaAttribute(meta) }),
        ...expiryOf(ttl, now),
        updated: numberAttribute(now),
        format: formatAttribute,
      }
      checkItemSize(item, TableName)
      return item
    },

    async get(key, options, projection) {
      const input = { ...targetOf(key), ...express({ ProjectionExpression: projection }) }
      const output = await table.read('GetItem', { ...input, ConsistentRead: reading(options).consistent }, options)
      return liveOnly(output?.Item)
    },

    async put(item, options) {
      const condition = stateCondition(options)
      const values = { now: timeNow(), ifVersion: { S: String(options.ifVersion) } }
      const input = { TableName, Item: item, ...express({ ConditionExpression: condition }, values) }
      // An item that has to be there is in a table that is.
      const needsTable = condition !== undefined && !options.ifAbsent
      const output = await table[needsTable ? 'read' : 'write']('PutItem', input, options)
      if (needsTable && !output) throw new ConditionFailedError('no such table')
    },

    async insert(item, options) {
      const writing = store.put(item, { ...options, ifAbsent: true }).then(() => true)
      return (await unlessCode(conditionFailed, writing)) ?? false
    },

    async delete(key, options) {
      const { ifVersion } = options
      const { item, isKnown } = await remove(
        key,
        stateCondition({ ifVersion }),
        { ifVersion: { S: String(ifVersion) } },
        options,
      )
      if (ifVersion !== undefined && !isKnown) throw new ConditionFailedError('no such table')
      return item
    },

    async take(key, encoding, options) {
      const known = 'attribute_not_exists(#encoding) OR #encoding = :encoding'
      const condition = `${absentCondition} OR (attribute_exists(#value) AND ${formatCondition} AND (${known}))`
      const removed = await unlessCode(conditionFailed, remove(key, condition, { encoding: { S: encoding } }, options))
      if (removed) return removed.item
      throw undecodable({ key: { S: key } }, `is no '${encoding}', and stays`)
    },

    async patch(key, changed, options) {
      const { patchItem } = await import('./updates.ts')
      return patchItem(context, key, changed, options)
    },

    async increment(key, by, options) {
      const { incrementItem } = await import('./updates.ts')
      return incrementItem(context, key, by, options)
    },

    async getMany(keys, options) {
      const { readBatches } = await import('./batch-get.ts')
      const sending = { signal: options.signal, consistent: reading(options).consistent, concurrency }
      const items = await readBatches(table, keys, (key) => targetOf(key).Key, sending)
      return items.filter(liveOnly)
    },

    async *query(options) {
      const { queryItems } = await import('./query.ts')
      yield* queryItems(table, partitions, reading(options))
    },

    async count(options) {
      const { countItems } = await import('./query.ts')
      return countItems(table, partitions, reading(options))
    },

    putAll: (source, itemOf, options) =>
      writeAll(source, async (entry) => ({ PutRequest: { Item: await itemOf(entry) } }), 'write', options),

    deleteAll: (keys, options) => writeAll(keys, deletionOf, 'read', options),

    clear(options) {
      const items = store.query({ ...options, projection: '#key', expired: true })
      return writeAll(items, (item) => deletionOf(keyOf(item)), 'read', options)
    },
  }

  const context = { table, items: store, targetOf, expiryOf }
  return store
}

const conditionFailed = 'CONDITION_FAILED'
