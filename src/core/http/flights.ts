import type { CacheStatus } from './cache-status.ts'
import type { Context } from './context.ts'
import { isSentAlike } from './fetch-request.ts'
import { seesNewer } from './lookup.ts'
import type { StoredResponse } from './stored-response.ts'

/** A response that came for one request and may answer others. */
export interface Landed {
  readonly stored: StoredResponse
  /** The key under which it is stored; `undefined` where who asked for it writes nothing. */
  readonly key: string | undefined
  /** The whole body; `undefined` when it is too large or broken. It is read on while somebody waits for it. */
  body(signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** That the origin failed, and what the cache did: what it has in place of an answer it may have for others, too. */
export interface OriginFailure {
  readonly failure: CacheStatus
  /** Those of the request: nothing says by which of them a failure varies. */
  readonly headers: Headers
}

/** A request that is under way to the origin. */
export interface Flight {
  /** Its response, once the headers are there; `undefined` when it is for nobody else, or never came. */
  readonly landed: Promise<Landed | OriginFailure | undefined>
  /** Whether who sent it has given it up. */
  isGivenUp(): boolean
  /** Nobody joins it any more. */
  end(): void
  /** Who has joined it needs nothing of it any more. */
  leave(): void
}

/** What goes to an origin, as far as it says who may wait for it. */
export interface Sending extends Pick<Context, 'request' | 'lookup' | 'origin'> {
  readonly key: string
}

interface Known extends Flight {
  readonly sending: Sending
  enter(): void
}

/** The requests of one process that are under way to origins. */
export class Flights {
  readonly #underWay = new Map<string, Set<Known>>()

  /** The flight for whose response the caller may wait instead of sending his own; he says when he leaves it. */
  join(sending: Sending): Flight | undefined {
    const flights = [...(this.#underWay.get(sending.key) ?? [])]
    const flight = flights.find((each) => mayWait(sending, each.sending))
    flight?.enter()
    return flight
  }

  /** Nobody waits any more for a response that was asked for before now, by a URL or by keys with this beginning. */
  leave(url: string, prefix: string): void {
    for (const flights of this.#underWay.values())
      for (const { sending, end } of flights) if (sending.request.url === url || sending.key.startsWith(prefix)) end()
  }

  /** Nobody waits any more for any response that was asked for before now. */
  leaveAll(): void {
    this.#underWay.clear()
  }

  /** Sends a request that others may wait for; `land` is told what they may have of its response. */
  async lead<T>(sending: Sending, send: (land: (landed: Landed | OriginFailure) => void) => Promise<T>): Promise<T> {
    const { promise: landed, resolve: land } = newPromise<Landed | OriginFailure | undefined>()
    let followers = 0
    let isSent = false
    const end = () => this.#forget(flight)
    // Others may still come while a body is read for those who wait. Nobody else may hold it: it might never be read.
    const endUnlessFollowed = () => {
      if (isSent && followers === 0) end()
    }
    const flight: Known = {
      ...{ sending, landed, end, isGivenUp: () => sending.request.signal?.aborted ?? false },
      enter() {
        followers++
      },
      leave() {
        followers--
        endUnlessFollowed()
      },
    }
    this.#underWay.set(sending.key, (this.#underWay.get(sending.key) ?? new Set()).add(flight))
    try {
      return await send(land)
    } finally {
      land(undefined)
      isSent = true
      endUnlessFollowed()
    }
  }

  #forget(flight: Known): void {
    const { key } = flight.sending
    const flights = this.#underWay.get(key)
    flights?.delete(flight)
    if (flights?.size === 0) this.#underWay.delete(key)
  }
}

/** Whether it would be sent alike, and nothing was invalidated since the other one looked. */
const mayWait = (sending: Sending, other: Sending): boolean =>
  sending.origin.fetch === other.origin.fetch &&
  isSentAlike(sending.request, other.request) &&
  !seesNewer(sending.lookup, other.lookup)

function newPromise<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
