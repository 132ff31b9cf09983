import type { Meta } from './blob.ts'

/** What `setMany` takes: an object, a Map, or any iterable of pairs. */
export type Entries<V> =
  | Readonly<Record<string, V>>
  | Iterable<readonly [string, V]>
  | AsyncIterable<readonly [string, V]>

/** A value and all that is known of it. */
export interface Entry<V, M extends Meta = Meta> {
  /** Where it is kept. */
  readonly key: string
  /** What was written. */
  readonly value: V
  /** What `putBlob` or `patchMeta` put beside it; `{}` where none did. */
  readonly meta: M
  /** Fresh at every write; `null` of items that others wrote. Hand it on as `ifVersion`. */
  readonly version: string | null
  /** When it is absent by itself. */
  readonly expiresAt: Date | 'never'
  /** Bytes of the whole item, as DynamoDB counts them. */
  readonly size: number
}

/** One page of a listing. */
export interface Page<V> {
  /** The entries in key order. Fewer than `limit` only on the last page. */
  readonly items: [key: string, value: V][]
  /** Hand it to `page` to go on; `undefined` when this was the last page. */
  readonly cursor: string | undefined
}
