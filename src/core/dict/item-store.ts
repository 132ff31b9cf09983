import type { Clock } from '../clock.ts'
import { ConditionFailedError, DecodeError, isDynadictError } from '../errors.ts'
import { safeListener } from '../events.ts'
import { type Expiry, lifetimeMs } from '../expiry.ts'
import type { AttributeValue, Item, SendOptions, Transport, WriteRequest } from '../transport.ts'
import { writeBatches } from './batch.ts'
import type { Meta, PatchMetaOptions } from './blob.ts'
import {
  absentCondition,
  expiryAttributes,
  formatCondition,
  formatValue,
  isLive,
  liveCondition,
  metaAttribute,
  namesIn,
  newItem,
  newVersion,
  nowValue,
  primaryKey,
} from './item.ts'
import { checkItemSize } from './item-size.ts'
import { checkKey, type Partitions, singlePartition } from './keys.ts'
import { clockOf, type DynamoDbDictOptions, type ReadOptions } from './options.ts'
import { countItems, type QueryOptions, queryItems } from './query.ts'
import { Table } from './table.ts'

/** The items of one namespace: every request that a dict sends, in DynamoDB's own terms. */
export class ItemStore {
  readonly table: Table
  readonly #partitions: Partitions
  readonly #clock: Clock
  readonly #ttl: Expiry
  readonly #consistent: boolean
  readonly #concurrency: number

  constructor(
    transport: Transport,
    tableName: string,
    namespace: string,
    options: Omit<DynamoDbDictOptions, 'serializer'>,
    sharesPromises: boolean,
  ) {
    this.#clock = clockOf(options)
    this.#partitions = singlePartition(namespace)
    this.#ttl = options.ttl ?? 'never'
    this.#consistent = options.consistent ?? false
    this.#concurrency = options.concurrency ?? 8
    this.table = new Table({
      transport,
      name: tableName,
      createTable: options.createTable ?? true,
      createTableTimeoutMs: options.createTableTimeoutMs ?? 60_000,
      billing: options.billing ?? 'on-demand',
      clock: this.#clock,
      onEvent: safeListener(options.onEvent),
      sharesPromises,
    })
  }

  /** An item to be written, checked for its size. */
  newItem(
    key: string,
    value: AttributeValue,
    encoding: string,
    { meta, ttl }: { meta?: Meta | undefined; ttl?: Expiry | undefined },
  ): Item {
    const now = this.#clock.now()
    const expiresAt = this.#expiresAt(ttl === undefined ? this.#ttl : ttl, now)
    const item = newItem({ partition: this.#partitions.of(key), key, value, encoding, meta, expiresAt, now })
    checkItemSize(item, this.table.name)
    return item
  }

  /** The live item under a key. */
  async get(key: string, options: ReadOptions, projection?: string): Promise<Item | undefined> {
    checkKey(key)
    const output = await this.table.read(
      'GetItem',
      {
        ...this.#target(key),
        ...((options.consistent ?? this.#consistent) && { ConsistentRead: true }),
        ...(projection && { ProjectionExpression: projection, ExpressionAttributeNames: namesIn(projection) }),
      },
      options,
    )
    return this.#live(output?.Item)
  }

  async put(item: Item, options: SendOptions): Promise<void> {
    await this.table.write('PutItem', { TableName: this.table.name, Item: item }, options)
  }

  /** Writes an item where no live one is; `false` when there is one. */
  async insert(item: Item, options: SendOptions): Promise<boolean> {
    const written = await unlessConditionFailed(
      this.table.write(
        'PutItem',
        {
          TableName: this.table.name,
          Item: item,
          ConditionExpression: absentCondition,
          ExpressionAttributeNames: namesIn(absentCondition),
          ExpressionAttributeValues: nowValue(this.#clock.now()),
        },
        options,
      ),
    )
    return written !== undefined
  }

  /** Removes an item, whatever it holds, and resolves with it if it was live. */
  async delete(key: string, { signal }: SendOptions): Promise<Item | undefined> {
    checkKey(key)
    const output = await this.table.read('DeleteItem', { ...this.#target(key), ReturnValues: 'ALL_OLD' }, { signal })
    return this.#live(output?.Attributes)
  }

  /**
   * Removes an item and resolves with it if it was live, but only one that can be read.
   *
   * @throws {DecodeError} when the item is not in this encoding or of a later format; it stays.
   */
  async take(key: string, encoding: string, { signal }: SendOptions): Promise<Item | undefined> {
    checkKey(key)
    const known = `attribute_not_exists(#encoding) OR #encoding = :encoding`
    const readable = `attribute_exists(#value) AND ${formatCondition} AND (${known})`
    const condition = `${absentCondition} OR (${readable})`
    const output = await unlessConditionFailed(
      this.table
        .read(
          'DeleteItem',
          {
            ...this.#target(key),
            ReturnValues: 'ALL_OLD',
            ConditionExpression: condition,
            ExpressionAttributeNames: namesIn(condition),
            ExpressionAttributeValues: {
              ...nowValue(this.#clock.now()),
              ...formatValue,
              ':encoding': { S: encoding },
            },
          },
          { signal },
        )
        .then((answer) => answer ?? {}),
    )
    if (!output) {
      throw new DecodeError(`the item under key '${key}' cannot be read as '${encoding}'; it was left where it is`, {
        operation: 'DeleteItem',
        table: this.table.name,
      })
    }
    return this.#live(output.Attributes)
  }

  /** Replaces the meta, and the expiry where one is given, in one UpdateItem; resolves with the new version. */
  async patchMeta(key: string, meta: Meta, { ifVersion, ttl, signal }: PatchMetaOptions): Promise<string> {
    checkKey(key)
    const now = this.#clock.now()
    const version = newVersion()
    const { expires, ttl: sweep } = ttl === undefined ? {} : expiryAttributes(this.#expiresAt(ttl, now))
    const set = 'SET #meta = :meta, #version = :version, #updated = :now'
    const expiry = expires ? ', #expires = :expires, #ttl = :ttl' : ttl === undefined ? '' : ' REMOVE #expires, #ttl'
    const sameVersion = ifVersion === undefined ? '' : ' AND #version = :ifVersion'
    const condition = `${liveCondition} AND ${formatCondition}${sameVersion}`
    const answer = await this.table.read(
      'UpdateItem',
      {
        ...this.#target(key),
        UpdateExpression: set + expiry,
        ConditionExpression: condition,
        ExpressionAttributeNames: namesIn(set, expiry, condition),
        ExpressionAttributeValues: {
          ...nowValue(now),
          ...formatValue,
          ':meta': metaAttribute(meta),
          ':version': { S: version },
          ...(expires && sweep && { ':expires': expires, ':ttl': sweep }),
          ...(ifVersion !== undefined && { ':ifVersion': { S: ifVersion } }),
        },
      },
      { signal },
    )
    if (!answer) throw new ConditionFailedError(`there is no table '${this.table.name}'`, { table: this.table.name })
    return version
  }

  /** Items in key order; only live ones unless `expired` is set. */
  query(options: QueryOptions): AsyncGenerator<Item, void> {
    return queryItems(this.table, this.#partitions, { ...options, consistent: options.consistent ?? this.#consistent })
  }

  count(options: QueryOptions): Promise<number> {
    return countItems(this.table, this.#partitions, { ...options, consistent: options.consistent ?? this.#consistent })
  }

  async putAll(items: Iterable<Item> | AsyncIterable<Item>, options: SendOptions): Promise<number> {
    return this.#writeAll(items, (item) => ({ PutRequest: { Item: item } }), true, options)
  }

  async deleteAll(keys: Iterable<string> | AsyncIterable<string>, options: SendOptions): Promise<number> {
    const request = (key: string) => {
      checkKey(key)
      return { DeleteRequest: { Key: primaryKey(this.#partitions.of(key), key) } }
    }
    return this.#writeAll(keys, request, false, options)
  }

  #writeAll<T>(
    source: Iterable<T> | AsyncIterable<T>,
    request: (item: T) => WriteRequest,
    createTable: boolean,
    { signal }: SendOptions,
  ): Promise<number> {
    async function* requests() {
      for await (const item of source) yield request(item)
    }
    return writeBatches(this.table, requests(), { createTable, concurrency: this.#concurrency, signal })
  }

  #target(key: string) {
    return { TableName: this.table.name, Key: primaryKey(this.#partitions.of(key), key) }
  }

  #live(item: Item | undefined): Item | undefined {
    return item && isLive(item, this.#clock.now()) ? item : undefined
  }

  #expiresAt(ttl: Expiry, now: number): number {
    return now + lifetimeMs(ttl, now, 'ttl')
  }
}

/** Resolves with `undefined` in place of a failed condition. */
async function unlessConditionFailed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isDynadictError(error) && error.code === 'CONDITION_FAILED') return undefined
    throw error
  }
}
