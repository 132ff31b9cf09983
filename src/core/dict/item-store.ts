import { ConditionFailedError, type DynadictError, hasCode } from '../errors.ts'
import type { OnEvent } from '../events.ts'
import { durationMs, type Expiry, lifetimeMs } from '../expiry.ts'
import type { AttributeValue, Item, RequestOptions, SendOptions } from '../transport.ts'
import { utf8Length } from '../utf8.ts'
import type { Meta } from './blob.ts'
import { express } from './expressions.ts'
import {
  blobIdOf,
  type Draft,
  expiryAttributes,
  formatAttribute,
  isLive,
  keyOf,
  numberAttribute,
  primaryKey,
  type StateConditions,
  versionAttribute,
} from './item.ts'
import { checkKey, type Partitions, singlePartition } from './keys.ts'
import type { DynamoDbDictOptions, ReadOptions } from './options.ts'
import type { QueryOptions } from './query.ts'
import type { Table } from './table.ts'

/** How an item is to be written. */
export interface DraftOptions extends SendOptions {
  readonly meta?: Meta | undefined
  readonly ttl?: Expiry | undefined
  /** Whether its value may get smaller by compression. Default `true`. */
  readonly compress?: boolean | undefined
  /** Waits until it is the turn of one of many to be compressed, which takes memory. Default: at once. */
  readonly inTurn?: (<T>(work: () => Promise<T>) => Promise<T>) | undefined
}

/** The items of one namespace: every request that a dict sends, in DynamoDB's own terms. */
export interface ItemStore {
  readonly table: Table
  readonly namespace: string
  readonly shards: number
  readonly inlineBytes: number
  readonly compress: boolean
  readonly ttlGraceMs: number
  readonly onEvent: OnEvent | undefined
  /** Requests under way at once for many keys. */
  readonly concurrency: number
  readonly consistent: boolean
  /** The partitions of the namespace, once it is sure that it is spread over as many; a writer notes how many. */
  partitions(options: SendOptions, isWriter?: boolean): Promise<Partitions>
  /** Where an item is. */
  targetOf(key: string, options: SendOptions): Promise<{ TableName: string; Key: Item }>
  expiryOf(ttl: Expiry, now: number): Item
  /** An item to be written, with a version of its own. */
  newItem(key: string, value: AttributeValue, encoding: string, options: DraftOptions): Promise<Item>
  /** The same, made to fit. */
  draft(key: string, value: AttributeValue, encoding: string, options: DraftOptions): Promise<Draft>
  /** The live item under a key. */
  get(key: string, options: ReadOptions, projection?: string): Promise<Item | undefined>
  /** An item with its value in place, where that is in chunks; `undefined` when it is gone meanwhile. */
  whole(item: Item, options: SendOptions): Promise<Item | undefined>
  /** Writes an item in any state, or only in the one that is asked for. */
  put(draft: Draft, options: SendOptions & StateConditions): Promise<void>
  /** The same, of an item that fits. */
  putItem(item: Item, options: RequestOptions & StateConditions): Promise<void>
  /** An item of this namespace that has not expired; `undefined` for any other. */
  liveOnly(item: Item | undefined): Item | undefined
  /** Items in key order; only live ones unless `expired` is set. */
  query(options: QueryOptions): AsyncGenerator<Item, void>
  count(options: QueryOptions): Promise<number>
}

/** Loaded when a write asks for a state, or meets another one than it should. */
const changes = () => import('./changes.ts')

export function openItems(
  table: Table,
  namespace: string,
  options: Omit<DynamoDbDictOptions, 'serializer'>,
): ItemStore {
  const { consistent = false, concurrency = 8, shards = 1, ttl: defaultTtl = 'never', ttlGrace = 3_600 } = options
  const { inlineBytes = 400_000, compress = true, onEvent } = options
  const { clock, name: TableName } = table
  const ttlGraceMs = durationMs(ttlGrace, 'ttlGrace')
  let partitions = shards === 1 ? singlePartition(namespace) : undefined

  async function knownPartitions(sending: SendOptions, isWriter = false): Promise<Partitions> {
    if (partitions) return partitions
    const { checkShards, shardsOf } = await import('./shards.ts')
    const all = shardsOf(namespace, shards)
    if (await checkShards(table, namespace, shards, isWriter, sending)) partitions = all
    return all
  }

  function checked<T extends Item | undefined>(item: T): T {
    const { N = '1' } = item?.shards ?? {}
    if (item && Number(N) !== shards) {
      throw new RangeError(`shards must be ${N}, with which key '${keyOf(item)}' was written`)
    }
    return item
  }

  const liveOnly = (item: Item | undefined) => (checked(item) && item && isLive(item, clock.now()) ? item : undefined)

  const projected = (projection: string | undefined) => projection && `${projection}, #shards`

  const reading = (query: QueryOptions) => ({
    ...query,
    consistent: query.consistent ?? consistent,
    projection: projected(query.projection),
  })

  /** A request for the state that a write asks for; the code for it is loaded when it asks for one. */
  const on = async ({ ifAbsent, ifPresent, ifVersion }: StateConditions) =>
    ifAbsent || ifPresent || ifVersion !== undefined
      ? (await changes()).onState({ ifAbsent, ifPresent, ifVersion }, numberAttribute(clock.now()))
      : undefined

  /** Chunks of an item that is replaced or removed are left to DynamoDB's own clean-up. */
  const release = async (old: Item | undefined) => {
    if (old?.blob) await (await import('./chunk-keeper.ts')).release(store, old)
  }

  const store: ItemStore = {
    table,
    namespace,
    shards,
    inlineBytes,
    compress,
    ttlGraceMs,
    onEvent,
    concurrency,
    consistent,
    partitions: knownPartitions,
    liveOnly,

    async targetOf(key, sending) {
      checkKey(key)
      return { TableName, Key: primaryKey((await knownPartitions(sending)).of(key), key) }
    },

    expiryOf: (ttl, now) => expiryAttributes(now + lifetimeMs(ttl, now, 'ttl'), ttlGraceMs),

    async newItem(key, value, encoding, { meta, ttl = defaultTtl, signal }) {
      checkKey(key)
      const now = clock.now()
      const attributes = {
        value,
        encoding: { S: encoding },
        ...versionAttribute(),
        ...(meta && { meta: (await import('./meta.ts')).metaAttribute(meta) }),
        ...store.expiryOf(ttl, now),
        updated: numberAttribute(now),
        format: formatAttribute,
        ...(shards > 1 && { shards: numberAttribute(shards) }),
      }
      return { ...primaryKey((await knownPartitions({ signal }, true)).of(key), key), ...attributes }
    },

    async draft(key, value, encoding, drafting) {
      const item = await store.newItem(key, value, encoding, drafting)
      if (!drafting.meta && isSmall(value)) return { item }
      const { makeFit } = await import('./fit.ts')
      return makeFit(store, item, drafting)
    },

    async get(key, sending, projection) {
      const input = {
        ...(await store.targetOf(key, sending)),
        ...express({ ProjectionExpression: projected(projection) }),
      }
      const ConsistentRead = sending.consistent ?? consistent
      const output = await table.read('GetItem', { ...input, ConsistentRead }, sending)
      return liveOnly(output?.Item)
    },

    async whole(item, sending) {
      return item.blob && !item.value ? (await import('./chunk-reader.ts')).readWhole(store, item, sending) : item
    },

    async put(draft, sending) {
      if (!draft.body) return store.putItem(draft.item, sending)
      const { putLarge } = await import('./chunk-writer.ts')
      return putLarge(store, draft.item, draft.body, sending)
    },

    async putItem(item, { signal, onUnanswered, ...state }) {
      const condition = await on(state)
      const input = { TableName, Item: item, ...condition, ReturnValues: 'ALL_OLD' as const }
      // An item that has to be there is in a table that is.
      const needsTable = condition && !state.ifAbsent
      let isLost = false
      const noteLost = (error: DynadictError) => {
        isLost = true
        onUnanswered?.(error)
      }
      try {
        const output = await table[needsTable ? 'read' : 'write']('PutItem', input, { signal, onUnanswered: noteLost })
        if (needsTable && !output) throw new ConditionFailedError(`no table '${TableName}'`)
        const old = checked(output?.Attributes)
        // After a lost answer it may be the same value.
        if (blobIdOf(old) !== blobIdOf(item)) await release(old)
      } catch (error) {
        if (!hasCode(error, 'CONDITION_FAILED')) throw error
        const { settle } = await changes()
        await settle(store, item, error as ConditionFailedError, isLost, signal)
      }
    },

    async *query(query) {
      const { queryItems } = await import('./query.ts')
      const partitions = await knownPartitions(query)
      // What is to be removed may be a stray one, of a dict that was opened without shards.
      const check = query.expired && shards > 1 ? (item: Item) => item : checked
      yield* queryItems(table, partitions, reading(query), check)
    },

    async count(query) {
      const { countItems } = await import('./query.ts')
      return countItems(table, await knownPartitions(query), reading(query))
    },
  }

  return store
}

/** Whether a value is neither compressed nor put into chunks, whatever the options. */
function isSmall({ S, N, B }: AttributeValue): boolean {
  const text = S ?? N
  return B ? B.byteLength < 1_024 : text !== undefined && utf8Length(text) < 1_024
}
