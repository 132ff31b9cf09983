/** The layout of an item. `docs/storage-format.md` is its specification. */

import { hex } from '../bytes.ts'
import { DecodeError } from '../errors.ts'
import { isPlainObject } from '../plain-object.ts'
import type { AttributeValue, Item } from '../transport.ts'
import { fromAttribute, fromItem, toAttribute } from './native.ts'
import { flawOf, unlessTooDeep } from './plain.ts'
import { bytes } from './serializers/bytes.ts'
import type { Serializer } from './serializers/serializer.ts'

/** The version of the format that this code writes, and the highest that it reads. */
const currentFormat = 1

/** How long after its exact expiry DynamoDB's own clean-up may take an item, in seconds. */
const ttlGraceSeconds = 3_600

/** 128 random bits, fresh at every write. */
export const versionAttribute = (): { version: { S: string } } => ({
  version: { S: hex(crypto.getRandomValues(new Uint8Array(16))) },
})

export const primaryKey = (partition: string, key: string): Item => ({ namespace: { S: partition }, key: { S: key } })

export function metaAttribute(meta: object): AttributeValue {
  if (!isPlainObject(meta)) throw new TypeError('meta must be a plain object')
  return unlessTooDeep(() => {
    const flaw = flawOf(meta, true)
    if (flaw) throw new TypeError(`meta${flaw}`)
    return toAttribute(meta)
  })
}

/** The exact expiry, and the later one by which DynamoDB's own clean-up goes; none for `Infinity`. */
export const expiryAttributes = (expiresAt: number): Item =>
  Number.isFinite(expiresAt)
    ? {
        expires: numberAttribute(Math.ceil(expiresAt)),
        ttl: numberAttribute(Math.ceil(expiresAt / 1_000) + ttlGraceSeconds),
      }
    : {}

/** The exact expiry of an item. */
export const expiryOf = ({ expires }: Item): Date | 'never' => (expires?.N ? new Date(Number(expires.N)) : 'never')

export const keyOf = (item: Item): string => item.key?.S ?? ''

export const versionOf = (item: Item): string | undefined => item.version?.S

/** The state that an item must be in for a write; one of them at most. */
export interface StateConditions {
  /** Only where there is no live item. */
  readonly ifAbsent?: boolean | undefined
  /** Only where there is a live item. */
  readonly ifPresent?: boolean | undefined
  /** Only while the live item has this version; `null` for none, as items of others have none. */
  readonly ifVersion?: string | null | undefined
}

/** The condition for a state; takes `:now` and `:ifVersion`. */
export function stateCondition({ ifAbsent, ifPresent, ifVersion }: StateConditions): string | undefined {
  const conditions = [
    ifAbsent && absentCondition,
    ifPresent && liveCondition,
    ifVersion === null && `${liveCondition} AND attribute_not_exists(#version)`,
    ifVersion != null && `${liveCondition} AND #version = :ifVersion`,
  ].filter((condition) => typeof condition === 'string')
  if (conditions.length > 1) throw new TypeError('pass one of ifAbsent, ifPresent and ifVersion')
  return conditions[0]
}

/** An item without an expiry is always live. */
export const isLive = (item: Item, now: number): boolean => !(Number(item.expires?.N) <= now)

/** The condition that an item has not expired, or is not there; takes `:now`. */
export const notExpiredCondition = 'attribute_not_exists(#expires) OR #expires > :now'

/** The condition that an item is there and live; takes `:now`. */
const liveCondition = `attribute_exists(#key) AND (${notExpiredCondition})`

/** The condition that this version of dynadict knows the item's format; takes `:format`. */
export const formatCondition = '(attribute_not_exists(#format) OR #format <= :format)'

export const formatAttribute: AttributeValue = { N: String(currentFormat) }

/** The condition that no live item is there; takes `:now`. */
export const absentCondition = 'attribute_not_exists(#key) OR #expires <= :now'

export const numberAttribute = (value: number): AttributeValue => ({ N: String(value) })

export const undecodable = (item: Item, flaw: string): DecodeError =>
  new DecodeError(`the item under key '${keyOf(item)}' ${flaw}`)

/** @throws {DecodeError} when the meta holds what JavaScript cannot. */
export function metaOf<M>(item: Item): M {
  try {
    return fromItem(item.meta?.M ?? {}) as M
  } catch (cause) {
    throw undecodable(item, `has a flawed meta: ${(cause as Error).message}`)
  }
}

/** @throws {DecodeError} when a later version of dynadict wrote the item. */
export function checkFormat(item: Item): void {
  const { N: format = currentFormat } = item.format ?? {}
  if (Number(format) > currentFormat) throw undecodable(item, `is of the later format ${format}`)
}

/** @throws {DecodeError} when the item holds no bytes. */
export async function decodeBytes(item: Item): Promise<Uint8Array> {
  const value = await decodeValue<unknown>(item, bytes, '')
  if (value instanceof Uint8Array) return value
  throw undecodable(item, 'holds no bytes')
}

/**
 * The value of an item. Without `encoding`, it was written by others and is told by its type.
 *
 * @throws {DecodeError} that names the key.
 */
export async function decodeValue<V>(item: Item, serializer: Serializer<V>, namespace: string): Promise<V> {
  checkFormat(item)
  const { encoding } = serializer
  const { value, encoding: stored } = item
  if (!value) throw undecodable(item, "has no attribute 'value'")
  if (stored && stored.S !== encoding) {
    throw undecodable(item, `is '${stored.S}', not '${encoding}'`)
  }
  try {
    return stored ? await serializer.decode(value, { namespace, key: keyOf(item) }) : (fromAttribute(value) as V)
  } catch (cause) {
    // A SyntaxError quotes the value.
    const flaw = cause instanceof SyntaxError ? 'malformed' : (cause as Error | null)?.message
    throw undecodable(item, `is no '${encoding}': ${flaw}`)
  }
}
