import type { Fetch } from '../runtime.ts'
import type { CacheStatus } from './cache-status.ts'
import type { StoredResponse } from './stored-response.ts'

/** A response that came for one request and may answer others. */
export interface Landed {
  readonly stored: StoredResponse
  /** The key under which it is stored; `undefined` where who asked for it writes nothing. */
  readonly key: string | undefined
  /** The whole body; `undefined` when it is too large or broken. */
  body(): Promise<Uint8Array<ArrayBuffer> | undefined>
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
}

interface Known extends Flight {
  readonly key: string
  readonly url: string
  readonly by: Fetch
  followers: number
}

/** The requests of one process that are under way to origins: one for each key, and each `fetch` that asks. */
export class Flights {
  readonly #underWay = new Map<string, Set<Known>>()

  /** The flight under a key, whose response the caller waits for. */
  join(key: string, by: Fetch): Flight | undefined {
    const flight = [...(this.#underWay.get(key) ?? [])].find((each) => each.by === by)
    if (flight) flight.followers++
    return flight
  }

  /** Nobody waits any more for a response that was asked for before now, by a URL or by keys with this beginning. */
  leave(url: string, prefix: string): void {
    for (const flights of this.#underWay.values())
      for (const flight of flights) if (flight.url === url || flight.key.startsWith(prefix)) flight.end()
  }

  /** Nobody waits any more for any response that was asked for before now. */
  leaveAll(): void {
    this.#underWay.clear()
  }

  /** Sends a request that others may wait for; `land` is told what they may have of its response. */
  async lead<T>(
    key: string,
    by: Fetch,
    { url, signal }: { readonly url: string; readonly signal: AbortSignal | undefined },
    send: (land: (landed: Landed | OriginFailure) => void) => Promise<T>,
  ): Promise<T> {
    const { promise, resolve } = newPromise<Landed | OriginFailure | undefined>()
    const end = () => this.#forget(flight)
    const flight: Known = {
      key,
      url,
      by,
      landed: promise,
      followers: 0,
      isGivenUp: () => signal?.aborted ?? false,
      end,
    }
    this.#underWay.set(key, (this.#underWay.get(key) ?? new Set()).add(flight))
    let underWay: Promise<unknown> = Promise.resolve()
    const land = (landed: Landed | OriginFailure) => {
      resolve(landed)
      // Others may still come while the body is read for those who wait. Nobody else may hold it: it might never be read.
      if (flight.followers > 0 && 'body' in landed) underWay = landed.body()
    }
    try {
      return await send(land)
    } finally {
      resolve(undefined)
      underWay.then(end, end)
    }
  }

  #forget(flight: Known): void {
    const flights = this.#underWay.get(flight.key)
    flights?.delete(flight)
    if (flights?.size === 0) this.#underWay.delete(flight.key)
  }
}

function newPromise<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
