import { ConditionFailedError, hasCode, unlessCode } from '../errors.ts'
import type { Expiry } from '../expiry.ts'
import { checkNames } from '../options.ts'
import type { Item, SendOptions } from '../transport.ts'
import type { Meta, PatchMetaOptions } from './blob.ts'
import { type Blob, blobOf, chunkTtl, ttlAttribute } from './chunks.ts'
import { formatCondition, stateCondition } from './conditions.ts'
import { express } from './expressions.ts'
import { checkFormat, expiryOf, formatAttribute, isLive, numberAttribute, versionAttribute, versionOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { goingOn, settle } from './lost-answer.ts'
import { metaAttribute } from './meta.ts'
import { deleteNames, sendNames } from './options.ts'
import { isSame } from './same-item.ts'

/** Sets a new expiry; `false` when there is no live item. */
export async function touchItem(store: ItemStore, key: string, ttl: Expiry, options: SendOptions): Promise<boolean> {
  checkNames(options, sendNames, 'touch')
  const patching = patchItem(store, key, {}, { ...options, ttl })
  return (await unlessCode('CONDITION_FAILED', patching)) !== undefined
}

/** Replaces the meta of a live item, and resolves with the new version. */
export async function patchMeta(store: ItemStore, key: string, meta: Meta, options: PatchMetaOptions): Promise<string> {
  checkNames(options, ['ttl', ...deleteNames], 'patchMeta')
  return patchItem(store, key, { meta: metaAttribute(meta) }, options)
}

/**
 * Replaces some attributes of a live item, and its expiry where one is given, in one UpdateItem; resolves with the new
 * version. Chunks that would not live as long as the item are made to, first.
 *
 * @throws {ConditionFailedError} when there is no live item, or not in version `ifVersion`.
 * @throws {DecodeError} when the expiry of an item of a later format is asked for.
 */
async function patchItem(store: ItemStore, key: string, changed: Item, options: PatchMetaOptions): Promise<string> {
  let extended: Blob | undefined
  let seen: Item | undefined
  return goingOn(async (noteLost) => {
    for (;;) {
      try {
        return await update(store, key, changed, options, extended)
      } catch (error) {
        if (hasCode(error, 'OUTCOME_UNKNOWN')) noteLost()
        const item = options.ttl === undefined ? undefined : await patchable(store, key, error, options)
        // It is there, and nobody who knows its format would say that it is not.
        if (item) checkFormat(item)
        // It is something else that fails.
        if (!item || isSame(item, seen)) throw error
        seen = item
        extended = shortLived(store, item, options)
        // Another writer may have replaced it in between; after a lost answer that would be told as it is.
        if (!extended && !hasCode(error, 'CONDITION_FAILED')) throw error
        if (extended) await (await import('./chunk-keeper.ts')).extend(store, extended, extended.ttl, options.signal)
      }
    }
  })
}

async function update(
  store: ItemStore,
  key: string,
  changed: Item,
  { ifVersion, ttl, signal }: PatchMetaOptions,
  extended: Blob | undefined,
): Promise<string> {
  const { table } = store
  const time = table.clock.now()
  const now = numberAttribute(time)
  const { version } = versionAttribute()
  const expiry = ttl === undefined ? {} : store.expiryOf(ttl, time)
  const attributes = { ...changed, version, updated: now, ...expiry }
  const sets = Object.keys(attributes).map((name) => `#${name} = :${name}`)
  const removes = ttl === undefined || expiry.expires ? [] : ['#expires', '#ttl']
  const conditions = [stateCondition(ifVersion === undefined ? { ifPresent: true } : { ifVersion }), formatCondition]
  if (extended) {
    conditions.push('#blob.#id = :id')
    if (extended.ttl === undefined) removes.push('#blob.#ttl')
    else sets.push('#blob.#ttl = :chunkTtl')
  } else if (ttl !== undefined) {
    conditions.push(`(attribute_not_exists(#blob.#ttl)${expiry.ttl ? ' OR #blob.#ttl >= :ttl' : ''})`)
  }
  const values = {
    ...attributes,
    now,
    format: formatAttribute,
    ifVersion: { S: String(ifVersion) },
    id: { S: `${extended?.id}` },
    chunkTtl: ttlAttribute(extended?.ttl).ttl ?? now,
  }
  const expressions = {
    UpdateExpression: `SET ${sets}${removes.length > 0 ? ` REMOVE ${removes}` : ''}`,
    ConditionExpression: conditions.join(' AND '),
  }
  const input = {
    ...(await store.targetOf(key, { signal })),
    ...express(expressions, values),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  }
  let isLost = false
  const onUnanswered = () => {
    isLost = true
  }
  try {
    const answer = await table.read('UpdateItem', input, { signal, onUnanswered })
    if (!answer) throw new ConditionFailedError('no such table', { table: table.name })
  } catch (error) {
    if (!hasCode(error, 'CONDITION_FAILED')) throw error
    await settle(store, { key: { S: key }, version }, error as ConditionFailedError, isLost, signal)
  }
  return version.S
}

/** The live item, in the version that is asked for. */
async function patchable(
  store: ItemStore,
  key: string,
  error: unknown,
  { ifVersion, signal }: PatchMetaOptions,
): Promise<Item | undefined> {
  // After a lost answer it is the item that tells, too: what is there now is patched, or has still the version asked for.
  if (!hasCode(error, 'CONDITION_FAILED') && !hasCode(error, 'OUTCOME_UNKNOWN')) return undefined
  const item = (error as ConditionFailedError).item ?? (await store.get(key, { signal, consistent: true }))
  const isMet = item && isLive(item, store.table.clock.now())
  return isMet && (ifVersion === undefined || (versionOf(item) ?? null) === ifVersion) ? item : undefined
}

/** What an item says of its chunks, with the time until which they have to live, when that is longer than they do. */
function shortLived(store: ItemStore, item: Item, { ttl = 'never' }: PatchMetaOptions): Blob | undefined {
  if (!item.blob) return undefined
  const blob = blobOf(item)
  const now = store.table.clock.now()
  const expiry = store.expiryOf(ttl, now)
  const isShort = blob.ttl !== undefined && !(blob.ttl >= Number(expiry.ttl?.N))
  return isShort ? { ...blob, ttl: chunkTtl(expiryOf(expiry), now, store.ttlGraceMs) } : undefined
}
