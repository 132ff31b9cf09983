import { unlessAborted } from '../unless-aborted.ts'
import type { Background } from './background.ts'
import type { FetchRequest } from './fetch-request.ts'
import type { Landed, OriginFailure } from './flights.ts'
import type { Lookup } from './lookup.ts'
import type { Origin } from './origin.ts'
import type { Place } from './places.ts'
import { isUsable } from './policy/reuse.ts'
import type { ResponseStore } from './response-store.ts'
import type { FoundResponse } from './stored-response.ts'

/** One request on its way through the cache, and what it works with. */
export interface Context {
  readonly store: ResponseStore
  readonly origin: Origin
  readonly background: Background
  readonly request: FetchRequest
  /** Whether another request was redirected to it. */
  readonly redirected: boolean
  readonly lookup: Lookup
  /** Tells those who wait for the same what they may have. */
  readonly land: (landed: Landed | OriginFailure) => void
}

/** When a request was sent and its response came, in epoch milliseconds. */
export interface Times {
  readonly requestTime: number
  readonly responseTime: number
}

/** Stored responses of the same resource that the request does not select, but which the origin may still name (RFC 9111 §4.3.1). */
export const othersIn = ({ request, lookup }: Context): FoundResponse[] =>
  lookup.seen
    .flatMap(({ slots }) => slots.flatMap(({ found }) => found ?? []))
    .filter((found) => found !== lookup.selected && isUsable(request.settings, request, found))

/** Where a response to a request with this method is stored. */
export const placeFor = ({ lookup }: Context, method: string, isOwn: boolean): Place | undefined =>
  lookup.places.find((place) => place.method === method && place.isOwn === isOwn)

export const untilAborted = <T>(promise: Promise<T>, { signal }: FetchRequest): Promise<T> =>
  unlessAborted(promise, signal)
