import { copyBody } from './body-copy.ts'
import { type CacheStatus, formatCacheStatus } from './cache-status.ts'
import { type Context, placeFor, type Times } from './context.ts'
import { movedTo } from './fetch-request.ts'
import { hasAuthorization } from './policy/request.ts'
import { varyOf } from './policy/selection.ts'
import { planStorage, storableHeaders } from './policy/storing.ts'
import { redactUrl } from './redact.ts'
import { leadsBySecret, redactHeaders } from './redact-headers.ts'
import { buildResponse, type CachedResponse, dateOf, decodedHeaders, isNullBodyStatus, notCached } from './responses.ts'
import type { ResponseHead, StoredResponse } from './stored-response.ts'
import { variantOf } from './variants.ts'

/** A response of the origin as the runtime's fetch leaves it: its body, if it has one, and what is true of it. */
interface Incoming {
  readonly head: ResponseHead
  readonly source: ReadableStream<Uint8Array> | null
  readonly hasBody: boolean
  readonly isDecoded: boolean
}

function incoming({ request, origin }: Context, response: Response): Incoming {
  const hasBody = request.method !== 'HEAD' && !isNullBodyStatus(response.status)
  const isDecoded = hasBody && origin.decodes(response.headers)
  const headers = isDecoded ? decodedHeaders(response.headers) : response.headers
  const head = { status: response.status, statusText: response.statusText, headers }
  // Chromium shows an empty stream where the Fetch standard has no body.
  return { head, source: hasBody ? response.body : null, hasBody, isDecoded }
}

/** A response of the origin that is not stored. */
export function network(context: Context, response: Response, status: CacheStatus): CachedResponse {
  const { head, source } = incoming(context, response)
  const { redirected, request } = context
  const cacheStatus = formatCacheStatus(status)
  const properties = { ...notCached, url: request.url, redirected, type: response.type, cacheStatus }
  return buildResponse(source as ReadableStream<Uint8Array<ArrayBuffer>> | null, head, properties)
}

/** Stores a response that the runtime got from elsewhere, where that is. */
export async function keepElsewhere(
  context: Context,
  response: Response,
  times: Times,
  status: CacheStatus,
): Promise<CachedResponse> {
  const request = await movedTo(context.request, response.url.replace(/#.*/s, ''))
  const lookup = { places: await context.store.placesFor(request), seen: [] }
  // Who waits for the first URL is not told what its hops were.
  const land = () => undefined
  return keep({ ...context, request, redirected: true, lookup, land }, response, times, status)
}

/** An answer of the origin: the caller gets it, and the table as far as the policy says so. */
export async function keep(
  context: Context,
  response: Response,
  times: Times,
  status: CacheStatus,
): Promise<CachedResponse> {
  const { request, redirected, lookup, store, background, land } = context
  const { settings, url } = request
  const { head, source, hasBody, isDecoded } = incoming(context, response)
  const { headers } = head
  const plan = planStorage(settings, request, { ...head, ...times })
  const place = plan.store ? placeFor(context, request.method, plan.isOwn) : undefined
  const length = Number(headers.get('content-length'))
  const obstacle =
    (settings.filterFn && !settings.filterFn({ ...head, url }) && 'filterFn') ||
    (hasBody && headers.has('content-encoding') && 'unknown coding') ||
    (leadsBySecret(headers, settings.keys) && 'a secret in a URL') ||
    (hasBody && length > settings.maxBodyBytes && 'body too large')
  if (!plan.store || !place || obstacle) {
    const reason = plan.store ? obstacle || undefined : plan.reason
    return network(context, response, { ...status, detail: status.detail ?? reason })
  }

  const vary = varyOf(headers)
  const stored: StoredResponse = {
    ...head,
    ...times,
    headers: redactHeaders(storableHeaders(headers, times.responseTime, settings, plan.isOwn), settings.keys),
    url: redactUrl(url, settings.keys),
    method: request.method,
    type: response.type,
    lifetimeMs: plan.lifetimeMs,
    freshUntil: plan.freshUntil,
    vary,
    variant: await variantOf(vary, request),
    family: '',
    // Of another origin a page does not see whether it was.
    isDecoded: (isDecoded && response.headers.has('content-encoding')) || request.isCrossOrigin,
    isOwn: plan.isOwn,
    isAuthorized: !settings.shared && hasAuthorization(request),
  }
  const isWritten = !settings.readOnly
  const put = async (body: Uint8Array) => {
    // That of the coded body, where its coding was hidden.
    if (hasBody && length !== body.byteLength) stored.headers.delete('content-length')
    if (isWritten) await store.put(lookup, place, stored, body, plan.expiresAt, request)
  }
  const key = isWritten ? store.keyFor(lookup, place, stored) : undefined
  const copy = source && copyBody(source, settings.maxBodyBytes, put)
  if (!copy) {
    land({ stored, key, body: async () => new Uint8Array() })
    await put(new Uint8Array())
  }
  // Who waits for its end may wait for ever: events are stored only where their reader stays until then.
  else if (!/^text\/event-stream\b/i.test(headers.get('content-type') ?? '')) {
    land({ stored, key, body: copy.whole })
    if (isWritten && settings.waitUntil) background.add(copy.whole(), request)
  }
  const told: CacheStatus = isWritten
    ? { stored: true, ttlMs: plan.freshUntil - times.responseTime, detail: plan.detail }
    : { detail: 'readOnly' }
  return buildResponse(copy?.stream ?? null, head, {
    ...notCached,
    ...{ url, redirected, type: response.type },
    ...(isWritten && { cacheKey: key, createdAt: new Date(times.responseTime), expires: dateOf(plan.freshUntil) }),
    cacheStatus: formatCacheStatus({ ...told, ...status, detail: status.detail ?? told.detail }),
  })
}
