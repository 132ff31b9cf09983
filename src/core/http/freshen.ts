import type { CacheStatus } from './cache-status.ts'
import { type Context, placeFor, type Times } from './context.ts'
import { keep, network } from './keep.ts'
import { currentAgeMs } from './policy/freshness.ts'
import { varyOf } from './policy/selection.ts'
import { planStorage, type Storage } from './policy/storing.ts'
import { freshenedHeaders, headVerdict } from './policy/validation.ts'
import { leadsBySecret, redactHeaders } from './redact-headers.ts'
import type { CachedResponse } from './responses.ts'
import { serve } from './serve.ts'
import type { FoundResponse } from './stored-response.ts'
import { variantOf } from './variants.ts'

/** A 304: the stored head is brought up to date and the stored body served (RFC 9111 §4.3.4). */
export async function freshen(
  context: Context,
  found: FoundResponse,
  response: Response,
  times: Times,
  status: CacheStatus,
): Promise<CachedResponse> {
  const { request, redirected, lookup, store, land } = context
  const { settings } = request
  const { fresh, plan } = await updated(context, found, response, times)
  const isSelected = found === lookup.selected && String(fresh.vary) === String(found.vary)
  // What is for all stays as it is where its new fields are for one; what is for one stays his.
  const isOwn = found.isOwn || (plan.store && plan.isOwn)
  const place = placeFor(context, found.method, isOwn)
  let key = found.key
  if (!settings.readOnly) {
    if (!plan.store) {
      // A 304 that forbids to store forbids what is stored, too.
      if (plan.isForbidden) await store.remove(found, request)
    } else if (isSelected && isOwn === found.isOwn) await store.freshen(found, fresh, plan.expiresAt, request)
    // It was another variant's, or for all: now this request selects it as well.
    else if (place) {
      key = store.keyFor(lookup, place, fresh)
      await store.put(lookup, place, { ...fresh, isOwn }, found.body, plan.expiresAt, request)
    }
  }
  const now = times.responseTime
  const ttlMs = plan.store ? plan.freshUntil - now : 0
  if (plan.store) land({ stored: fresh, key: settings.readOnly ? undefined : key, body: async () => found.body })
  const answer = serve(
    request,
    { stored: fresh, key, body: found.body },
    {
      ...{ ageMs: currentAgeMs(fresh, now), ttlMs, isStale: false, now, redirected, isValidated: true },
      status: { ...status, stored: plan.store && !settings.readOnly },
    },
  )
  const shown = answer.headers.getSetCookie()
  for (const cookie of response.headers.getSetCookie()) {
    if (!shown.includes(cookie)) answer.headers.append('set-cookie', cookie)
  }
  return answer
}

/**
 * A HEAD tells of the stored response to a GET whether it is still good (RFC 9111 §4.3.5). It is stored itself only where
 * that is gone.
 */
export async function compare(
  context: Context,
  found: FoundResponse,
  response: Response,
  times: Times,
  status: CacheStatus,
): Promise<CachedResponse> {
  const { request, store } = context
  if (headVerdict(found, response.headers, found.body.byteLength) === 'outdated') {
    if (!request.settings.readOnly) await store.remove(found, request)
    return keep(context, response, times, status)
  }
  const { fresh, plan } = await updated(context, found, response, times)
  const isStored = plan.store && (found.isOwn || !plan.isOwn) && !request.settings.readOnly
  if (isStored) await store.freshen(found, fresh, plan.expiresAt, request)
  return network(context, response, { ...status, stored: isStored })
}

/** A stored response with the fields of a newer one about it, and what becomes of it. */
async function updated(
  { request }: Context,
  found: FoundResponse,
  newer: Response,
  times: Times,
): Promise<{ fresh: FoundResponse; plan: Storage }> {
  const { settings } = request
  const headers = redactHeaders(
    freshenedHeaders(found.headers, newer.headers, times.responseTime, settings, found.isOwn),
    settings.keys,
  )
  const vary = varyOf(headers)
  const variant = await variantOf(vary, request)
  const fresh = { ...found, ...times, headers, vary, variant, lifetimeMs: undefined, claimedUntil: undefined }
  const plan: Storage = leadsBySecret(headers, settings.keys)
    ? { store: false, reason: 'a secret in a URL', isForbidden: true }
    : planStorage(settings, request, fresh)
  if (!plan.store) return { fresh, plan }
  return { fresh: { ...fresh, lifetimeMs: plan.lifetimeMs, freshUntil: plan.freshUntil }, plan }
}
