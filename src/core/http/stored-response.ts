import type { OpenedBlob } from '../dict/blob.ts'
import { isPlainObject } from '../plain-object.ts'

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
  /** The method of the request. */
  readonly method: string
  /** `Response.type` of the response as it came from the network. */
  readonly type: string
  /** When the request was sent and its response came, in epoch milliseconds (RFC 9111 §4.2.3). */
  readonly requestTime: number
  readonly responseTime: number
  /** The freshness lifetime in milliseconds where a setting decided it; otherwise the headers say. */
  readonly lifetimeMs?: number | undefined
  /** When it becomes stale by the settings that it was stored with, in epoch milliseconds. */
  readonly freshUntil: number
  /** The request's fields that select this response, in lower case and in order (RFC 9111 §4.1). */
  readonly vary: readonly string[]
  /** A hash of those fields' values; empty when there are none. */
  readonly variant: string
  /** What the variants of a resource have in common until it is invalidated: it is a part of their keys. */
  readonly family: string
  /** Whether the runtime had decoded the body: a part of it is no part of what the origin sent. */
  readonly isDecoded: boolean
  /** Whether it is for those only who send the same credentials. */
  readonly isOwn: boolean
  /** Whether a private cache stored for all of its user what was the answer to a request with Authorization. */
  readonly isAuthorized?: boolean | undefined
  /** The size of the body in bytes, where it was stored with it. */
  readonly size?: number | undefined
  /** Until when somebody validates it behind its use, in epoch milliseconds. */
  readonly claimedUntil?: number | undefined
  /** When what stood here before was invalidated, in epoch milliseconds: the mark is gone, and others may still look for it. */
  readonly invalidatedAt?: number | undefined
}

/** `meta` of the blob that holds the body. */
export interface StoredMeta {
  readonly status: number
  readonly statusText?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly setCookie?: readonly string[] | undefined
  readonly url: string
  readonly method?: string | undefined
  readonly type: string
  readonly requestTime: number
  readonly responseTime: number
  readonly lifetimeMs?: number | undefined
  readonly freshUntil: number
  readonly vary?: readonly string[] | undefined
  readonly variant?: string | undefined
  readonly family?: string | undefined
  readonly decoded?: boolean | undefined
  readonly own?: boolean | undefined
  readonly authorized?: boolean | undefined
  readonly size?: number | undefined
  readonly claimedUntil?: number | undefined
  readonly invalidatedAt?: number | undefined
}

/** `meta` of what stands in the place of a response that was invalidated, for as long as a request may be under way. */
export interface InvalidatedMeta {
  /** When that was, in epoch milliseconds. */
  readonly invalidated: number
}

/** So long the mark of an invalidation stands: no request takes longer. */
export const markSeconds = 300

export const isInvalidated = (meta: object): meta is InvalidatedMeta => 'invalidated' in meta

/** When what a meta is of was invalidated, where it is a mark or has taken the place of one. */
export function invalidatedIn(meta: StoredMeta | InvalidatedMeta): number | undefined {
  const at: unknown = isInvalidated(meta) ? meta.invalidated : meta.invalidatedAt
  // Anyone who can write the table may have made it.
  return isWithin(at, 0, lastInstant) ? at : undefined
}

export function metaOf(stored: StoredResponse): StoredMeta {
  const { headers, vary, variant, family } = stored
  const setCookie = headers.getSetCookie()
  return {
    status: stored.status,
    ...(stored.statusText !== '' && { statusText: stored.statusText }),
    headers: Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie')),
    ...(setCookie.length > 0 && { setCookie }),
    url: stored.url,
    ...(stored.method !== 'GET' && { method: stored.method }),
    type: stored.type,
    requestTime: stored.requestTime,
    responseTime: stored.responseTime,
    ...(stored.lifetimeMs !== undefined && { lifetimeMs: stored.lifetimeMs }),
    freshUntil: Math.min(stored.freshUntil, Number.MAX_SAFE_INTEGER),
    ...(vary.length > 0 && { vary, variant, family }),
    ...(stored.isDecoded && { decoded: true }),
    ...(stored.isOwn && { own: true }),
    ...(stored.isAuthorized && { authorized: true }),
    ...(stored.size !== undefined && { size: stored.size }),
    ...(stored.claimedUntil !== undefined && { claimedUntil: stored.claimedUntil }),
    ...(stored.invalidatedAt !== undefined && { invalidatedAt: stored.invalidatedAt }),
  }
}

/**
 * The stored response of a meta, which anyone who can write the table may have made.
 *
 * @throws {TypeError} when the meta is not one of a stored response.
 */
export function storedFrom(meta: Partial<StoredMeta>): StoredResponse {
  const { status, statusText = '', headers = {}, setCookie = [], url = '', method = 'GET', type = 'default' } = meta
  const { requestTime, responseTime, lifetimeMs, freshUntil, vary = [], variant = '', family = '' } = meta
  const { decoded = false, own = false, authorized = false, size, claimedUntil, invalidatedAt } = meta
  const isStored =
    Number.isInteger(status) &&
    isWithin(status, 200, 599) &&
    isWithin(requestTime, 0, lastInstant) &&
    isWithin(responseTime, 0, lastInstant) &&
    isWithin(freshUntil, Number.NEGATIVE_INFINITY, Infinity) &&
    (lifetimeMs === undefined || isWithin(lifetimeMs, 0, Infinity)) &&
    (size === undefined || isWithin(size, 0, Number.MAX_SAFE_INTEGER)) &&
    (claimedUntil === undefined || isWithin(claimedUntil, 0, Infinity)) &&
    (invalidatedAt === undefined || isWithin(invalidatedAt, 0, lastInstant)) &&
    [statusText, url, method, type, variant, family].every(isText) &&
    [decoded, own, authorized].every((flag) => typeof flag === 'boolean') &&
    [vary, setCookie].every((list) => Array.isArray(list) && list.every(isText)) &&
    vary.every((name) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name)) &&
    isPlainObject(headers) &&
    Object.values(headers).every(isText)
  if (!isStored) throw new TypeError('the meta of this blob is not that of a stored response')
  // The constructor of Headers refuses names and values that are none.
  const fields = new Headers(headers)
  for (const cookie of setCookie) fields.append('set-cookie', cookie)
  return {
    ...{ status, statusText, headers: fields, url, method, type, requestTime, responseTime, lifetimeMs, freshUntil },
    ...{
      vary,
      variant,
      family,
      isDecoded: decoded,
      isOwn: own,
      isAuthorized: authorized,
      size,
      claimedUntil,
      invalidatedAt,
    },
  }
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
