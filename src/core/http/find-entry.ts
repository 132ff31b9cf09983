import { readHead } from '../dict/list-heads.ts'
import { type Checks, checkOptions, isBoolean, isObject } from '../options.ts'
import type { SendOptions } from '../transport.ts'
import type { DynamoDbCache } from './cache.ts'
import { defaultsOf, type KeyedOptions, keyedChecks } from './entry-scope.ts'
import type { FetchRequest } from './fetch-request.ts'
import { readRequest, withBody } from './fetch-request.ts'
import type { Slot } from './lookup.ts'
import { look } from './lookup.ts'
import { placesFor } from './places.ts'
import { isUsable } from './policy/reuse.ts'
import { entryOf, type Seen, type StoredEntry, seenFrom } from './stored-entries.ts'
import type { StoredMeta, StoredResponse } from './stored-response.ts'
import { VaryMemory } from './vary-memory.ts'

/** A request, a URL for a GET, or a key as `response.cacheKey` and entries have it. */
export type EntryTarget = string | URL | Request | { readonly key: string }

/** Options of `get` and `contains`. */
export interface FindOptions extends KeyedOptions, SendOptions {
  /** Whether what was written last is read, at twice the read units. Default: the cache's `consistent`. */
  readonly consistent?: boolean | undefined
}

const findChecks: Checks = { ...keyedChecks, consistent: isBoolean, signal: isObject }

/** The stored response that a request would find, or that is under a key, fresh or stale; its body is not read. */
export async function findEntry(
  cache: DynamoDbCache,
  target: EntryTarget,
  options: FindOptions,
): Promise<StoredEntry | undefined> {
  checkOptions(options, findChecks, 'get')
  defaultsOf(cache, options)
  const seen = isKey(target) ? await readSeen(cache, target.key, options) : await findSeen(cache, target, options)
  if (!seen) return undefined
  const entry = entryOf(cache, seen)
  if (entry.error) throw entry.error
  return entry
}

const isKey = (target: EntryTarget): target is { readonly key: string } =>
  typeof target === 'object' && !(target instanceof URL) && !(target instanceof Request) && 'key' in target

async function readSeen(cache: DynamoDbCache, key: string, options: FindOptions): Promise<Seen | undefined> {
  const head = await readHead<StoredMeta>(cache.responses['~items'], key, options)
  return head?.isLive ? seenFrom(head) : undefined
}

/** A request as the first session, or one with the given settings, would read it. */
export async function requestFor(
  cache: DynamoDbCache,
  target: string | URL | Request,
  options: KeyedOptions,
): Promise<FetchRequest> {
  // Reading its body uses it up, and it is not for us.
  const read = await readRequest(target instanceof Request ? target.clone() : target, null, defaultsOf(cache, options))
  if (!read.hasBody) return read
  const whole = await withBody(read)
  if (!whole) throw new TypeError('the body of the request is too large to be part of a key')
  return whole
}

async function findSeen(cache: DynamoDbCache, target: string | URL | Request, options: FindOptions) {
  const request = await requestFor(cache, target, options)
  for (const place of await placesFor(request, cache.tableName)) {
    const read = async (key: string): Promise<Slot<FoundHead>> => {
      const seen = await readSeen(cache, key, options)
      return { key, version: seen?.head.version, found: seen?.stored && { ...seen.stored, isOwn: place.isOwn, seen } }
    }
    const { selected } = await look(place, request, read, new VaryMemory())
    if (selected && isUsable(request.settings, request, selected)) return selected.seen
  }
  return undefined
}

interface FoundHead extends StoredResponse {
  readonly seen: Seen
}
