import type { ResponseHead } from './stored-response.ts'

/** What the cache tells of a response, as properties of it. */
export interface CacheProperties {
  /** Whether the body came from the table, after a validation too. */
  readonly fromCache: boolean
  /** Whether the origin confirmed the stored response by a 304. */
  readonly revalidated: boolean
  /** Whether it was served although it is stale. */
  readonly isStale: boolean
  /** The key under which it is stored, or will be once its body is read and fits; `undefined` when it is not to be stored. */
  readonly cacheKey: string | undefined
  /** When the response came from the origin. */
  readonly createdAt: Date | undefined
  /** When it becomes stale; `undefined` when it never does or is not stored. */
  readonly expires: Date | undefined
  /** What the cache did, as in the Cache-Status header (RFC 9211). */
  readonly cacheStatus: string
}

/** A genuine `Response` that tells where it comes from. `clone()` keeps the properties. */
export interface CachedResponse extends Response, CacheProperties {
  /**
   * A second response with the same body and properties.
   *
   * @throws {TypeError} when the body has been read.
   */
  clone(): CachedResponse
}

/** Properties of `Response` that its constructor does not take. */
export interface NetworkProperties {
  readonly url: string
  readonly redirected: boolean
  readonly type: string
  readonly statusText?: string
}

export const notCached: Omit<CacheProperties, 'cacheStatus'> = {
  fromCache: false,
  revalidated: false,
  isStale: false,
  cacheKey: undefined,
  createdAt: undefined,
  expires: undefined,
}

/** Statuses that have no body (Fetch §2.2.3). */
export const isNullBodyStatus = (status: number): boolean => [101, 103, 204, 205, 304].includes(status)

/** A response with the cache's properties and its member of Cache-Status, behind those of caches before it. */
export function buildResponse(
  body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null,
  { status, statusText, headers }: ResponseHead,
  properties: CacheProperties & NetworkProperties,
): CachedResponse {
  // The constructor takes less than servers send; what it does not take becomes a property.
  const isPlain = /^[\t\x20-\x7e\x80-\xff]*$/.test(statusText)
  const init = { status, statusText: isPlain ? statusText : '', headers: new Headers(headers) }
  init.headers.append('cache-status', properties.cacheStatus)
  const response = new Response(isNullBodyStatus(status) ? null : body, init)
  return withProperties(response, isPlain ? properties : { ...properties, statusText })
}

/** Gives a response properties of its own; a clone gets them too, which it would not by itself. */
export function withProperties(
  response: Response,
  properties: CacheProperties & Partial<NetworkProperties>,
): CachedResponse {
  const clone = () => withProperties(Response.prototype.clone.call(response), properties)
  const descriptors = Object.entries({ ...properties, clone }).map(([name, value]) => [
    name,
    { value, configurable: true, enumerable: name !== 'clone' },
  ])
  return Object.defineProperties(response, Object.fromEntries(descriptors)) as CachedResponse
}

/**
 * The headers of a response whose body the runtime has decoded: its coding and coded length are gone, or whoever served it
 * on would break its client.
 */
export function decodedHeaders(headers: Headers): Headers {
  const decoded = new Headers(headers)
  if (headers.has('content-encoding')) {
    decoded.delete('content-encoding')
    decoded.delete('content-length')
  }
  return decoded
}

/** Gives up a body that nobody reads. Of one that was cloned that may have no end, and of one that is broken it fails. */
export function leaveBody(body: ReadableStream | null): void {
  const ignored = () => undefined
  body?.cancel().catch(ignored)
}

/** The answer where nothing that is stored will do, and the origin may not be asked or cannot be reached. */
export const gatewayTimeout = (url: string, cacheStatus: string): CachedResponse =>
  buildResponse(
    null,
    { status: 504, statusText: 'Gateway Timeout', headers: new Headers() },
    { ...notCached, cacheStatus, url, redirected: false, type: 'default' },
  )

/** `undefined` for what lies beyond the reach of a Date, which is to say never. */
export const dateOf = (ms: number): Date | undefined => (ms > 8.64e15 ? undefined : new Date(ms))
