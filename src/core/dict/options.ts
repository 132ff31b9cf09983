import { type ConnectionOptions, connectionChecks } from '../connection.ts'
import type { OnEvent } from '../events.ts'
import { type Duration, type Expiry, isDuration } from '../expiry.ts'
import { type Check, type Checks, isBoolean, isCount, isFunction, isText, mustBe } from '../options.ts'
import { isPlainObject } from '../plain-object.ts'
import type { SendOptions } from '../transport.ts'
import { checkNamespace } from './keys.ts'
import type { KeyRange } from './range.ts'
import type { Serializer } from './serializers/serializer.ts'
import type { Billing, Encryption, TableDefinition } from './table-definition.ts'

/** How a table is reached and made, for a dict and for the HTTP cache alike. */
export interface TableSettings extends ConnectionOptions, TableDefinition {
  /** Whether the first write makes a missing table. Default `true`. */
  readonly createTable?: boolean | undefined
  /** How long a write waits for the table that it made, in milliseconds. Default 60,000. */
  readonly createTableTimeoutMs?: number | undefined
  /** Read what was written last, at twice the read units. Default `false`: reads may be a second behind. */
  readonly consistent?: boolean | undefined
  /**
   * Batches under way at once; fewer while DynamoDB throttles. A value in chunks counts as one, and writes up to four of them
   * at a time. Default 8, in Workers 4, which have six connections.
   */
  readonly concurrency?: number | undefined
  /** Told what is worth knowing and not worth an exception; what it throws is ignored. Default: nobody is told. */
  readonly onEvent?: OnEvent | undefined
}

/** Options of a dict: the connection, the table, and what the dict does itself. */
export interface DynamoDbDictOptions<V = unknown> extends TableSettings {
  /** The dict's name within the table, 1 to 1,024 bytes. Default `'http_cache'`, as in requests-cache. */
  readonly namespace?: string | undefined
  /** How values are written: by a serializer for their type, or by one that takes anything. Default `json`. */
  readonly serializer?: Serializer<V> | Serializer<unknown> | undefined
  /** When what is written expires: seconds, `'1h'`, or `'never'`. Default `'never'`. */
  readonly ttl?: Duration | 'never' | undefined
  /** How long after an item's expiry DynamoDB's own clean-up waits at least: seconds, or `'1h'`. Default `'1h'`. */
  readonly ttlGrace?: Duration | undefined
  /**
   * Over how many partitions the keys are spread, 1 to 64; for more than 1,000 writes or 3,000 reads a second. It stays as
   * it was when the namespace was begun: another number is a `RangeError`, at once where it is above 1. A dict that leaves it
   * out would need a request more to know; it notices with the first item that it meets, and not when a key is absent, when
   * it counts, or when it writes a new one. Default 1.
   */
  readonly shards?: number | undefined
  /** The largest value that an item holds itself, in bytes, 1,024 to 400,000; larger ones go into chunks. Default 400,000. */
  readonly inlineBytes?: number | undefined
  /** Whether values of 1,024 bytes and more are kept compressed, where that makes them smaller. Default `true`. */
  readonly compress?: boolean | undefined
}

/** Options of one read. */
export interface ReadOptions extends SendOptions {
  /** Whether what was written last is read, at twice the read units. Default: the dict's `consistent`. */
  readonly consistent?: boolean | undefined
}

/** Options of a listing: which entries, in which order, and how many. */
export interface ListOptions extends ReadOptions, KeyRange {
  /** The last key first. Default `false`. */
  readonly reverse?: boolean | undefined
  /** How many live entries at most. Default: all. */
  readonly limit?: number | undefined
}

/** Options of one page of a listing. */
export interface PageOptions extends ListOptions {
  /** How many live entries at most. Default 100. */
  readonly limit?: number | undefined
  /** Where the page before ended, as that page said. Default: the beginning. */
  readonly cursor?: string | undefined
}

/** Options of `deleteMany`. */
export interface DeleteManyOptions extends SendOptions {
  /**
   * Told after each batch how many items are removed so far; what it throws is ignored, and `signal` stops it. Default:
   * nobody is told.
   */
  readonly onProgress?: ((removed: number) => void) | undefined
}

/** Options of `clear`: which keys, and who is told how far it is. */
export interface ClearOptions extends DeleteManyOptions, KeyRange {}

/** Told of each look at a table: DynamoDB's status of it, or `'MISSING'`, and the milliseconds since the call. */
export type OnTableProgress = (status: string, elapsedMs: number) => void

/** Options of `ready`. */
export interface ReadyOptions extends SendOptions {
  /** Told of each look at the table while it is waited for; what it throws is ignored. Default: nobody is told. */
  readonly onProgress?: OnTableProgress | undefined
}

/** Options of `drop`. */
export interface DropOptions extends ReadyOptions {
  /** The table's name once more, since everything in the table goes: `dict.tableName`. */
  readonly confirm: string
  /** How long to wait until the table is gone, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number | undefined
}

/** Options of one delete. */
export interface DeleteOptions extends SendOptions {
  /** Only while the live item has this version; `null` for none, as items of others have none. Default: whatever is there. */
  readonly ifVersion?: string | null | undefined
}

/** Options of one write. */
export interface WriteOptions extends SendOptions {
  /** When the item expires: seconds, `'1h'`, a `Date` or `'never'`. Default: the dict's `ttl`. */
  readonly ttl?: Expiry | undefined
}

export const checkTableName: Check = isText(
  "3 to 255 letters, digits, '_', '-', '.', or an ARN",
  /^([\w.-]{3,255}|arn:\S{1,1000})$/,
)

const isBilling = mustBe(
  "'on-demand' or { readCapacityUnits, writeCapacityUnits }",
  (value: Billing | null) =>
    value === 'on-demand' ||
    [value?.readCapacityUnits, value?.writeCapacityUnits].every(
      (units) => Number.isInteger(units) && Number(units) > 0,
    ),
)

const isTags = mustBe(
  'an object of strings',
  (value) => isPlainObject(value) && Object.values(value).every((text) => typeof text === 'string'),
)

const isEncryption = mustBe(
  "'aws-owned', 'aws-managed' or { kmsKeyId }",
  (value: Encryption | null) =>
    value === 'aws-owned' ||
    value === 'aws-managed' ||
    typeof (value as { kmsKeyId?: unknown } | null)?.kmsKeyId === 'string',
)

/** The characters of tags and key ids are checked when they are used, by code that few programs load. */
export const definitionChecks: Checks = {
  billing: isBilling,
  tags: isTags,
  deletionProtection: isBoolean,
  encryption: isEncryption,
}

const isSerializer = mustBe(
  'an object with encoding, encode and decode',
  (value: Serializer<unknown> | null) =>
    typeof value?.encoding === 'string' &&
    value.encoding !== '' &&
    typeof value.encode === 'function' &&
    typeof value.decode === 'function',
)

/** What a table is and how it is used, without the connection to it. */
export const ownTableChecks: Checks = {
  ...definitionChecks,
  createTable: isBoolean,
  createTableTimeoutMs: isCount(1),
  consistent: isBoolean,
  concurrency: isCount(1),
  onEvent: isFunction,
}

export const tableChecks: Checks = { ...connectionChecks, ...ownTableChecks }

export const dictChecks: Checks = {
  ...tableChecks,
  namespace: checkNamespace,
  serializer: isSerializer,
  ttl: (value, name) => value === 'never' || isDuration(value, name),
  ttlGrace: isDuration,
  shards: mustBe('1 to 64', (value: number) => Number.isInteger(value) && value > 0 && value <= 64),
  inlineBytes: isCount(1_024),
  compress: isBoolean,
}

/** Which options methods have. */
export const sendNames: readonly string[] = ['signal']
export const readNames: readonly string[] = ['consistent', ...sendNames]
export const rangeNames: readonly string[] = ['prefix', 'from', 'to', ...readNames]
export const listNames: readonly string[] = ['reverse', 'limit', ...rangeNames]
export const deleteNames: readonly string[] = ['ifVersion', ...sendNames]
export const setNames: readonly string[] = ['ttl', 'ifAbsent', 'ifPresent', ...deleteNames]
