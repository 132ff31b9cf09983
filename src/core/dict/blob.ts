import type { Expiry } from '../expiry.ts'
import type { SendOptions } from '../transport.ts'
import type { StateConditions } from './item.ts'

/** Small, plain data that is kept beside a blob and read without it: text, numbers, booleans, null, lists and objects. */
export type Meta = object

/** Options of `putBlob`. */
export interface PutBlobOptions extends SendOptions, StateConditions {
  /** Kept beside the bytes. Default `{}`. */
  readonly meta?: Meta | undefined
  /** When the blob expires: seconds, `'1h'`, a `Date` or `'never'`. Default: the dict's `ttl`. */
  readonly ttl?: Expiry | undefined
}

/** Options of `openBlob`. */
export interface OpenBlobOptions extends SendOptions {
  /** Only the bytes from `start` up to, not including, `end`, both counted from 0; without `end` to the last. Default: all. */
  readonly range?: { readonly start: number; readonly end?: number | undefined } | undefined
  /** Whether what was written last is read, at twice the read units. Default: the dict's `consistent`. */
  readonly consistent?: boolean | undefined
}

/** A blob that was opened. */
export interface OpenedBlob<M extends Meta = Meta> {
  /** What `putBlob` or `patchMeta` put beside the bytes. */
  readonly meta: M
  /** Fresh at every write, `null` of items that others wrote; hand it to `patchMeta` as `ifVersion`. */
  readonly version: string | null
  /** The bytes of the whole blob, whatever range was asked for. */
  readonly size: number
  /**
   * The bytes, or the range of them. Use either this or `stream`.
   *
   * @throws {DecodeError} when they are damaged, or were replaced over a minute ago.
   */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /** The same as a stream, which fetches chunks as it is read. It fails as `bytes` does. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
}

/** Options of `patchMeta`. */
export interface PatchMetaOptions extends SendOptions {
  /** Only when the item still has this version; `null` for none, as items of others have none. Default: whatever is there. */
  readonly ifVersion?: string | null | undefined
  /** A new expiry: seconds, `'1h'`, a `Date` or `'never'`. Default: it stays as it is. */
  readonly ttl?: Expiry | undefined
}
