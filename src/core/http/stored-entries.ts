import { type ItemHead, listHeads } from '../dict/list-heads.ts'
import { DecodeError, type DynadictError } from '../errors.ts'
import { type Duration, durationMs, isDuration } from '../expiry.ts'
import { type Checks, checkOptions, isBoolean, isCount, isObject } from '../options.ts'
import type { SendOptions } from '../transport.ts'
import type { DynamoDbCache } from './cache.ts'
import { type Scope, type ScopeOptions, scopeChecks, scopesOf } from './entry-scope.ts'
import { dateOf } from './responses.ts'
import { isInvalidated, type StoredMeta, type StoredResponse, storedFrom } from './stored-response.ts'

/** A stored response, without its body. Secrets in it are hidden as they are in the table. */
export interface StoredEntry {
  /** Where it is stored, as `response.cacheKey` has it. */
  readonly key: string
  /** The URL of the resource, with secrets and ignored parameters hidden. */
  readonly url: string
  /** The method of the request. */
  readonly method: string
  /** The HTTP status. */
  readonly status: number
  /** The text beside it, often empty. */
  readonly statusText: string
  /** The stored headers, with secrets hidden. */
  readonly headers: Headers
  /** When the response came from the origin, or was confirmed by it. */
  readonly createdAt: Date
  /** When it becomes stale by the settings with which it was stored; `undefined` when it never does. */
  readonly expires: Date | undefined
  /** Whether it was stale when it was listed. */
  readonly isStale: boolean
  /** Until when it is kept to be validated, or to stand in for the origin; `undefined` for ever. */
  readonly keptUntil: Date | undefined
  /** Bytes of the body; `undefined` where an earlier version stored it. */
  readonly size: number | undefined
  /** The request's fields that select it, in lower case. */
  readonly vary: readonly string[]
  /** Whether it is for those only who send the same credentials. */
  readonly isOwn: boolean
  /** Never there; an `InvalidEntry` has one. Default: none. */
  readonly error?: undefined
  /**
   * Reads the body: one GetItem, and one for each chunk. Resolves with `undefined` when this response has been replaced,
   * confirmed by the origin or removed since it was listed.
   *
   * @throws {DecodeError} when the body is damaged.
   */
  body(options?: SendOptions): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** An item among the stored responses that is none: of a later version, damaged, or written by others. */
export interface InvalidEntry {
  /** Under which it is. */
  readonly key: string
  /** Says what is wrong with it. */
  readonly error: DynadictError
}

/** In which state. Without any of these, all that may still be of use: fresh or stale. */
export interface StateOptions {
  /** Those that are fresh. Default `false`. */
  readonly valid?: boolean | undefined
  /** Those that are stale, and kept to be validated or to stand in for the origin. Default `false`. */
  readonly stale?: boolean | undefined
  /** Those that are stale, and those that are not kept any more but not yet gone from the table. Default `false`. */
  readonly expired?: boolean | undefined
  /** Items that cannot be read. Default `false`. */
  readonly invalid?: boolean | undefined
  /** Of these only those that came before this time, or longer ago than this: a `Date`, seconds, or `'7d'`. Default: all. */
  readonly olderThan?: Duration | Date | undefined
}

/** Which entries, and how they are read. */
export interface EntriesOptions extends ScopeOptions, StateOptions, SendOptions {
  /** How many entries at most. Default: all. */
  readonly limit?: number | undefined
  /** Whether what was written last is read, at twice the read units. Default: the cache's `consistent`. */
  readonly consistent?: boolean | undefined
}

/** Seconds, text, or a `Date`. */
export const isAge = (value: unknown, name: string): void => {
  if (!(value instanceof Date && !Number.isNaN(Number(value)))) isDuration(value, name)
}

export const stateChecks: Checks = {
  valid: isBoolean,
  stale: isBoolean,
  expired: isBoolean,
  invalid: isBoolean,
  olderThan: isAge,
}

const entriesChecks: Checks = {
  ...scopeChecks,
  ...stateChecks,
  limit: isCount(0),
  consistent: isBoolean,
  signal: isObject,
}

/** What stands under a key, as the listing found it. */
export interface Seen {
  readonly head: ItemHead<StoredMeta>
  /** `undefined` where it is none. */
  readonly stored: StoredResponse | undefined
  readonly error?: DynadictError | undefined
}

/** Stored responses and what cannot be read, in key order; marks of invalidation are neither. */
export async function* listSeen(
  cache: DynamoDbCache,
  scopes: readonly Scope[],
  states: StateOptions,
  options: SendOptions & { readonly consistent?: boolean | undefined; readonly after?: string | undefined },
): AsyncGenerator<Seen, void> {
  const { signal, consistent, after } = options
  const store = cache.responses['~items']
  const isAsked = stateFilter(states, store.table.clock.now())
  for (const { prefix, matches } of scopes) {
    const query = { prefix, signal, consistent, after, expired: states.expired }
    for await (const head of listHeads<StoredMeta>(store, query)) {
      const seen = seenFrom(head)
      if (seen && matches(head.key, seen.stored) && isAsked(seen)) yield seen
    }
  }
}

/** What a head shows; `undefined` for a mark. */
export function seenFrom(head: ItemHead<StoredMeta>): Seen | undefined {
  if (head.error) return { head, stored: undefined, error: head.error }
  if (isInvalidated(head.meta)) return undefined
  try {
    return { head, stored: storedFrom(head.meta) }
  } catch (cause) {
    const error = new DecodeError(`the item under key '${head.key}' is not a stored response`, { cause })
    return { head, stored: undefined, error }
  }
}

function stateFilter({ valid, stale, expired, invalid, olderThan }: StateOptions, now: number) {
  const isAll = !valid && !stale && !expired && !invalid
  const before = olderThan === undefined ? Infinity : timeOf(olderThan, now)
  return ({ head: { isLive }, stored }: Seen): boolean => {
    if (!stored) return invalid === true && olderThan === undefined
    if (stored.responseTime >= before) return false
    if (isAll) return isLive
    if (!isLive) return expired === true
    return stored.freshUntil > now ? valid === true : stale === true || expired === true
  }
}

const timeOf = (olderThan: Duration | Date, now: number): number =>
  olderThan instanceof Date ? Number(olderThan) : now - durationMs(olderThan, 'olderThan')

/** Lists entries in key order, for each of several prefixes one after the other. Reads no body. */
export async function* listEntries(
  cache: DynamoDbCache,
  options: EntriesOptions,
): AsyncGenerator<StoredEntry | InvalidEntry, void> {
  checkOptions(options, entriesChecks, 'entries')
  const { limit = Infinity } = options
  if (limit === 0) return
  let count = 0
  for await (const seen of listSeen(cache, await scopesOf(cache, options), options, options)) {
    yield entryOf(cache, seen)
    if (++count >= limit) return
  }
}

/** The URLs of entries, each once and sorted. */
export async function listUrls(cache: DynamoDbCache, options: EntriesOptions): Promise<string[]> {
  const urls = new Set<string>()
  for await (const entry of listEntries(cache, options)) if (!entry.error) urls.add(entry.url)
  return [...urls].sort()
}

export function entryOf(cache: DynamoDbCache, { head, stored, error }: Seen): StoredEntry | InvalidEntry {
  const { key, version, expiresAt, size } = head
  if (!stored) return { key, error: error as DynadictError }
  const { url, method, status, statusText, headers, vary, isOwn, freshUntil, responseTime } = stored
  return {
    ...{ key, url, method, status, statusText, headers, vary, isOwn },
    createdAt: new Date(responseTime),
    expires: dateOf(Math.max(0, freshUntil)),
    isStale: freshUntil <= cache.responses['~items'].table.clock.now(),
    keptUntil: dateWithin(expiresAt),
    size: size ?? stored.size,
    async body({ signal }: SendOptions = {}) {
      for (const consistent of [undefined, true]) {
        const blob = await cache.responses.openBlob(key, { consistent, signal })
        if (blob?.version === version) return blob.bytes()
      }
      return undefined
    },
  }
}

/** `undefined` for ever, and for what no `Date` can say. */
const dateWithin = (expiry: Date | 'never'): Date | undefined =>
  Number(expiry) > 0 ? new Date(Number(expiry)) : undefined
