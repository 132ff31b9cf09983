/** The layout of an item. `docs/storage-format.md` is its specification. */

import { hex } from '../bytes.ts'
import { DecodeError } from '../errors.ts'
import type { AttributeValue, Item } from '../transport.ts'
import { fromAttribute, fromItem, isPlainObject, toAttribute, unlessTooDeep } from './native.ts'
import { bytes } from './serializers/bytes.ts'
import type { Serializer } from './serializers/serializer.ts'

/** The version of the format that this code writes, and the highest that it reads. */
const currentFormat = 1

/** How long after its exact expiry DynamoDB's own clean-up may take an item, in seconds. */
const ttlGraceSeconds = 3_600

/** Attribute names, each behind a placeholder, since some are reserved words of DynamoDB's expressions. */
export const names = {
  '#namespace': 'namespace',
  '#key': 'key',
  '#value': 'value',
  '#encoding': 'encoding',
  '#format': 'format',
  '#meta': 'meta',
  '#version': 'version',
  '#expires': 'expires',
  '#ttl': 'ttl',
  '#updated': 'updated',
} as const

/** Those of the names that an expression uses: DynamoDB refuses unused ones. */
export function namesIn(...expressions: (string | undefined)[]): Record<string, string> {
  const used = expressions.join(' ').match(/#\w+/g) ?? []
  return Object.fromEntries(used.map((name) => [name, names[name as keyof typeof names]]))
}

export interface NewItem {
  readonly partition: string
  readonly key: string
  readonly value: AttributeValue
  readonly encoding: string
  readonly meta?: object | undefined
  /** Epoch milliseconds; `Infinity` for never. */
  readonly expiresAt: number
  readonly now: number
}

/** 128 random bits, fresh at every write. */
export const newVersion = (): string => hex(crypto.getRandomValues(new Uint8Array(16)))

/** An item as it is written, with a version of its own. */
export function newItem({ partition, key, value, encoding, meta, expiresAt, now }: NewItem): Item {
  return {
    ...primaryKey(partition, key),
    value,
    encoding: { S: encoding },
    version: { S: newVersion() },
    ...(meta && { meta: metaAttribute(meta) }),
    ...expiryAttributes(expiresAt),
    updated: { N: String(now) },
    format: { N: String(currentFormat) },
  }
}

export const primaryKey = (partition: string, key: string): Item => ({ namespace: { S: partition }, key: { S: key } })

export function metaAttribute(meta: object): AttributeValue {
  if (!isPlainObject(meta)) throw new TypeError('meta must be a plain object')
  return unlessTooDeep(() => toAttribute(meta, 'meta'))
}

/** The exact expiry, and the later one by which DynamoDB's own clean-up goes; none for `Infinity`. */
export const expiryAttributes = (expiresAt: number): Item =>
  expiresAt === Number.POSITIVE_INFINITY
    ? {}
    : {
        expires: { N: String(Math.ceil(expiresAt)) },
        ttl: { N: String(Math.ceil(expiresAt / 1_000) + ttlGraceSeconds) },
      }

export const keyOf = (item: Item): string => item.key?.S ?? ''

export const versionOf = (item: Item): string | undefined => item.version?.S

/** Epoch milliseconds; `Infinity` when the item does not expire. */
export const expiresAtOf = (item: Item): number =>
  item.expires?.N === undefined ? Number.POSITIVE_INFINITY : Number(item.expires.N)

export const isLive = (item: Item, now: number): boolean => expiresAtOf(item) > now

/** The condition that an item is there and live; takes `:now`. */
export const liveCondition = 'attribute_exists(#key) AND (attribute_not_exists(#expires) OR #expires > :now)'

/** The condition that this version of dynadict knows the item's format; takes `:format`. */
export const formatCondition = '(attribute_not_exists(#format) OR #format <= :format)'

export const formatValue: Item = { ':format': { N: String(currentFormat) } }

/** The condition that no live item is there; takes `:now`. */
export const absentCondition = 'attribute_not_exists(#key) OR #expires <= :now'

export const nowValue = (now: number): Item => ({ ':now': { N: String(now) } })

/** @throws {DecodeError} that names the key, when the meta holds what JavaScript cannot. */
export function metaOf<M>(item: Item): M {
  try {
    return (item.meta?.M ? fromItem(item.meta.M) : {}) as M
  } catch (cause) {
    throw new DecodeError(`the meta of the item under key '${keyOf(item)}': ${(cause as Error).message}`, { cause })
  }
}

/** @throws {DecodeError} when a later version of dynadict wrote the item. */
export function checkFormat(item: Item): void {
  if (Number(item.format?.N ?? currentFormat) > currentFormat) {
    throw new DecodeError(
      `the item under key '${keyOf(item)}' has format ${item.format?.N}: update dynadict to read it`,
    )
  }
}

/** @throws {DecodeError} when the item holds no bytes. */
export async function decodeBytes(item: Item): Promise<Uint8Array> {
  const value = await decodeValue<unknown>(item, bytes)
  if (value instanceof Uint8Array) return value
  throw new DecodeError(`the item under key '${keyOf(item)}' holds no bytes`)
}

/**
 * The value of an item. Without `encoding`, it was written by others and is told by its type.
 *
 * @throws {DecodeError} that names the key.
 */
export async function decodeValue<V>(item: Item, serializer: Serializer<V>): Promise<V> {
  checkFormat(item)
  const { value, encoding } = item
  if (!value) throw new DecodeError(`the item under key '${keyOf(item)}' has no attribute 'value'`)
  if (encoding && encoding.S !== serializer.encoding) {
    throw new DecodeError(
      `the item under key '${keyOf(item)}' was written as '${encoding.S}', and this dict reads '${serializer.encoding}'`,
    )
  }
  try {
    return encoding ? await serializer.decode(value) : (fromAttribute(value) as V)
  } catch (cause) {
    const flaw = cause instanceof SyntaxError ? 'malformed' : (cause as Error).message
    throw new DecodeError(`the item under key '${keyOf(item)}' is no '${serializer.encoding}': ${flaw}`)
  }
}
