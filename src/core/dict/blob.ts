import type { Expiry } from '../expiry.ts'
import type { SendOptions } from '../transport.ts'
import type { StateConditions } from './item.ts'

/** Small, plain data that is kept beside a blob and read without it: text, numbers, booleans, null, lists and objects. */
export type Meta = object

export interface PutBlobOptions extends SendOptions, StateConditions {
  /** Kept beside the bytes. Default `{}`. */
  readonly meta?: Meta | undefined
  /** When the blob expires. Default: the dict's `ttl`. */
  readonly ttl?: Expiry | undefined
}

export interface OpenBlobOptions extends SendOptions {
  /** Only the bytes from `start` up to, not including, `end`. Default: all. */
  readonly range?: { readonly start: number; readonly end?: number | undefined } | undefined
  readonly consistent?: boolean | undefined
}

/** A blob that was opened. */
export interface OpenedBlob<M extends Meta = Meta> {
  readonly meta: M
  /** Fresh at every write, `null` of items that others wrote; hand it to `patchMeta` as `ifVersion`. */
  readonly version: string | null
  /** The bytes of the whole blob, whatever range was asked for. */
  readonly size: number
  /** The bytes, or the range of them. Use either this or `stream`. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
}

export interface PatchMetaOptions extends SendOptions {
  /** Only when the item still has this version; `null` for none, as items of others have none. */
  readonly ifVersion?: string | null | undefined
  /** A new expiry. Default: it stays as it is. */
  readonly ttl?: Expiry | undefined
}
