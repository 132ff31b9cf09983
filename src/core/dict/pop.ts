import { backoffMs } from '../backoff.ts'
import { type DynadictError, unlessCode } from '../errors.ts'
import { checkNames } from '../options.ts'
import type { Item, SendOptions } from '../transport.ts'
import { absentCondition, formatCondition } from './conditions.ts'
import { express } from './expressions.ts'
import { blobIdOf, decodeValue, formatAttribute, isLive, keyOf, numberAttribute, undecodable } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { goingOn, outcomeUnknown } from './lost-answer.ts'
import { sendNames } from './options.ts'
import { readersOf } from './readers.ts'
import { isSame } from './same-item.ts'
import type { Serializer } from './serializers/serializer.ts'

export interface PopOptions extends SendOptions {
  /**
   * Whether to send again after an answer was lost, when the value may be gone with it: then what is there is removed and
   * returned. Default `false`: an `OutcomeUnknownError`.
   */
  readonly retryUnknown?: boolean | undefined
}

const popNames = ['retryUnknown', ...sendNames]

/** Removes one item and resolves with its value, in a list of its own; of several callers one gets it. */
export async function popValue<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  key: string,
  options: PopOptions,
): Promise<[V] | undefined> {
  checkNames(options, popNames, 'pop')
  return goingOn((noteLost) => popUntilDone(store, serializer, key, { ...options, noteLost }))
}

interface Popping extends PopOptions {
  /** Is told when an answer was lost, and it goes on. */
  readonly noteLost: () => void
}

async function popUntilDone<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  key: string,
  options: Popping,
): Promise<[V] | undefined> {
  let seen: Item | undefined
  for (;;) {
    const removed = await remove(store, serializer, key, 'attribute_not_exists(#blob)', options)
    if (removed) return removed.item && [await decodeValue(removed.item, serializer, store.namespace)]
    // Either it is not this serializer's, or in chunks: those are read first, or the value could be lost between.
    const item = await store.get(key, { signal: options.signal, consistent: true })
    if (!item) {
      // What has expired, with its chunks, is none: it is removed as it is.
      const condition = express(
        { ConditionExpression: absentCondition },
        { now: numberAttribute(store.table.clock.now()) },
      )
      const input = { ...(await store.targetOf(key, options)), ...condition, ReturnValues: 'ALL_OLD' as const }
      const removing = (async () => ({
        answer: await store.table.read('DeleteItem', input, { signal: options.signal }),
      }))()
      const swept = await unlessCode('CONDITION_FAILED', removing)
      if (!swept) continue
      if (swept.answer?.Attributes?.blob) {
        const { release } = await import('./chunk-keeper.ts')
        await release(store, swept.answer.Attributes)
      }
      return undefined
    }
    // Another writer may have put it there since.
    if (!item.blob && isSame(item, seen)) throw undecodable(item, `is no '${serializer.encoding}', and stays`)
    seen = item
    const popped = item.blob && (await popChunked(store, serializer, item, options))
    if (popped) return popped
    // Another one took it, or put another there.
    await store.table.clock.sleep(backoffMs(1), options.signal)
  }
}

async function popChunked<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  item: Item,
  options: Popping,
): Promise<[V] | undefined> {
  const { withValue } = await import('./chunk-reader.ts')
  const value = await decodeValue(await withValue(store, item, options.signal), serializer, store.namespace)
  const removed = await remove(store, serializer, keyOf(item), '#blob.#id = :id', options, blobIdOf(item))
  if (!removed?.item) return undefined
  const { release } = await import('./chunk-keeper.ts')
  await release(store, removed.item)
  return [value]
}

/** Removes the first entry in key order. */
export async function popFirst<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  options: PopOptions,
): Promise<[key: string, value: V] | undefined> {
  checkNames(options, popNames, 'popItem')
  const listing = { signal: options.signal, consistent: true, limit: 1, projection: '#key' }
  for (let isEmpty = false; !isEmpty; ) {
    isEmpty = true
    for await (const first of store.query(listing)) {
      isEmpty = false
      const taken = await popValue(store, serializer, keyOf(first), options)
      if (taken) return [keyOf(first), ...taken]
    }
  }
  return undefined
}

/**
 * Removes an item that this dict can read, on one condition more, and resolves with it if it was live; or with `undefined`
 * when it is not so, and stays.
 */
async function remove<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  key: string,
  condition: string,
  { signal, retryUnknown = false, noteLost }: Popping,
  id = '',
): Promise<{ item: Item | undefined } | undefined> {
  const { table } = store
  const encodings = readersOf(serializer).map(({ encoding }, index) => [`encoding${index}`, { S: encoding }] as const)
  const known = encodings.map(([name]) => `#encoding = :${name}`)
  if (serializer.readsOthers ?? true) known.push('attribute_not_exists(#encoding)')
  const now = table.clock.now()
  const values = {
    ...Object.fromEntries(encodings),
    now: numberAttribute(now),
    format: formatAttribute,
    id: { S: id },
  }
  const hasValue = '(attribute_exists(#value) OR attribute_exists(#blob))'
  const isReadable = `${hasValue} AND ${formatCondition} AND (${known.join(' OR ')}) AND ${condition}`
  // One of chunks that has expired is left to DynamoDB's own clean-up, with its chunks.
  const absent = id ? 'attribute_not_exists(#key)' : `attribute_not_exists(#blob) AND (${absentCondition})`
  const input = {
    ...(await store.targetOf(key, { signal })),
    ...express({ ConditionExpression: `${absent} OR (${isReadable})` }, values),
    ReturnValues: 'ALL_OLD' as const,
  }
  let lost: DynadictError | undefined
  const onUnanswered = (error: DynadictError) => {
    lost = error
    if (!retryUnknown) throw outcomeUnknown(store, key, error)
    noteLost()
  }
  const removing = (async () => ({ answer: await table.read('DeleteItem', input, { signal, onUnanswered }) }))()
  const removed = await unlessCode('CONDITION_FAILED', removing)
  if (!removed) return undefined
  const item = removed.answer?.Attributes
  if (lost && !item) throw outcomeUnknown(store, key, lost)
  return { item: item && isLive(item, now) ? item : undefined }
}
