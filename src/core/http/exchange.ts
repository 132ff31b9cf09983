import { TimeoutError } from '../errors.ts'
import { withTimeout } from '../with-timeout.ts'
import type { Background } from './background.ts'
import { type CacheStatus, formatCacheStatus } from './cache-status.ts'
import { type Context, untilAborted } from './context.ts'
import type { FetchRequest } from './fetch-request.ts'
import type { Flight, Flights, Landed, OriginFailure } from './flights.ts'
import { forward, instead } from './forward.ts'
import { urlPrefix } from './keys.ts'
import { fwdOf, type Lookup, withFound } from './lookup.ts'
import type { Origin } from './origin.ts'
import { decide, type Forward } from './policy/reuse.ts'
import { claimMs, type ResponseStore } from './response-store.ts'
import { type CachedResponse, gatewayTimeout } from './responses.ts'
import { serve } from './serve.ts'
import type { FoundResponse } from './stored-response.ts'
import { variantOf } from './variants.ts'

/** One request and its response, from the table or from the origin; redirects are not followed here. */
export class Exchange {
  readonly #parts: Pick<Context, 'store' | 'origin' | 'background'>
  readonly #flights: Flights | undefined
  /** Until when this process validates stored responses behind their use: a host may end the work before its own end. */
  readonly #validating = new Map<string, number>()

  constructor(store: ResponseStore, origin: Origin, background: Background, flights: Flights | undefined) {
    this.#parts = { store, origin, background }
    this.#flights = flights
  }

  async run(request: FetchRequest, redirected: boolean): Promise<CachedResponse> {
    const { store } = this.#parts
    const lookup = await this.#filtered(request, await store.lookup(request))
    const response = await this.#answer(request, redirected, lookup)
    store.count(response, lookup.selected)
    return response
  }

  /** Nothing of a URL that was asked for before now is used any more; who writes nothing only waits for none of it. */
  async invalidate(url: string, request: FetchRequest): Promise<void> {
    const settings = await request.settingsFor(url)
    this.#flights?.leave(url, urlPrefix(url, settings.keys))
    if (!request.settings.readOnly) await this.#parts.store.invalidate(url, { ...request, settings })
  }

  async #answer(request: FetchRequest, redirected: boolean, lookup: Lookup): Promise<CachedResponse> {
    const { background } = this.#parts
    const selected = lookup.selected && canAnswer(request, lookup.selected) ? lookup.selected : undefined
    const now = request.settings.clock.now()
    const decision = decide(request.settings, request, selected, now)
    const context: Context = { ...this.#parts, request, redirected, lookup, land: () => undefined }
    if (decision.action === 'forward') return this.#share(context, decision)
    if (decision.action === 'gateway-timeout' || !selected)
      return gatewayTimeout(request.url, formatCacheStatus({ detail: 'only-if-cached' }))
    if (decision.revalidate) background.add(this.#validateBehind(context, selected), request)
    const serving = { ...decision, now, redirected, isValidated: false, status: { hit: true } }
    return serve(request, { ...selected, stored: selected }, serving)
  }

  /** What the filter refuses is not used, and goes. */
  async #filtered(request: FetchRequest, lookup: Lookup): Promise<Lookup> {
    const { filterFn, readOnly } = request.settings
    const { selected } = lookup
    if (!selected || !filterFn || filterFn({ ...selected, url: request.url })) return lookup
    if (!readOnly) await this.#parts.store.remove(selected, request)
    return withFound(lookup, selected, undefined)
  }

  /** One request of a process goes to the origin; those that would send the same wait for its response (RFC 9111 §4). */
  async #share(context: Context, decision: Forward): Promise<CachedResponse> {
    const { request } = context
    const flights = this.#flights
    if (!flights || decision.reason === 'request' || !isPlain(request)) return forward(context, decision)
    const sending = { ...context, key: context.lookup.places[0]?.key ?? '' }
    for (;;) {
      const flight = flights.join(sending)
      if (!flight) return flights.lead(sending, (land) => forward({ ...context, land }, decision))
      try {
        const landed = await untilAborted(flight.landed, request)
        const isFailure = landed && 'failure' in landed
        const answer = isFailure
          ? withoutOrigin(landed, context, decision)
          : landed && (await take(landed, flight, context, decision))
        if (answer) return answer
        // Who was in front may have left: then the next one goes.
        if (!flight.isGivenUp()) return forward(context, decision)
        // Its body may come for long.
        flight.end()
      } finally {
        flight.leave()
      }
    }
  }

  /** Validates a response that was served stale; of all instances one does (RFC 5861 §3). */
  async #validateBehind(context: Context, stale: FoundResponse): Promise<void> {
    const { request, lookup, store } = context
    const { clock } = request.settings
    if ((this.#validating.get(stale.key) ?? 0) > clock.now()) return
    this.#validating.set(stale.key, clock.now() + claimMs)
    const validate = async (signal: AbortSignal) => {
      const claimed = await store.claim(stale, request)
      if (!claimed) return
      // The answer may be read, or given up, long before.
      const behind: FetchRequest = { ...request, signal, init: { ...request.init, signal } }
      const decision: Forward = { action: 'forward', reason: 'stale', validate: true, onFailure: 'fail' }
      const found = withFound(lookup, stale, claimed)
      const response = await forward({ ...context, request: behind, lookup: found }, decision)
      await store.drain(response.body, request, claimMs)
    }
    const late = (): never => {
      throw new TimeoutError(`the origin did not answer within ${claimMs} ms`)
    }
    try {
      await withTimeout(claimMs, clock, undefined, validate, late)
    } catch (error) {
      request.settings.onEvent({ type: 'revalidation-failed', key: stale.key, error })
    } finally {
      this.#validating.delete(stale.key)
    }
  }
}

/** The response to another's request, where the policy lets this one have it. */
async function take(
  { stored, key, body }: Landed,
  flight: Flight,
  { request, redirected, lookup }: Context,
  { reason }: Forward,
): Promise<CachedResponse | undefined> {
  const { clock, readOnly, filterFn, cacheTimeoutMs } = request.settings
  // Who writes needs one of his own where the other did not.
  if (key === undefined && !readOnly) return undefined
  const now = clock.now()
  const isSelected = (await variantOf(stored.vary, request)) === stored.variant
  const decision = isSelected ? decide(request.settings, request, stored, now) : undefined
  if (decision?.action !== 'serve') return undefined
  if (filterFn && !filterFn({ ...stored, url: request.url })) return undefined
  // It may have no end: who has waited for it in vain is the last one to do so.
  const late = () => void flight.end()
  const whole = await withTimeout(cacheTimeoutMs, clock, request.signal, body, late)
  const status: CacheStatus = { fwd: fwdOf(lookup, request, reason), collapsed: true }
  return (
    whole && serve(request, { stored, key, body: whole }, { ...decision, now, redirected, isValidated: false, status })
  )
}

/** What this one gets of the cache when another's request found that the origin fails. */
function withoutOrigin({ failure, headers }: OriginFailure, context: Context, decision: Forward) {
  const { onFailure, reason } = decision
  // A 504 says that it cannot be reached. What it answers may be for who asks so, and not for others.
  const isReached = failure.fwdStatus !== undefined
  if (onFailure === 'fail' || (onFailure === 'gateway-timeout' && isReached)) return undefined
  if (isReached && !isSame(headers, context.request.headers)) return undefined
  const fwd = fwdOf(context.lookup, context.request, reason)
  return instead(context, decision, { ...failure, fwd, collapsed: true })
}

const isSame = (one: Headers, other: Headers): boolean => JSON.stringify([...one]) === JSON.stringify([...other])

/** A part of a body that was decoded is none of what the origin sent (RFC 9110 §14). */
const canAnswer = ({ headers }: FetchRequest, { isDecoded }: FoundResponse): boolean =>
  !(isDecoded && headers.has('range'))

/** Whether others can do with its response. */
const isPlain = ({ method, mode, headers }: FetchRequest): boolean =>
  method !== 'HEAD' &&
  mode === 'default' &&
  !['range', 'if-none-match', 'if-modified-since', 'if-range'].some((name) => headers.has(name))
