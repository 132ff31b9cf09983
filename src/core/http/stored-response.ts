import type { OpenedBlob } from '../dict/blob.ts'

/** The head of a response: what the policy looks at. */
export interface ResponseHead {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
}

/** A stored response, without its body. */
export interface StoredResponse extends ResponseHead {
  /** The URL of the resource, with secrets redacted. */
  readonly url: string
  /** `Response.type` of the response as it came from the network. */
  readonly type: string
  /** When the request was sent and its response came, in epoch milliseconds (RFC 9111 §4.2.3). */
  readonly requestTime: number
  readonly responseTime: number
  /** The freshness lifetime in milliseconds where a setting decided it; otherwise the headers say. */
  readonly lifetimeMs?: number | undefined
  /** The request's fields that select this response, in lower case and in order (RFC 9111 §4.1). */
  readonly vary: readonly string[]
  /** A hash of those fields' values; empty when there are none. */
  readonly variant: string
}

/** `meta` of the blob that holds the body. Set-Cookie is never in it. */
export interface StoredMeta {
  readonly status: number
  readonly statusText: string
  readonly headers: Readonly<Record<string, string>>
  readonly url: string
  readonly type: string
  readonly requestTime: number
  readonly responseTime: number
  readonly lifetimeMs?: number | undefined
  readonly vary?: readonly string[] | undefined
  readonly variant?: string | undefined
}

export const metaOf = (stored: StoredResponse): StoredMeta => ({
  status: stored.status,
  statusText: stored.statusText,
  headers: Object.fromEntries(stored.headers),
  url: stored.url,
  type: stored.type,
  requestTime: stored.requestTime,
  responseTime: stored.responseTime,
  lifetimeMs: stored.lifetimeMs,
  ...(stored.vary.length > 0 && { vary: stored.vary, variant: stored.variant }),
})

/**
 * The stored response of a meta, which anyone who can write the table may have made.
 *
 * @throws {TypeError} when the meta is not one of a stored response.
 */
export function storedFrom(meta: Partial<StoredMeta>): StoredResponse {
  const { status, statusText = '', headers = {}, url = '', type = 'default', requestTime, responseTime } = meta
  const { lifetimeMs, vary = [], variant = '' } = meta
  const isStored =
    Number.isInteger(status) &&
    isWithin(status, 200, 599) &&
    isWithin(requestTime, 0, lastInstant) &&
    isWithin(responseTime, 0, lastInstant) &&
    (lifetimeMs === undefined || (typeof lifetimeMs === 'number' && lifetimeMs >= 0)) &&
    [statusText, url, type, variant].every(isText) &&
    Array.isArray(vary) &&
    vary.every((name) => isText(name) && /^[!#$%&'*+.^_`|~\w-]+$/.test(name)) &&
    Object.values(headers).every(isText)
  if (!isStored) throw new TypeError('the meta of this blob is not that of a stored response')
  // The constructor of Headers refuses names and values that are none.
  const fields = new Headers(headers)
  return { status, statusText, headers: fields, url, type, requestTime, responseTime, lifetimeMs, vary, variant }
}

/** The last instant that a `Date` can say. */
const lastInstant = 8.64e15

const isText = (value: unknown): value is string => typeof value === 'string'

const isWithin = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most

/** A stored response that was found, with the key and blob that hold it. */
export interface FoundResponse extends StoredResponse {
  readonly key: string
  readonly blob: OpenedBlob<StoredMeta>
  readonly body: Uint8Array<ArrayBuffer>
}
