import { backoffMs } from '../backoff.ts'
import { type DynadictError, unlessCode } from '../errors.ts'
import { type Expiry, isExpiry } from '../expiry.ts'
import { checkNames } from '../options.ts'
import type { AttributeValue, Item, SendOptions } from '../transport.ts'
import { formatCondition, notExpiredCondition } from './conditions.ts'
import { express } from './expressions.ts'
import { checkFormat, formatAttribute, numberAttribute, undecodable, versionAttribute, versionOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { goingOn, outcomeUnknown } from './lost-answer.ts'
import { sendNames } from './options.ts'
import { isSame } from './same-item.ts'
import { json } from './serializers/json.ts'
import type { Serializer } from './serializers/serializer.ts'

/** Options of `increment`. */
export interface IncrementOptions extends SendOptions {
  /**
   * When a counter that begins expires (seconds, `'1h'`, a `Date`, `'never'`); one that is there keeps its expiry.
   * Default: the dict's `ttl`.
   */
  readonly ttl?: Expiry | undefined
  /**
   * Whether to add again after an answer was lost, at the risk of adding twice when another writer comes between. Default
   * `false`: an `OutcomeUnknownError`.
   */
  readonly retryUnknown?: boolean | undefined
}

/**
 * Adds to a number in one UpdateItem, and resolves with the sum. Where there is no live number, it begins at 0.
 *
 * @throws {DecodeError} when something else than a number is there.
 * @throws {RangeError} when the sum would be beyond the safe integers.
 */
export async function incrementItem(
  store: ItemStore,
  { encoding }: Pick<Serializer<unknown>, 'encoding'>,
  key: string,
  by: number,
  options: IncrementOptions,
): Promise<number> {
  checkNames(options, ['ttl', 'retryUnknown', ...sendNames], 'increment')
  if (encoding !== json.encoding) throw new TypeError('increment needs the serializer json')
  if (!Number.isSafeInteger(by)) throw new TypeError('by must be a safe integer')
  if (options.ttl !== undefined) isExpiry(options.ttl, 'ttl')
  let seen: Item | undefined
  return goingOn(async (noteLost) => {
    for (let attempt = 1; ; attempt++) {
      const { version } = versionAttribute()
      const sum = (await addTo(store, key, by, version, options, noteLost)) ?? (await beginAt(store, key, by, options))
      if (sum !== undefined) return sum
      const item = await store.get(key, { ...options, consistent: true })
      // It was sent twice, and the first time was done: browsers send again by themselves when an answer is lost.
      if (item && versionOf(item) === version.S) return Number(item.value?.N)
      if (item) checkCounter(item, by)
      if (item && isSame(item, seen)) throw undecodable(item, 'is not of a form that can be added to')
      seen = item
      // It has begun, ended or changed in between.
      await store.table.clock.sleep(backoffMs(attempt), options.signal)
    }
  })
}

/** Between what a number must be, so that neither it nor the sum is beyond the safe integers. */
const boundsOf = (by: number) => ({
  least: Math.max(0, -by) - Number.MAX_SAFE_INTEGER,
  most: Number.MAX_SAFE_INTEGER - Math.max(0, by),
})

/** Adds to a live counter; `undefined` when there is none that can take it. */
async function addTo(
  store: ItemStore,
  key: string,
  by: number,
  version: AttributeValue,
  { signal, retryUnknown = false }: IncrementOptions,
  noteLost: () => void,
): Promise<number | undefined> {
  const { table } = store
  const known = 'attribute_not_exists(#encoding) OR #encoding = :encoding'
  const isOther = 'attribute_not_exists(#version) OR #version <> :version'
  const expressions = {
    UpdateExpression: 'ADD #value :by SET #version = :version, #updated = :now',
    ConditionExpression: `#value BETWEEN :least AND :most AND (${notExpiredCondition}) AND ${formatCondition} AND (${known}) AND (${isOther})`,
  }
  const { least, most } = boundsOf(by)
  const values = {
    version,
    by: numberAttribute(by),
    now: numberAttribute(table.clock.now()),
    format: formatAttribute,
    encoding: { S: json.encoding },
    least: numberAttribute(least),
    most: numberAttribute(most),
  }
  const target = await store.targetOf(key, { signal })
  const input = { ...target, ...express(expressions, values), ReturnValues: 'UPDATED_NEW' as const }
  const onUnanswered = (error: DynadictError) => {
    if (!retryUnknown) throw outcomeUnknown(store, key, error)
    noteLost()
  }
  const answer = await unlessCode('CONDITION_FAILED', table.read('UpdateItem', input, { signal, onUnanswered }))
  return answer && Number(answer.Attributes?.value?.N)
}

async function beginAt(
  store: ItemStore,
  key: string,
  value: number,
  options: IncrementOptions,
): Promise<number | undefined> {
  const item = await store.newItem(key, numberAttribute(value), json.encoding, options)
  const writing = store.putItem(item, { signal: options.signal, ifAbsent: true }).then(() => value)
  return unlessCode('CONDITION_FAILED', writing)
}

function checkCounter(item: Item, by: number): void {
  checkFormat(item)
  const { value, encoding } = item
  if (value?.N === undefined || (encoding && encoding.S !== json.encoding)) throw undecodable(item, 'holds no number')
  const { least, most } = boundsOf(by)
  if (Number(value.N) < least || Number(value.N) > most)
    throw new RangeError('the sum would be beyond the safe integers')
}
