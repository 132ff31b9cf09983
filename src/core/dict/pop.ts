import { type DynadictError, unlessCode } from '../errors.ts'
import type { Item, SendOptions } from '../transport.ts'
import { absentCondition, formatCondition } from './conditions.ts'
import { express } from './expressions.ts'
import { decodeValue, formatAttribute, isLive, keyOf, numberAttribute, undecodable } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { outcomeUnknown } from './lost-answer.ts'
import { readersOf } from './readers.ts'
import type { Serializer } from './serializers/serializer.ts'

export interface PopOptions extends SendOptions {
  /**
   * Whether to send again after an answer was lost, when the value may be gone with it: then what is there is removed and
   * returned. Default `false`: an `OutcomeUnknownError`.
   */
  readonly retryUnknown?: boolean | undefined
}

/** Removes one item and resolves with its value, in a list of its own; of several callers one gets it. */
export async function popValue<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  key: string,
  options: PopOptions,
): Promise<[V] | undefined> {
  const item = await removeReadable(store, serializer, key, options)
  if (!item) return undefined
  if (!item.blob) return [await decodeValue(item, serializer, store.namespace)]
  const { withValue } = await import('./chunk-reader.ts')
  const { release } = await import('./chunk-keeper.ts')
  try {
    return [await decodeValue(await withValue(store, item, options.signal), serializer, store.namespace)]
  } finally {
    await release(store, item)
  }
}

/** Removes the first entry in key order. */
export async function popFirst<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  options: PopOptions,
): Promise<[key: string, value: V] | undefined> {
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
 * Removes an item that this dict can read, and resolves with it if it was live.
 *
 * @throws {DecodeError} when it is in another encoding or of a later format; it stays.
 */
async function removeReadable<V>(
  store: ItemStore,
  serializer: Serializer<V>,
  key: string,
  { signal, retryUnknown = false }: PopOptions,
): Promise<Item | undefined> {
  const { table } = store
  const encodings = readersOf(serializer).map(({ encoding }, index) => [`encoding${index}`, { S: encoding }] as const)
  const known = encodings.map(([name]) => `#encoding = :${name}`)
  if (serializer.readsOthers ?? true) known.push('attribute_not_exists(#encoding)')
  const hasValue = '(attribute_exists(#value) OR attribute_exists(#blob))'
  const isReadable = `${hasValue} AND ${formatCondition} AND (${known.join(' OR ')})`
  const now = table.clock.now()
  const values = { ...Object.fromEntries(encodings), now: numberAttribute(now), format: formatAttribute }
  const condition = express({ ConditionExpression: `${absentCondition} OR (${isReadable})` }, values)
  let lost: DynadictError | undefined
  const onUnanswered = (error: DynadictError) => {
    lost = error
    if (!retryUnknown) throw outcomeUnknown(store, key, error)
  }
  const input = { ...(await store.targetOf(key, { signal })), ...condition, ReturnValues: 'ALL_OLD' as const }
  const removing = (async () => ({ answer: await table.read('DeleteItem', input, { signal, onUnanswered }) }))()
  const removed = await unlessCode('CONDITION_FAILED', removing)
  if (!removed) throw undecodable({ key: { S: key } }, `is no '${serializer.encoding}', and stays`)
  const item = removed.answer?.Attributes
  if (lost && !item) throw outcomeUnknown(store, key, lost)
  return item && isLive(item, now) ? item : undefined
}
