import { KeyNotFoundError } from '../errors.ts'
import type { Expiry } from '../expiry.ts'
import { checkNames, checkOptions } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import type { SendOptions } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { Meta, OpenBlobOptions, OpenedBlob, PatchMetaOptions, PutBlobOptions } from './blob.ts'
import type { TableInfo } from './describe-table.ts'
import type { Entries, Entry, Page } from './entries.ts'
import type { IncrementOptions } from './increment.ts'
import { type Codec, decodeValue, expiryOf, keyOf, type StateConditions, versionOf } from './item.ts'
import { type ItemStore, openItems } from './item-store.ts'
import { checkKey } from './keys.ts'
import {
  type ClearOptions,
  checkTableName,
  type DeleteManyOptions,
  type DeleteOptions,
  type DropOptions,
  type DynamoDbDictOptions,
  dictChecks,
  type ListOptions,
  listNames,
  type PageOptions,
  type ReadOptions,
  type ReadyOptions,
  rangeNames,
  readNames,
  setNames,
  type WriteOptions,
} from './options.ts'
import type { PopOptions } from './pop.ts'
import type { KeyRange } from './range.ts'
import { json } from './serializers/json.ts'
import type { Serializer } from './serializers/serializer.ts'
import { openTable, type Table } from './table.ts'

/**
 * A durable, asynchronous map of strings to values on one namespace of a DynamoDB table. Any number of dicts share a table.
 *
 * The constructor sends nothing. Reads of a missing table find it empty; the first write makes it. Items past their expiry
 * are absent for every method. Every method takes a `signal`.
 *
 * Every method may throw what the transport throws: `AccessDeniedError`, `CredentialsError`, `NetworkError`, `ServiceError`,
 * `ThrottledError` and `TimeoutError`. A bad key or option is a `TypeError` or `RangeError`, before anything is sent.
 *
 * @example
 * const prefs = new DynamoDbDict<{ theme: string }>('app', { namespace: 'prefs', region: 'us-west-2' })
 * await prefs.set('ada', { theme: 'dark' })
 * for await (const [key, value] of prefs) console.log(key, value)
 */
export class DynamoDbDict<V = unknown> {
  /** What each runtime's own class sets. */
  declare protected static readonly runtime: Runtime

  /** The table's name or ARN, as it was given. */
  readonly tableName: string
  /** The dict's name within the table. */
  readonly namespace: string
  readonly #table: Table
  readonly #items: ItemStore
  readonly #ttl: Expiry
  readonly #serializer: Serializer<V>
  readonly #codec: Codec<V>

  /**
   * @param tableName 3 to 255 letters, digits, `_`, `-` or `.`; or a table's ARN.
   * @throws {TypeError | RangeError} that names the bad option.
   */
  constructor(tableName: string, options: DynamoDbDictOptions<V> = {}) {
    checkTableName(tableName, 'tableName')
    checkOptions(options, dictChecks, 'DynamoDbDict')
    this.tableName = tableName
    this.namespace = options.namespace ?? 'http_cache'
    this.#serializer = (options.serializer ?? json) as Serializer<V>
    const { runtime } = this.constructor as typeof DynamoDbDict
    this.#ttl = options.ttl ?? 'never'
    this.#table = openTable(runtime.connect(options), tableName, options, runtime.sharesPromises)
    const concurrency = options.concurrency ?? runtime.concurrency
    this.#items = openItems(this.#table, this.namespace, { ...options, concurrency })
    this.#codec = codecOf(this.#items, this.#serializer)
  }

  /**
   * Reads one value, or `undefined` when the key is absent or has expired. One GetItem, and one for each chunk of a value that
   * has some.
   *
   * @throws {DecodeError} when the item was not written by a dict with this serializer.
   * @example
   * const user = await users.get('u1', { consistent: true })
   */
  async get(key: string, options: ReadOptions = {}): Promise<V | undefined> {
    checkNames(options, readNames, 'get')
    const item = await this.#items.get(key, options)
    return item && this.#codec.decode(item, options)
  }

  /**
   * Reads one value like `get`.
   *
   * @throws {KeyNotFoundError} when the key is absent or has expired.
   */
  async getOrThrow(key: string, options: ReadOptions = {}): Promise<V> {
    const value = await this.get(key, options)
    if (value !== undefined) return value
    throw new KeyNotFoundError(`no key '${key}' in '${this.namespace}'`, { table: this.tableName })
  }

  /** Whether a live item is under the key. One GetItem, which saves transfer but not read units. */
  async has(key: string, options: ReadOptions = {}): Promise<boolean> {
    checkNames(options, readNames, 'has')
    return (await this.#items.get(key, options, '#key, #expires')) !== undefined
  }

  /**
   * Reads one value and all that is known of it, or `undefined` when the key is absent or has expired. One GetItem.
   *
   * @throws {DecodeError} when the item was not written by a dict with this serializer.
   * @example
   * const entry = await prefs.getEntry('ada')
   * if (entry) await prefs.set('ada', { ...entry.value, theme: 'light' }, { ifVersion: entry.version })
   */
  async getEntry<M extends Meta = Meta>(key: string, options: ReadOptions = {}): Promise<Entry<V, M> | undefined> {
    const { readEntry } = await oneKey()
    return readEntry(this.#items, this.#codec, key, options)
  }

  /**
   * Reads many values, in batches of 100, as a Map in the order of the keys; those that are absent or have expired are left
   * out.
   *
   * @throws {BatchError} that lists by key what could not be read.
   * @example
   * const found = await users.getMany(['u1', 'u2'])
   */
  async getMany(keys: Iterable<string> | AsyncIterable<string>, options: ReadOptions = {}): Promise<Map<string, V>> {
    const { getMany } = await manyKeys()
    return getMany(this.#items, this.#codec, keys, options)
  }

  /**
   * Writes one value: over whatever was there, also by another writer between two attempts; or with `ifAbsent`, `ifPresent`
   * or `ifVersion` only where the live item is as asked. One PutItem, or more for a value that one item cannot hold: it is then kept in chunks, and read whole all the same.
   * Resolves with the item's new version.
   *
   * @throws {ConditionFailedError} when it is not as asked; nothing was written.
   * @throws {OutcomeUnknownError} when an answer was lost, and it cannot be told whether it was written.
   * @throws {TypeError} when the serializer cannot give the value back as it is; `undefined` never can.
   * @throws {ItemTooLargeError} when the value is above 402,653,184 bytes, or is neither text nor binary and above 400 KB.
   * @example
   * await sessions.set('s1', { user: 'ada' }, { ttl: '30m', ifAbsent: true })
   */
  async set(key: string, value: V, options: WriteOptions & StateConditions = {}): Promise<string | undefined> {
    checkNames(options, setNames, 'set')
    const draft = await this.#codec.encode(key, value, options)
    await this.#items.put(draft, options)
    return versionOf(draft.item)
  }

  /**
   * Writes one value over a live one, with `ifVersion` only over that version. Sends what `set` does.
   *
   * @throws {ConditionFailedError} when there is none, or another version; nothing was written.
   */
  async replace(key: string, value: V, options: WriteOptions & DeleteOptions = {}): Promise<string | undefined> {
    return this.set(key, value, options.ifVersion === undefined ? { ...options, ifPresent: true } : options)
  }

  /**
   * Replaces a value by what a function makes of it, and begins again when another writer comes between, so that no update
   * is lost. The function gets `undefined` where there is no live value. Meta and expiry stay, unless a `ttl` is given.
   * Resolves with the new value.
   *
   * @throws what the function throws; nothing was written. And what `get` and `set` throw.
   * @example
   * await carts.update('ada', (cart = []) => [...cart, item])
   */
  async update(key: string, change: (value: V | undefined) => V | Promise<V>, options: WriteOptions = {}): Promise<V> {
    const { updateEntry } = await oneKey()
    return updateEntry(this.#items, this.#codec, key, change, options)
  }

  /**
   * Adds to a number, and resolves with the sum; where there is no live one, it begins at 0. One UpdateItem, and a PutItem
   * when the counter begins. An expiry that is there stays. To a fraction DynamoDB adds in decimals, with up to 38
   * digits; what is read is the number that is nearest.
   *
   * @param by a safe integer. Default 1.
   * @throws {DecodeError} when something else than a number is there.
   * @throws {RangeError} when the sum would be beyond the safe integers; nothing was written.
   * @throws {OutcomeUnknownError} when the answer was lost, unless `retryUnknown` is set.
   * @example
   * const visits = await counters.increment('visits', 1, { ttl: '1d' })
   */
  async increment(key: string, by: number = 1, options: IncrementOptions = {}): Promise<number> {
    const { incrementItem } = await oneKey()
    return incrementItem(this.#items, this.#serializer, key, by, options)
  }

  /**
   * Sets a new expiry, by default the dict's `ttl`; `false` when there is no live item. One UpdateItem. Of a value in chunks
   * it costs as much as writing it anew when they would not live as long.
   *
   * @throws {DecodeError} when a later version of dynadict wrote the item; it stays as it is.
   */
  async touch(key: string, ttl: Expiry = this.#ttl, options: SendOptions = {}): Promise<boolean> {
    const { touchItem } = await changes()
    return touchItem(this.#items, key, ttl, options)
  }

  /** Takes the expiry away; `false` when there is no live item. Sends what `touch` does. */
  async persist(key: string, options: SendOptions = {}): Promise<boolean> {
    return this.touch(key, 'never', options)
  }

  /** When an item expires, `'never'`, or `undefined` when there is no live one. One GetItem. */
  async expiresAt(key: string, options: ReadOptions = {}): Promise<Date | 'never' | undefined> {
    checkNames(options, readNames, 'expiresAt')
    const item = await this.#items.get(key, options, '#key, #expires')
    return item && expiryOf(item)
  }

  /**
   * Removes one item; `false` when there was none that had not expired. One DeleteItem. The chunks of a large value are left
   * to DynamoDB's own clean-up, which costs what deleting them would.
   *
   * @throws {OutcomeUnknownError} when an answer was lost, and it cannot be told which call removed the item.
   * @throws {ConditionFailedError} when the live item has not the version `ifVersion`; it stays.
   */
  async delete(key: string, options: DeleteOptions = {}): Promise<boolean> {
    const { deleteItem } = await changes()
    return deleteItem(this.#items, key, options)
  }

  /**
   * Removes one item and resolves with its value, or `undefined`; of several callers one gets it. One DeleteItem, and what
   * `get` and `delete` send for a value in chunks.
   *
   * @throws {OutcomeUnknownError} when the answer was lost, and the value perhaps with it, unless `retryUnknown` is set.
   * @throws {DecodeError} when the item is not written by this serializer, or in damaged chunks, and stays; or is malformed, and is gone.
   */
  async pop(key: string, options: PopOptions = {}): Promise<V | undefined> {
    const { popValue } = await oneKey()
    return (await popValue(this.#items, this.#serializer, key, options))?.[0]
  }

  /**
   * Removes the first entry in key order and resolves with it, or `undefined` when the dict is empty. One Query, and what `pop`
   * sends; of several callers each gets another entry.
   *
   * @throws {OutcomeUnknownError} as `pop` does.
   * @example
   * for (let job; (job = await queue.popItem()); ) await work(job)
   */
  async popItem(options: PopOptions = {}): Promise<[key: string, value: V] | undefined> {
    const { popFirst } = await oneKey()
    return popFirst(this.#items, this.#serializer, options)
  }

  /**
   * Reads the value, or writes the given one where there is none. One GetItem on a hit; of several callers one writes.
   *
   * @throws what `get` and `set` throw.
   */
  async getOrInsert(key: string, value: V, options: ReadOptions & WriteOptions = {}): Promise<V> {
    return this.getOrInsertComputed(key, () => value, options)
  }

  /**
   * Reads the value, or computes one and writes it where there is none. The function is not called on a hit, and a caller
   * that loses the race to write gets the winner's value.
   *
   * @throws what the function throws; nothing was written. And what `get` and `set` throw.
   * @example
   * const report = await reports.getOrInsertComputed('2026-11', (month) => buildReport(month))
   */
  async getOrInsertComputed(
    key: string,
    compute: (key: string) => V | Promise<V>,
    options: ReadOptions & WriteOptions = {},
  ): Promise<V> {
    const { getOrInsert } = await oneKey()
    return getOrInsert(this.#items, this.#codec, key, compute, options)
  }

  /**
   * Writes many entries in batches of 25, in no order between keys; of several values for one key the last one wins.
   * An object, a Map or an array is checked as a whole before anything is sent; other iterables stream with flat memory, and
   * when one of them fails, or gives a bad value, a part of what it gave before may be written. Values in
   * chunks take requests of their own. The chunks of large values that are replaced are left to `vacuum`.
   *
   * @throws {BatchError} that lists by key what was not done, while everything else was.
   * @example
   * await prefs.setMany({ ada: { theme: 'dark' }, bob: { theme: 'light' } })
   */
  async setMany(entries: Entries<V>, options: WriteOptions = {}): Promise<void> {
    // As it is at the call: an array may be used again.
    const taken = Array.isArray(entries) || entries instanceof Map ? [...entries] : entries
    const { setMany } = await manyKeys()
    await setMany(this.#items, this.#codec, taken, options)
  }

  /**
   * Removes many items by key, in batches of 25; keys that are absent are passed over. The chunks of large values are left to
   * `vacuum`.
   *
   * @throws {BatchError} that lists by key what was not done, while everything else was.
   */
  async deleteMany(keys: Iterable<string> | AsyncIterable<string>, options: DeleteManyOptions = {}): Promise<void> {
    const { deleteMany } = await manyKeys()
    await deleteMany(this.#items, keys, options)
  }

  /**
   * Removes every item of the range that it finds, expired ones too, and resolves with their number. Items added behind it
   * may stay. The chunks of large values are left to `vacuum`.
   *
   * @throws {BatchError} that lists by key what was not done, while everything else was.
   * @example
   * await pages.clear({ prefix: 'https://example.com/', onProgress: (removed) => console.log(removed) })
   */
  async clear(options: ClearOptions = {}): Promise<number> {
    const { clear } = await manyKeys()
    return clear(this.#items, options)
  }

  /**
   * Counts the live items of the range, over all pages. Saves transfer, not read units: it costs as much as reading them.
   */
  async size(options: ReadOptions & KeyRange = {}): Promise<number> {
    checkNames(options, rangeNames, 'size')
    return this.#items.count(options)
  }

  /** Whether there is no live item in the range. One Query, or more where expired items are not yet cleaned up. */
  async isEmpty(options: ReadOptions & KeyRange = {}): Promise<boolean> {
    for await (const _ of this.keys({ ...options, limit: 1 })) return false
    return true
  }

  /** The keys of the range in UTF-8 byte order, over all pages. Saves transfer, not read units. */
  async *keys(options: ListOptions = {}): AsyncGenerator<string, void> {
    checkNames(options, listNames, 'keys')
    for await (const item of this.#items.query({ ...options, projection: '#key' })) yield keyOf(item)
  }

  /** The values of the range in the order of their keys, over all pages. */
  async *values(options: ListOptions = {}): AsyncGenerator<V, void> {
    for await (const [, value] of this.entries(options)) yield value
  }

  /**
   * The entries of the range in the UTF-8 byte order of their keys, over all pages. The next page is fetched when half of
   * this one is consumed; leaving early stops that.
   *
   * @throws {TypeError} with the first entry, when an option of the range is no text, or `limit` no whole number.
   * @example
   * for await (const [key, value] of logs.entries({ prefix: '2026-11-', reverse: true, limit: 10 })) console.log(key, value)
   */
  async *entries(options: ListOptions = {}): AsyncGenerator<[key: string, value: V], void> {
    checkNames(options, listNames, 'entries')
    for await (const item of this.#items.query(options)) {
      const value = await this.#codec.decode(item, options)
      if (value !== undefined) yield [keyOf(item), value]
    }
  }

  /**
   * One page of the entries, and a cursor with which another process can go on: `undefined` at the end.
   *
   * @throws {TypeError} when the cursor is not one that `page` gave.
   * @example
   * const { items, cursor } = await users.page({ prefix: 'a', limit: 20 })
   * const next = cursor && (await users.page({ prefix: 'a', limit: 20, cursor }))
   */
  async page(options: PageOptions = {}): Promise<Page<V>> {
    const { readPage } = await manyKeys()
    return readPage(this.#items, this.#codec, options)
  }

  /** `entries()`, for `for await (const [key, value] of dict)`. */
  [Symbol.asyncIterator](): AsyncGenerator<[key: string, value: V], void> {
    return this.entries()
  }

  /** Keys and metas in key order, without the bytes: a listing of blobs that transfers little. */
  async *metas<M extends Meta = Meta>(options: ListOptions = {}): AsyncGenerator<[key: string, meta: M], void> {
    const { listMetas } = await manyKeys()
    yield* listMetas<M>(this.#items, options)
  }

  /**
   * Writes bytes with a small `meta` beside them, over whatever was there. One PutItem up to the dict's `inlineBytes`; more go
   * into chunks of 384 KiB, as they come, with memory for a few of them. With `ifAbsent`, `ifPresent` or `ifVersion` only where
   * the live item is as asked. Resolves with the new version.
   *
   * @throws {ConditionFailedError} when it is not as asked; what was there stays.
   * @throws {ItemTooLargeError} when there are more than 402,653,184 bytes, or the meta does not fit one item of 400 KB.
   * @throws {TimeoutError} when the body takes more than an hour; what was there stays.
   * @example
   * await pages.putBlob('index', await response.bytes(), { meta: { type: 'text/html' }, ttl: '1d' })
   */
  async putBlob(
    key: string,
    body: Uint8Array | ReadableStream<Uint8Array>,
    options: PutBlobOptions = {},
  ): Promise<string | undefined> {
    checkKey(key)
    // What is written is copied at once, so the array may be used again.
    const source = body instanceof Uint8Array ? new Uint8Array(body) : body
    const { putBlob } = await import('./blob-writer.ts')
    return putBlob(this.#items, key, source, options)
  }

  /**
   * Opens what `putBlob` wrote, or resolves with `undefined` when the key is absent or has expired. One GetItem, and one for
   * each chunk that is read: with a `range` only those that it touches. Each is verified before it is handed out.
   *
   * @throws {DecodeError} when the item is no blob; while it is read, when it is damaged or was replaced over a minute ago.
   * @example
   * const page = await pages.openBlob<{ type: string }>('index')
   * if (page) return new Response(page.stream, { headers: { 'content-type': page.meta.type } })
   */
  async openBlob<M extends Meta = Meta>(
    key: string,
    options: OpenBlobOptions = {},
  ): Promise<OpenedBlob<M> | undefined> {
    const { openBlob } = await import('./blob-reader.ts')
    return openBlob(this.#items, key, options)
  }

  /**
   * Replaces the meta of an item and leaves its value as it is. One UpdateItem. Resolves with the new version.
   *
   * @throws {ConditionFailedError} when there is no live item, or not in version `ifVersion`; nothing was written.
   */
  async patchMeta(key: string, meta: Meta, options: PatchMetaOptions = {}): Promise<string> {
    const { patchMeta } = await changes()
    return patchMeta(this.#items, key, meta, options)
  }

  /**
   * Makes sure that the table is there and active, which the first write would do otherwise. One DescribeTable when it is.
   *
   * @throws {TimeoutError} when it is not ready within `createTableTimeoutMs`.
   * @throws {TableNotFoundError} when there is none, and `createTable` is `false`.
   * @example
   * await prefs.ready({ onProgress: (status, elapsedMs) => console.log(status, elapsedMs) })
   */
  async ready(options: ReadyOptions = {}): Promise<void> {
    await this.#table.ready(options)
  }

  /**
   * What DynamoDB says of the table that holds this dict and others, or `undefined` when there is none: keys, billing, size,
   * time to live, protection, encryption, tags. Counts are about six hours old. One DescribeTable, one DescribeTimeToLive,
   * ListTagsOfResource.
   *
   * @example
   * const table = await prefs.describe()
   * console.log(table?.billing, table?.timeToLive?.status)
   */
  async describe(options: SendOptions = {}): Promise<TableInfo | undefined> {
    const { describeTable } = await wholeTable()
    return describeTable(this.#table, options)
  }

  /**
   * Deletes the whole table, with all dicts in it, and waits until it is gone; `false` when there was none. `clear` empties
   * this dict alone. The next write makes the table anew.
   *
   * @throws {TypeError} when `confirm` is not the table's name; nothing was sent.
   * @throws {ServiceError} when the table is protected against deletion; it stays.
   * @throws {TimeoutError} when it is not gone within `timeoutMs`; it may still go.
   * @example
   * await prefs.drop({ confirm: prefs.tableName })
   */
  async drop(options: DropOptions): Promise<boolean> {
    const { dropTable } = await wholeTable()
    return dropTable(this.#table, options)
  }

  /** The items, for what dynadict keeps in entries of its own, such as `vacuum`. @internal */
  get '~items'(): ItemStore {
    return this.#items
  }
}

const oneKey = () => import('./one-key.ts')
const changes = () => import('./changes.ts')
const wholeTable = () => import('./whole-table.ts')
const manyKeys = () => import('./many-keys.ts')

const codecOf = <V>(store: ItemStore, serializer: Serializer<V>): Codec<V> => ({
  async encode(key, value, options) {
    checkKey(key)
    const { encoding, compress } = serializer
    try {
      const encoded = Promise.resolve(serializer.encode(value, { namespace: store.namespace, key }))
      const attribute = await unlessAborted(encoded, options.signal)
      return await store.draft(key, attribute, encoding, { ...options, compress })
    } catch (error) {
      throw error instanceof TypeError ? new TypeError(`key '${key}': ${error.message}`, { cause: error }) : error
    }
  },
  async decode(item, options) {
    const whole = await store.whole(item, options)
    return whole && unlessAborted(decodeValue(whole, serializer, store.namespace), options.signal)
  },
})
