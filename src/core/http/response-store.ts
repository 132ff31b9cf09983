import type { OpenedBlob } from '../dict/blob.ts'
import { openBlob } from '../dict/blob-reader.ts'
import { DecodeError, hasCode, isDynadictError, TimeoutError, unlessCode } from '../errors.ts'
import { withTimeout } from '../with-timeout.ts'
import type { Background } from './background.ts'
import type { DynamoDbCache } from './cache.ts'
import { commit } from './commit.ts'
import type { FetchRequest } from './fetch-request.ts'
import { urlPrefix } from './keys.ts'
import { type Lookup, look, type Seen, type Slot, targetOf } from './lookup.ts'
import { isInvalidatedSince, markKeysFor, markPlacesFor } from './marks.ts'
import { isOfResource, type Place, placesFor } from './places.ts'
import { isUsable } from './policy/reuse.ts'
import type { CachedResponse } from './responses.ts'
import type { SharedReads } from './shared-reads.ts'
import {
  type FoundResponse,
  type InvalidatedMeta,
  invalidatedIn,
  isInvalidated,
  markSeconds,
  metaOf,
  type StoredMeta,
  type StoredResponse,
  storedFrom,
} from './stored-response.ts'
import { VaryMemory } from './vary-memory.ts'

/** So long one instance has to validate behind an answer before another may. */
export const claimMs = 30_000

/**
 * Reads and writes stored responses within the time that a request gives the cache. The cache may fail and the request may
 * not: what goes wrong is told to `onEvent`, unless the session is `strict`.
 */
export class ResponseStore {
  readonly #cache: DynamoDbCache
  readonly #background: Background
  readonly #memory = new VaryMemory()
  /** None where a request must not wait for another's promise, or a read must see all that was written before it. */
  readonly #reads: SharedReads<Read> | undefined

  constructor(cache: DynamoDbCache, background: Background) {
    this.#cache = cache
    this.#background = background
    this.#reads = cache.responses['~items'].consistent ? undefined : cache['~underWay']?.reads
  }

  /** What is stored for a request: one GetItem for each place, and perhaps one more for a variant. */
  async lookup(request: FetchRequest): Promise<Lookup> {
    const { settings, signal } = request
    const { clock, cacheTimeoutMs } = settings
    const places = await this.placesFor(request)
    const seen: Seen[] = []
    // All of it within the time: a body that cannot be read may not fail the request.
    const lookAtAll = async (within: AbortSignal): Promise<FoundResponse | undefined> => {
      for (const place of places) {
        const read = (key: string) => this.#read(key, place, within)
        const { selected, ...rest } = await look(place, request, read, this.#memory)
        seen.push({ selected, ...rest })
        if (selected && isUsable(settings, request, selected)) return selected
      }
      return undefined
    }
    const late = (): never => {
      throw new TimeoutError(`the cache did not answer within ${cacheTimeoutMs} ms`, { operation: 'GetItem' })
    }
    try {
      return { places, seen, selected: await withTimeout(cacheTimeoutMs, clock, signal, lookAtAll, late) }
    } catch (error) {
      // A setting that cannot work is better known than worked around. Any other TypeError is a failure like others, such as
      // `fetch failed` of a transport that is handed in.
      if (signal?.aborted || settings.strict || isMisuse(error)) throw error
      this.#tell('read', places[seen.length]?.key ?? '', error, request)
      return { places, seen, failure: isDynadictError(error) ? error.code : 'ERROR' }
    }
  }

  /** The variant under a key that was seen before, where it can be read. */
  async variant(key: string, place: Place, request: FetchRequest): Promise<FoundResponse | undefined> {
    const { clock, cacheTimeoutMs, strict } = request.settings
    const read = (signal: AbortSignal) => this.#read(key, place, signal)
    const none = () => ({ key, version: undefined })
    try {
      return (await withTimeout(cacheTimeoutMs, clock, request.signal, read, none)).found
    } catch (error) {
      if (request.signal?.aborted || strict) throw error
      this.#tell('read', key, error, request)
      return undefined
    }
  }

  /** Stores a response and its body, as far as that can be done in the time. */
  async put(
    lookup: Lookup,
    place: Place,
    stored: StoredResponse,
    body: Uint8Array,
    expiresAt: number,
    request: FetchRequest,
  ): Promise<void> {
    const seen = lookup.seen.find((each) => each.place === place)
    const target = targetOf(place, seen, stored)
    if (target.key === place.key) this.#memory.forget(place.key)
    else this.#memory.noteVariant(place.key, target.key, stored)
    const write = async () => {
      // Under its own key the write itself tells whether there is a mark.
      const marks = (await markKeysFor(request, lookup.places)).filter((key) => key !== target.key)
      const isInvalidated = () => isInvalidatedSince(this.#cache.responses, marks, lookup, stored.requestTime)
      if (await isInvalidated()) return
      const { responses } = this.#cache
      const version = await commit(responses, target, stored, body, expiryOf(expiresAt))
      // Who marks lists afterwards, and may have done both since that look.
      if (!version || !(await isInvalidated())) return
      await unlessCode('CONDITION_FAILED', responses.delete(target.key, { ifVersion: version }))
    }
    // Together with its head the body does not fit: it is not stored, like a larger one.
    await this.#write(target.key, write(), 'ITEM_TOO_LARGE', request)
  }

  /** Counts an answer, for `stats` of the cache. */
  count(response: CachedResponse, selected: FoundResponse | undefined): void {
    this.#cache['~stats'].answered(response, selected)
  }

  placesFor(request: FetchRequest): Promise<Place[]> {
    return placesFor(request, this.#cache.tableName)
  }

  /** The key under which a response is stored. */
  keyFor(lookup: Lookup, place: Place, stored: StoredResponse): string {
    const seen = lookup.seen.find((each) => each.place === place)
    return targetOf(place, seen, stored).key
  }

  /** Replaces the head of a stored response, unless another instance has already. */
  async freshen(found: FoundResponse, stored: StoredResponse, expiresAt: number, request: FetchRequest): Promise<void> {
    const { key, blob, family } = found
    const options = { ttl: expiryOf(expiresAt), ifVersion: blob.version }
    const { claimedUntil: _, ...head } = stored
    const write = this.#cache.responses.patchMeta(key, metaOf({ ...head, family }), options)
    await this.#write(key, write, 'CONDITION_FAILED', request)
  }

  /**
   * Claims a stored response, so that of many instances one validates it: one UpdateItem. Resolves with what is there then, or
   * `undefined` when another one has claimed it.
   */
  async claim(found: FoundResponse, request: FetchRequest): Promise<FoundResponse | undefined> {
    const { settings } = request
    const now = settings.clock.now()
    const leftMs = (found.claimedUntil ?? now) - now
    // Clocks differ, but no claim is longer than twice its time.
    if (settings.readOnly || (leftMs > 0 && leftMs <= 2 * claimMs)) return undefined
    const claimed = { ...found, claimedUntil: now + claimMs }
    try {
      const { key, blob } = found
      const version = await this.#cache.responses.patchMeta(key, metaOf(claimed), { ifVersion: blob.version })
      return { ...claimed, blob: { ...blob, version } }
    } catch (error) {
      if (!hasCode(error, 'CONDITION_FAILED')) this.#tell('write', found.key, error, request)
      return undefined
    }
  }

  /**
   * Makes sure that nothing of a URL is used any more: all methods, variants and parts for credentials (RFC 9111 §4.4). A mark
   * under the resource's key keeps out what is still under way.
   */
  async invalidate(url: string, request: FetchRequest): Promise<void> {
    const { responses } = this.#cache
    const { keys } = request.settings
    const marks = [...new Set((await markPlacesFor(request, url, this.#cache.tableName)).map(({ key }) => key))]
    // What `keyFn` makes need not begin with the URL.
    const prefixes = keys.keyFn ? marks : [urlPrefix(url, keys)]
    const meta: InvalidatedMeta = { invalidated: request.settings.clock.now() }
    const mark = (key: string) => responses.putBlob(key, new Uint8Array(), { meta, ttl: markSeconds })
    const removeOthers = async () => {
      const others: string[] = []
      for (const prefix of prefixes) {
        for await (const key of responses.keys({ prefix, consistent: true })) {
          if (keys.keyFn && !isOfResource(key, prefix)) continue
          this.#memory.forget(key)
          if (!marks.includes(key)) others.push(key)
        }
      }
      await responses.deleteMany(others)
    }
    // First the marks: who looks for one before his write, and does not find it, has written before the listing, or nearly.
    const work = Promise.all(marks.map(mark)).finally(removeOthers)
    await this.#write(marks[0] ?? url, work, undefined, request)
  }

  /** Notes for each hop of a chain of redirects where it ends. */
  async link(hops: readonly string[], end: string, request: FetchRequest): Promise<void> {
    const ttl = request.settings.keepStaleMs / 1_000
    const entries = hops.map((hop) => [hop, end] as const)
    await this.#write(end, this.#cache.redirects.setMany(entries, { ttl }), undefined, request)
  }

  /** Forgets a stored response, unless another one has taken its place. */
  async remove({ key, blob }: FoundResponse, request: FetchRequest): Promise<void> {
    const removal = this.#cache.responses.delete(key, { ifVersion: blob.version })
    await this.#write(key, removal, 'CONDITION_FAILED', request)
  }

  /**
   * Reads a body that is nobody's to its end, which is when it is stored; one that is too long, too slow or fails is given up. A
   * hop's may take as long as a request waits for the cache.
   */
  async drain(
    body: ReadableStream<Uint8Array> | null,
    { settings }: FetchRequest,
    withinMs: number = settings.cacheTimeoutMs,
  ): Promise<void> {
    const { clock, strict, maxBodyBytes } = settings
    const read = async (signal: AbortSignal) =>
      body && (await import('../bytes.ts')).collect(body, maxBodyBytes, signal)
    try {
      await withTimeout(withinMs, clock, undefined, read, () => undefined)
    } catch (error) {
      if (strict && isDynadictError(error)) throw error
    }
  }

  async #read(key: string, { isOwn, method }: Place, signal: AbortSignal): Promise<Slot> {
    const send = (within: AbortSignal) => this.#open(key, within)
    const { blob, body } = await (this.#reads ? this.#reads.read(key, signal, send) : send(signal))
    if (!blob) return { key, version: undefined }
    const { version, meta } = blob
    const slot = { key, version, invalidatedAt: invalidatedIn(meta) }
    if (!body) return slot
    try {
      const found = { ...storedFrom(meta), isOwn, key, blob, body }
      // Where `keyFn` gives both one key, a response without its body is none to others.
      const isHeadOnly = found.method === 'HEAD' && method !== 'HEAD'
      return { ...slot, found: isHeadOnly ? undefined : found }
    } catch (cause) {
      throw new DecodeError(`the item under key '${key}' is not a stored response`, { cause })
    }
  }

  /** What is under a key, with the body of what is no mark. */
  async #open(key: string, signal: AbortSignal): Promise<Read> {
    // At once, where the dict's own method loads what it needs first: that would take a twentieth of a hit.
    const blob = await openBlob<StoredMeta>(this.#cache.responses['~items'], key, { signal })
    return blob && !isInvalidated(blob.meta) ? { blob, body: await blob.bytes() } : { blob }
  }

  #tell(what: 'read' | 'write', key: string, error: unknown, { settings }: FetchRequest): void {
    this.#cache['~stats'].failed(what)
    settings.onEvent({ type: `cache-${what}-failed`, key, error })
  }

  /** Waits for a write, within the time that there is; a failure with a code that is to be expected is none. */
  async #write(
    key: string,
    write: Promise<unknown>,
    expected: string | undefined,
    request: FetchRequest,
  ): Promise<void> {
    const { strict } = request.settings
    const told = write
      .catch((error: unknown) => {
        if (expected !== undefined && hasCode(error, expected)) return
        // It may have been done, and the next request sees what is there: no failure to be told of.
        if (!strict && hasCode(error, 'OUTCOME_UNKNOWN')) return
        this.#tell('write', key, error, request)
        if (strict) throw error
      })
      // Done in time or behind: who asks from then on sees it.
      .finally(() => this.#reads?.leave())
    await this.#background.within(told, request)
  }
}

/** By a mark, as a class of the transports would be a part of all that a page loads. */
const isMisuse = (error: unknown): boolean => error instanceof TypeError && '~misuse' in error

/** What one read of the table brings, for all who have asked for it. */
export interface Read {
  readonly blob?: OpenedBlob<StoredMeta> | undefined
  readonly body?: Uint8Array<ArrayBuffer>
}

// A Date reaches to the year 275760; what lives longer than that never expires.
const expiryOf = (expiresAt: number): Date | 'never' => (expiresAt > 8.64e15 ? 'never' : new Date(expiresAt))
