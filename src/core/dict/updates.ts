import { backoffMs } from '../backoff.ts'
import { ConditionFailedError, unlessCode } from '../errors.ts'
import { type Expiry, lifetimeMs } from '../expiry.ts'
import type { Item, SendOptions } from '../transport.ts'
import type { PatchMetaOptions } from './blob.ts'
import { express } from './expressions.ts'
import {
  checkFormat,
  formatAttribute,
  formatCondition,
  notExpiredCondition,
  numberAttribute,
  stateCondition,
  undecodable,
  versionAttribute,
} from './item.ts'
import type { ItemStore } from './item-store.ts'
import { json } from './serializers/json.ts'
import type { Table } from './table.ts'

/** What an update needs of the store whose item it changes. */
export interface UpdateContext {
  readonly table: Table
  readonly items: Pick<ItemStore, 'get' | 'insert' | 'newItem'>
  targetOf(key: string): { TableName: string; Key: Item }
  expiryOf(ttl: Expiry, now: number): Item
}

/**
 * Replaces some attributes of a live item, and its expiry where one is given, in one UpdateItem; resolves with the new
 * version.
 *
 * @throws {ConditionFailedError} when there is no live item, or not in version `ifVersion`.
 */
export async function patchItem(
  { table, targetOf, expiryOf }: UpdateContext,
  key: string,
  changed: Item,
  options: PatchMetaOptions,
): Promise<string> {
  const { ifVersion, ttl } = options
  const time = table.clock.now()
  const now = numberAttribute(time)
  const { version } = versionAttribute()
  const expiry = ttl === undefined ? {} : expiryOf(ttl, time)
  const attributes = { ...changed, version, updated: now, ...expiry }
  const set = `SET ${Object.keys(attributes).map((name) => `#${name} = :${name}`)}`
  const condition = ifVersion === undefined ? { ifPresent: true } : { ifVersion }
  const expressions = {
    UpdateExpression: ttl === undefined || expiry.expires ? set : `${set} REMOVE #expires, #ttl`,
    ConditionExpression: `${stateCondition(condition)} AND ${formatCondition}`,
  }
  const values = { ...attributes, now, format: formatAttribute, ifVersion: { S: String(ifVersion) } }
  const answer = await table.read('UpdateItem', { ...targetOf(key), ...express(expressions, values) }, options)
  if (!answer) throw new ConditionFailedError('no such table')
  return version.S
}

/** Whether an item has not changed since it was seen. */
export const isSame = (item: Item, seen: Item | undefined): boolean => JSON.stringify(item) === JSON.stringify(seen)

export interface IncrementOptions extends SendOptions {
  /** When a counter that begins expires; one that is there keeps its expiry. Default: the dict's `ttl`. */
  readonly ttl?: Expiry | undefined
}

/**
 * Adds to a number in one UpdateItem, and resolves with the sum. Where there is no live number, it begins at 0.
 *
 * @throws {DecodeError} when something else than a number is there.
 * @throws {RangeError} when the sum would not be a safe integer.
 */
export async function incrementItem(
  context: UpdateContext,
  key: string,
  by: number,
  options: IncrementOptions,
): Promise<number> {
  if (!Number.isSafeInteger(by)) throw new TypeError('by must be a safe integer')
  lifetimeMs(options.ttl ?? 'never', 0, 'ttl')
  let seen: Item | undefined
  for (let attempt = 1; ; attempt++) {
    const sum = (await addTo(context, key, by, options)) ?? (await beginAt(context, key, by, options))
    if (sum !== undefined) return sum
    const item = await context.items.get(key, { ...options, consistent: true })
    if (item) checkCounter(item, by)
    if (item && isSame(item, seen)) throw undecodable(item, 'is not of a form that can be added to')
    seen = item
    // It has begun, ended or changed in between.
    await context.table.clock.sleep(backoffMs(attempt), options.signal)
  }
}

const most = Number.MAX_SAFE_INTEGER

/** Adds to a live counter; `undefined` when there is none that can take it. */
async function addTo(
  { table, targetOf }: UpdateContext,
  key: string,
  by: number,
  options: SendOptions,
): Promise<number | undefined> {
  const known = 'attribute_not_exists(#encoding) OR #encoding = :encoding'
  const expressions = {
    UpdateExpression: 'ADD #value :by SET #version = :version, #updated = :now',
    ConditionExpression: `#value BETWEEN :least AND :most AND (${notExpiredCondition}) AND ${formatCondition} AND (${known})`,
  }
  const values = {
    ...versionAttribute(),
    by: numberAttribute(by),
    now: numberAttribute(table.clock.now()),
    format: formatAttribute,
    encoding: { S: json.encoding },
    least: numberAttribute(by < 0 ? -most - by : -most),
    most: numberAttribute(by > 0 ? most - by : most),
  }
  const input = { ...targetOf(key), ...express(expressions, values), ReturnValues: 'UPDATED_NEW' as const }
  const answer = await unlessCode('CONDITION_FAILED', table.read('UpdateItem', input, options))
  return answer && Number(answer.Attributes?.value?.N)
}

async function beginAt(
  { items }: UpdateContext,
  key: string,
  value: number,
  options: IncrementOptions,
): Promise<number | undefined> {
  const item = items.newItem(key, numberAttribute(value), json.encoding, { ttl: options.ttl })
  return (await items.insert(item, options)) ? value : undefined
}

function checkCounter(item: Item, by: number): void {
  checkFormat(item)
  const { value, encoding } = item
  if (value?.N === undefined || (encoding && encoding.S !== json.encoding)) throw undecodable(item, 'holds no number')
  const sums = [Number(value.N), Number(value.N) + by]
  if (!sums.every(Number.isSafeInteger)) throw new RangeError('the sum would not be a safe integer')
}
