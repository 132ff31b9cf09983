import { type CacheStatus, formatCacheStatus } from './cache-status.ts'
import { type Context, othersIn } from './context.ts'
import { compare, freshen } from './freshen.ts'
import { keep, keepElsewhere } from './keep.ts'
import { fwdOf, type Lookup } from './lookup.ts'
import type { Forward } from './policy/reuse.ts'
import { conditionalHeaders, confirmedBy } from './policy/validation.ts'
import { type CachedResponse, gatewayTimeout, leaveBody, notCached, withProperties } from './responses.ts'
import { serve } from './serve.ts'
import type { FoundResponse } from './stored-response.ts'

/** Statuses that say that the origin failed (RFC 5861 §4). */
const isFailure = (status: number): boolean => [500, 502, 503, 504].includes(status)

/** Asks the origin: for a new response, or whether what is stored is still good. */
export async function forward(context: Context, decision: Forward): Promise<CachedResponse> {
  const { request, lookup, origin } = context
  const { settings } = request
  const { selected, others, remembered, headers } = conditionsOf(context, decision)
  const requestTime = settings.clock.now()
  const redirect = origin.redirectFor(request)
  const status: CacheStatus = { fwd: fwdOf(lookup, request, decision.reason), detail: lookup.failure }
  let response: Response
  try {
    response = await origin.send(request, { headers, redirect })
  } catch (error) {
    if (request.signal?.aborted || decision.onFailure === 'fail') throw error
    return instead(context, decision, { ...status, detail: 'the origin cannot be reached' })
  }
  const times = { requestTime, responseTime: settings.clock.now() }
  const answered = { ...status, fwdStatus: response.status }
  if (isFailure(response.status) && typeof decision.onFailure === 'object') {
    leaveBody(response.body)
    return instead(context, decision, answered)
  }
  if (response.status < 200 || response.status > 599) return handedOn(response, answered)
  // Where hops are hidden, a response that was redirected is another resource's: stored as such, and no 304 of this one.
  const isElsewhere = redirect !== 'manual' && response.redirected
  if (response.status === 304) {
    const confirmed = isElsewhere ? undefined : await confirmedOf(context, response, selected, others)
    if (confirmed) return freshen(context, confirmed, response, times, answered)
    const wasAsked = selected !== undefined || others.length > 0 || remembered.length > 0
    if (!wasAsked || isCallers(context, response)) return handedOn(response, answered)
    // It is about nothing that is stored: only without conditions of ours comes a response.
    return forward({ ...context, lookup: { ...lookup, seen: [] } }, { ...decision, validate: false })
  }
  if (isElsewhere) return keepElsewhere(context, response, times, answered)
  if (request.method === 'HEAD' && response.status === 200 && lookup.selected?.method === 'GET')
    return compare(context, lookup.selected, response, times, answered)
  return keep(context, response, times, answered)
}

/** What the origin is asked about, and how. */
function conditionsOf(context: Context, { validate, reason }: Forward) {
  const { request, lookup } = context
  const selected = validate ? lookup.selected : undefined
  const others = reason === 'uri-miss' ? othersIn(context) : []
  const remembered = reason === 'uri-miss' ? rememberedIn(lookup) : []
  const named = [...others, ...remembered.map(({ etag }) => ({ headers: new Headers({ etag }) }))]
  return { selected, others, remembered, headers: conditionalHeaders(request.settings, request, selected, named) }
}

const rememberedIn = ({ seen }: Lookup) =>
  seen.flatMap(({ place, etags = [] }) => [...etags].map(([key, etag]) => ({ place, key, etag })))

/** The stored response that a 304 confirms. Without an ETag it may be about the caller's own. */
async function confirmedOf(
  { request, lookup, store }: Context,
  { headers }: Response,
  selected: FoundResponse | undefined,
  others: readonly FoundResponse[],
): Promise<FoundResponse | undefined> {
  const etag = headers.get('etag')
  if (request.headers.has('if-none-match') && etag === null) return undefined
  const confirmed = confirmedBy(headers, selected, others)
  const known = confirmed || selected ? undefined : rememberedIn(lookup).find((variant) => variant.etag === etag)
  const variant = known && (await store.variant(known.key, known.place, request))
  return confirmed ?? (variant && confirmedBy(headers, undefined, [variant]))
}

/** Whether a 304 is about what the caller has. */
function isCallers({ request }: Context, { headers }: Response): boolean {
  const etag = headers.get('etag')?.replace(/^W\//, '')
  return etag !== undefined && (request.headers.get('if-none-match') ?? '').includes(etag)
}

/** As it came: it is neither stored nor changed. */
const handedOn = (response: Response, status: CacheStatus): CachedResponse =>
  withProperties(response, { ...notCached, cacheStatus: formatCacheStatus(status) })

/** What the caller gets in place of an origin that failed. */
export function instead(
  { request, redirected, lookup, land }: Context,
  { onFailure }: Forward,
  status: CacheStatus,
): CachedResponse {
  land({ failure: status, headers: request.headers })
  const { selected } = lookup
  const now = request.settings.clock.now()
  if (typeof onFailure !== 'object' || !selected) return gatewayTimeout(request.url, formatCacheStatus(status))
  const serving = { ...onFailure, now, redirected, isValidated: false, status }
  return serve(request, { ...selected, stored: selected }, serving)
}
