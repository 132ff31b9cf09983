import { DecodeError, isDynadictError, TimeoutError } from '../errors.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { withTimeout } from '../with-timeout.ts'
import { Background } from './background.ts'
import type { DynamoDbCache } from './cache.ts'
import type { FetchRequest } from './fetch-request.ts'
import { cacheKey, variantKey, variantOf } from './keys.ts'
import type { ResolvedSettings } from './settings.ts'
import { type FoundResponse, metaOf, type StoredMeta, type StoredResponse, storedFrom } from './stored-response.ts'

/** What the table holds for a request. */
export interface Lookup {
  /** The key of the resource. */
  readonly key: string
  /** The stored response that the request selects. */
  readonly found?: FoundResponse | undefined
  /** When another variant is stored under the resource's key: the fields that select among variants. */
  readonly otherVary?: readonly string[] | undefined
  /** Why nothing could be read, as an error's code. */
  readonly failure?: string | undefined
}

/** How a request waits for a write. */
type Waiting = Pick<FetchRequest, 'signal' | 'waitUntil'>

/**
 * Reads and writes stored responses within the time that a request gives the cache. The cache may fail and the request may
 * not: what goes wrong is told to `onEvent`, unless the session is `strict`.
 */
export class ResponseStore {
  readonly #cache: DynamoDbCache
  readonly #settings: ResolvedSettings
  readonly #background: Background

  constructor(cache: DynamoDbCache, settings: ResolvedSettings) {
    this.#cache = cache
    this.#settings = settings
    this.#background = new Background(settings.clock)
  }

  /** The largest body that can be stored. */
  get maxBodyBytes(): number {
    return this.#settings.maxBodyBytes
  }

  /** A further variant goes under a key of its own, as long as the same fields tell the variants apart. */
  keyFor({ key, otherVary }: Lookup, { vary, variant }: StoredResponse): string {
    return otherVary && String(otherVary) === String(vary) ? variantKey(key, variant) : key
  }

  /** One GetItem, or a second one where another variant is stored under the resource's key. */
  async lookup(request: FetchRequest, signal: AbortSignal | undefined): Promise<Lookup> {
    const key = await cacheKey(request)
    try {
      const found = await this.#read(key, signal)
      if (!found) return { key }
      const variant = await variantOf(found.vary, request.headers)
      if (variant === found.variant) return { key, found }
      return { key, otherVary: found.vary, found: await this.#read(variantKey(key, variant), signal) }
    } catch (error) {
      // A TypeError or RangeError is a setting that cannot work, which is better known than worked around.
      const isMisuse = error instanceof TypeError || error instanceof RangeError
      if (signal?.aborted || this.#settings.strict || isMisuse) throw error
      this.#settings.onEvent({ type: 'cache-read-failed', key, error })
      return { key, failure: isDynadictError(error) ? error.code : 'ERROR' }
    }
  }

  /** Stores a response and its body, as far as that can be done in the time. */
  async put(
    lookup: Lookup,
    stored: StoredResponse,
    body: Uint8Array,
    expiresAt: number,
    request: Waiting,
  ): Promise<void> {
    const key = this.keyFor(lookup, stored)
    const options = { meta: metaOf(stored), ttl: expiryOf(expiresAt) }
    const write = this.#cache.responses.putBlob(key, body, options).catch((error) => {
      // Together with its head the body does not fit: it is not stored, like a larger one.
      if (!isDynadictError(error) || error.code !== 'ITEM_TOO_LARGE') this.#writeFailed(key, error)
    })
    await this.#within(write, request)
  }

  /** Replaces the head of a stored response, unless another instance has already. */
  async freshen(
    { key, blob }: FoundResponse,
    stored: StoredResponse,
    expiresAt: number,
    request: Waiting,
  ): Promise<void> {
    const options = { ttl: expiryOf(expiresAt), ifVersion: blob.version }
    const write = this.#cache.responses.patchMeta(key, metaOf(stored), options).catch((error) => {
      if (!isDynadictError(error) || error.code !== 'CONDITION_FAILED') this.#writeFailed(key, error)
    })
    await this.#within(write, request)
  }

  /** Notes for each hop of a chain of redirects where it ends. */
  async link(hops: readonly string[], end: string, request: Waiting): Promise<void> {
    const ttl = this.#settings.keepStaleMs / 1_000
    const entries = hops.map((hop) => [hop, end] as const)
    const write = this.#cache.redirects.setMany(entries, { ttl }).catch((error) => this.#writeFailed(end, error))
    await this.#within(write, request)
  }

  /** Reads the body of a hop to its end, which is when it is stored; one that is too long, too slow or fails is given up. */
  async drain(body: ReadableStream<Uint8Array> | null): Promise<void> {
    const { cacheTimeoutMs, clock, strict } = this.#settings
    const read = async (signal: AbortSignal) =>
      body && (await import('../bytes.ts')).collect(body, this.maxBodyBytes, signal)
    try {
      await withTimeout(cacheTimeoutMs, clock, undefined, read, () => undefined)
    } catch (error) {
      if (strict && isDynadictError(error)) throw error
    }
  }

  /** Forgets a stored response. */
  async remove({ key }: FoundResponse, request: Waiting): Promise<void> {
    const write = this.#cache.responses.delete(key).catch((error) => this.#writeFailed(key, error))
    await this.#within(write, request)
  }

  settle(): Promise<void> {
    return this.#background.settle()
  }

  async #read(key: string, signal: AbortSignal | undefined): Promise<FoundResponse | undefined> {
    const { cacheTimeoutMs, clock } = this.#settings
    // All of it within the time: a body that cannot be read may not fail the request.
    const open = async (within: AbortSignal) => {
      const blob = await this.#cache.responses.openBlob<StoredMeta>(key, { signal: within })
      return blob && { blob, body: await blob.bytes() }
    }
    const found = await withTimeout(cacheTimeoutMs, clock, signal, open, () => {
      throw new TimeoutError(`the cache did not answer within ${cacheTimeoutMs} ms`, { operation: 'GetItem' })
    })
    if (!found) return undefined
    try {
      return { ...storedFrom(found.blob.meta), key, ...found }
    } catch (cause) {
      throw new DecodeError(`the item under key '${key}' is not a stored response`, { cause })
    }
  }

  #within(work: Promise<unknown>, { signal, waitUntil = this.#settings.waitUntil }: Waiting): Promise<void> {
    return unlessAborted(this.#background.within(this.#settings.cacheTimeoutMs, work, waitUntil), signal)
  }

  #writeFailed(key: string, error: unknown): void {
    this.#settings.onEvent({ type: 'cache-write-failed', key, error })
    if (this.#settings.strict) throw error
  }
}

// A Date reaches to the year 275760; what lives longer than that never expires.
const expiryOf = (expiresAt: number): Date | 'never' => (expiresAt > 8.64e15 ? 'never' : new Date(expiresAt))
