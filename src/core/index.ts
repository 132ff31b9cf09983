/** The public surface, which every runtime exports with its own three classes beside it. */

export type { Clock } from './clock.ts'
export type { AwsSdkClient, ConnectionOptions, Credentials, RequestReport } from './connection.ts'
export type { Meta, OpenBlobOptions, OpenedBlob, PatchMetaOptions, PutBlobOptions } from './dict/blob.ts'
export type { TableInfo, TableKey } from './dict/describe-table.ts'
export type { Entries, Entry, Page } from './dict/entries.ts'
export type { IncrementOptions } from './dict/increment.ts'
export type { StateConditions } from './dict/item.ts'
export type {
  ClearOptions,
  DeleteManyOptions,
  DeleteOptions,
  DropOptions,
  DynamoDbDictOptions,
  ListOptions,
  OnTableProgress,
  PageOptions,
  ReadOptions,
  ReadyOptions,
  TableSettings,
  WriteOptions,
} from './dict/options.ts'
export type { PopOptions } from './dict/pop.ts'
export type { KeyRange } from './dict/range.ts'
export { bytes } from './dict/serializers/bytes.ts'
export { json } from './dict/serializers/json.ts'
export type { Serializer } from './dict/serializers/serializer.ts'
export { text } from './dict/serializers/text.ts'
export type { Billing, Encryption, TableDefinition, Tags } from './dict/table-definition.ts'
export {
  AccessDeniedError,
  BatchError,
  ConditionFailedError,
  CredentialsError,
  DecodeError,
  DynadictError,
  ItemTooLargeError,
  isDynadictError,
  KeyNotFoundError,
  NetworkError,
  OutcomeUnknownError,
  ServiceError,
  TableNotFoundError,
  ThrottledError,
  TimeoutError,
} from './errors.ts'
export type { DynadictEvent, OnEvent } from './events.ts'
export type { Duration, Expiry } from './expiry.ts'
export type { DynamoDbCacheOptions } from './http/cache.ts'
export type { CacheMode } from './http/cache-mode.ts'
export type { CacheStatistics } from './http/cache-stats.ts'
export type { DeleteSelector } from './http/delete-stored.ts'
export type { KeyedOptions, ScopeOptions } from './http/entry-scope.ts'
export type { CachedRequestInit } from './http/fetch-request.ts'
export type { EntryTarget, FindOptions } from './http/find-entry.ts'
export type { KeyFn, KeyFnRequest, KeySettings } from './http/key-settings.ts'
export type { ResetOptions } from './http/reset-expiration.ts'
export type { CachedResponse, CacheProperties } from './http/responses.ts'
export type { CachedSessionOptions, SettleOptions } from './http/session.ts'
export type { FilteredResponse, RequestSettings, SessionSettings, WaitUntil } from './http/settings.ts'
export type { EntriesOptions, InvalidEntry, StateOptions, StoredEntry } from './http/stored-entries.ts'
export type { UrlPattern, UrlPatterns } from './http/url-pattern-settings.ts'
export type {
  AttributeValue,
  Input,
  Item,
  Operation,
  Operations,
  Output,
  RequestOptions,
  SendOptions,
  Transport,
} from './transport.ts'
