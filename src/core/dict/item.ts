/** The layout of an item. `docs/storage-format.md` is its specification. */

import { DecodeError } from '../errors.ts'
import { hex } from '../hex.ts'
import type { AttributeValue, Item, SendOptions } from '../transport.ts'
import type { DraftOptions } from './item-store.ts'
import type { Serializer } from './serializers/serializer.ts'

/** The version of the format that this code writes, and the highest that it reads. */
const currentFormat = 1

/** 128 random bits, fresh at every write. */
export const versionAttribute = (): { version: { S: string } } => ({
  version: { S: hex(crypto.getRandomValues(new Uint8Array(16))) },
})

export const primaryKey = (partition: string, key: string): Item => ({ namespace: { S: partition }, key: { S: key } })

/** The exact expiry, and the later one by which DynamoDB's own clean-up goes; none for `Infinity`. */
export const expiryAttributes = (expiresAt: number, graceMs: number): Item =>
  Number.isFinite(expiresAt)
    ? {
        expires: numberAttribute(Math.ceil(expiresAt)),
        ttl: numberAttribute(Math.ceil((expiresAt + graceMs) / 1_000)),
      }
    : {}

/** The exact expiry of an item. */
export const expiryOf = ({ expires }: Item): Date | 'never' => (expires?.N ? new Date(Number(expires.N)) : 'never')

export const keyOf = (item: Item): string => item.key?.S ?? ''

/** Which chunks an item names. */
export const blobIdOf = (item: Item | undefined): string | undefined => item?.blob?.M?.id?.S

export const versionOf = (item: Item): string | undefined => item.version?.S

/** What is to be written: an item, and the value that goes into chunks since the item cannot hold it. */
export interface Draft {
  readonly item: Item
  readonly body?: { readonly bytes: Uint8Array; readonly type: 'S' | 'B' }
}

/** How a dict's values become items and back; `undefined` when a value is gone while it is read. */
export interface Codec<V> {
  encode(key: string, value: V, options: DraftOptions): Promise<Draft>
  decode(item: Item, options: SendOptions): Promise<V | undefined>
}

/** The state that an item must be in for a write; one of them at most. */
export interface StateConditions {
  /** Only where there is no live item. Default `false`. */
  readonly ifAbsent?: boolean | undefined
  /** Only where there is a live item. Default `false`. */
  readonly ifPresent?: boolean | undefined
  /** Only while the live item has this version; `null` for none, as items of others have none. Default: whatever is there. */
  readonly ifVersion?: string | null | undefined
}

/** An item without an expiry is always live. */
export const isLive = (item: Item, now: number): boolean => !(Number(item.expires?.N) <= now)

export const formatAttribute: AttributeValue = { N: String(currentFormat) }

export const numberAttribute = (value: number): AttributeValue => ({ N: String(value) })

export const undecodable = (item: Item, flaw: string): DecodeError =>
  new DecodeError(`the item under key '${keyOf(item)}' ${flaw}`)

/** @throws {DecodeError} when a later version of dynadict wrote the item. */
export function checkFormat(item: Item): void {
  const { N: format = currentFormat } = item.format ?? {}
  if (Number(format) > currentFormat) throw undecodable(item, `is of the later format ${format}`)
}

/**
 * The value of an item. Without `encoding`, it was written by others and is told by its type.
 *
 * @throws {DecodeError} that names the key.
 */
export async function decodeValue<V>(item: Item, serializer: Serializer<V>, namespace: string): Promise<V> {
  checkFormat(item)
  const { encoding, readsOthers = true } = serializer
  const { value, encoding: stored } = item
  if (!value) throw undecodable(item, "has no attribute 'value'")
  let reader: Serializer<V> | undefined = serializer
  if (stored && stored.S !== encoding) {
    const { readersOf } = await import('./readers.ts')
    reader = readersOf(serializer).find((other) => other.encoding === stored.S)
  }
  if (!reader) throw undecodable(item, `is '${stored?.S}', not '${encoding}'`)
  if (!stored && !readsOthers) throw undecodable(item, `has no encoding, and is not taken for '${encoding}'`)
  try {
    if (stored) return await reader.decode(value, { namespace, key: keyOf(item) })
    return (await import('./native.ts')).fromAttribute(value) as V
  } catch (cause) {
    // A SyntaxError quotes the value.
    const flaw = cause instanceof SyntaxError ? 'malformed' : (cause as Error | null)?.message
    throw undecodable(item, `is no '${encoding}': ${flaw}`)
  }
}
