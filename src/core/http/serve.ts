import { type CacheStatus, formatCacheStatus } from './cache-status.ts'
import type { FetchRequest } from './fetch-request.ts'
import { fieldsOf } from './policy/cache-control.ts'
import { isNotModified, partOf } from './policy/conditions.ts'
import { directivesOf } from './policy/freshness.ts'
import type { Reuse } from './policy/reuse.ts'
import { notShared } from './policy/storing.ts'
import { buildResponse, type CachedResponse, dateOf } from './responses.ts'
import type { StoredResponse } from './stored-response.ts'

/** A stored response, its body and the key that holds it. */
export interface Served {
  readonly stored: StoredResponse
  readonly key: string | undefined
  readonly body: Uint8Array<ArrayBuffer>
}

/** Of how a stored response came to be served. */
export interface Serving extends Reuse {
  readonly now: number
  readonly redirected: boolean
  /** Whether the origin has confirmed it just now. */
  readonly isValidated: boolean
  readonly status: CacheStatus
}

/** The answer to a request from a stored response: to its own conditions and its range, too. */
export function serve(request: FetchRequest, { stored, key, body }: Served, serving: Serving): CachedResponse {
  const { now, redirected, isValidated, isStale, ageMs, ttlMs, status } = serving
  const headers = new Headers(stored.headers)
  headers.set('age', String(Math.floor(ageMs / 1_000)))
  // RFC 9111 §5.2.2.4: fields that must not be reused without validation.
  if (!isValidated)
    for (const name of fieldsOf(directivesOf(headers, request.settings), 'no-cache')) headers.delete(name)
  // A private cache may have stored it, with more than a shared one may use.
  for (const name of notShared(headers, request.settings, stored.isOwn)) headers.delete(name)
  const { content, ...head } = representationOf(request, { ...stored, headers }, body)
  return buildResponse(request.method === 'HEAD' ? null : content, head, {
    url: request.url,
    redirected,
    type: stored.type,
    fromCache: true,
    revalidated: isValidated,
    isStale,
    cacheKey: key,
    createdAt: new Date(stored.responseTime),
    expires: dateOf(now + ttlMs),
    cacheStatus: formatCacheStatus({ ...status, ttlMs }),
  })
}

interface Representation {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly content: Uint8Array<ArrayBuffer> | null
}

/** All of it, a part, or that it has not changed (RFC 9110 §13.2.2, §14.2). */
function representationOf(
  { method, headers: asked }: FetchRequest,
  stored: StoredResponse,
  body: Uint8Array<ArrayBuffer>,
): Representation {
  const { status, statusText, headers } = stored
  if (isNotModified(asked, stored)) {
    for (const name of ['content-length', 'content-type']) headers.delete(name)
    return { status: 304, statusText: 'Not Modified', headers, content: null }
  }
  const part = method === 'GET' && asked.has('range') ? partOf(asked, stored, body.byteLength) : 'whole'
  if (part === 'whole') return { status, statusText, headers, content: body }
  const bytes = part === 'unsatisfiable' ? new Uint8Array() : body.slice(part.start, part.end)
  const range = part === 'unsatisfiable' ? '*' : `${part.start}-${part.end - 1}`
  headers.set('content-range', `bytes ${range}/${body.byteLength}`)
  headers.set('content-length', String(bytes.byteLength))
  if (part !== 'unsatisfiable') return { status: 206, statusText: 'Partial Content', headers, content: bytes }
  return { status: 416, statusText: 'Range Not Satisfiable', headers, content: bytes }
}
