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
  liveCondition,
  metaAttribute,
  numberAttribute,
  primaryKey,
  undecodable,
  versionAttribute,
} from './item.ts'
import { checkItemSize } from './item-size.ts'
import { checkKey, type Partitions } from './keys.ts'
import type { ClearOptions, DynamoDbDictOptions, ReadOptions } from './options.ts'
import { countItems, type QueryOptions, queryItems } from './query.ts'
import type { Table } from './table.ts'

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
  put(item: Item, options: SendOptions): Promise<void>
  /** Writes an item where no live one is; `false` when there is one. */
  insert(item: Item, options: SendOptions): Promise<boolean>
  /** Removes an item, whatever it holds, and resolves with it if it was live. */
  delete(key: string, options: SendOptions): Promise<Item | undefined>
  /**
   * Removes an item and resolves with it if it was live, but only one that can be read.
   *
   * @throws {DecodeError} when the item is not in this encoding or of a later format; it stays.
   */
  take(key: string, encoding: string, options: SendOptions): Promise<Item | undefined>
  /** Replaces the meta, and the expiry where one is given, in one UpdateItem; resolves with the new version. */
  patchMeta(key: string, meta: Meta, options: PatchMetaOptions): Promise<string>
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
    return { item: liveOnly(output?.Attributes) }
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

  return {
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
      await table.write('PutItem', { TableName, Item: item }, options)
    },

    async insert(item, options) {
      const condition = express({ ConditionExpression: absentCondition }, { now: timeNow() })
      const writing = table.write('PutItem', { TableName, Item: item, ...condition }, options)
      return !!(await unlessCode(conditionFailed, writing))
    },

    async delete(key, options) {
      return (await remove(key, undefined, {}, options)).item
    },

    async take(key, encoding, options) {
      const known = 'attribute_not_exists(#encoding) OR #encoding = :encoding'
      const condition = `${absentCondition} OR (attribute_exists(#value) AND ${formatCondition} AND (${known}))`
      const removed = await unlessCode(conditionFailed, remove(key, condition, { encoding: { S: encoding } }, options))
      if (removed) return removed.item
      throw undecodable({ key: { S: key } }, `is no '${encoding}', and stays`)
    },

    async patchMeta(key, meta, options) {
      const { ifVersion, ttl } = options
      const now = clock.now()
      const updated = numberAttribute(now)
      const { version } = versionAttribute()
      const expiry = ttl === undefined ? {} : expiryOf(ttl, now)
      const attributes = { meta: metaAttribute(meta), version, updated, ...expiry }
      const set = `SET ${Object.keys(attributes).map((name) => `#${name} = :${name}`)}`
      const sameVersion = ifVersion === undefined ? '' : ' AND #version = :ifVersion'
      const input = {
        ...targetOf(key),
        ...express(
          {
            UpdateExpression: ttl === undefined || expiry.expires ? set : `${set} REMOVE #expires, #ttl`,
            ConditionExpression: `${liveCondition} AND ${formatCondition}${sameVersion}`,
          },
          { ...attributes, now: updated, format: formatAttribute, ifVersion: { S: String(ifVersion) } },
        ),
      }
      const answer = await table.read('UpdateItem', input, options)
      if (!answer) throw new ConditionFailedError('no such table')
      return version.S
    },

    query: (options) => queryItems(table, partitions, reading(options)),

    count: (options) => countItems(table, partitions, reading(options)),

    putAll: (source, itemOf, options) =>
      writeAll(source, async (entry) => ({ PutRequest: { Item: await itemOf(entry) } }), 'write', options),

    deleteAll: (keys, options) => writeAll(keys, deletionOf, 'read', options),

    clear(options) {
      const items = queryItems(table, partitions, { ...reading(options), projection: '#key', expired: true })
      return writeAll(items, (item) => deletionOf(keyOf(item)), 'read', options)
    },
  }
}

const conditionFailed = 'CONDITION_FAILED'
