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
}

/** A request that is under way to the origin. */
export interface Flight {
  /** Its response, once the headers are there; `undefined` when it is for nobody else, or never came. */
  readonly landed: Promise<Landed | OriginFailure | undefined>
  /** Whether who sent it has given it up. */
  isGivenUp(): boolean
}

/** The requests of one process that are under way to origins, one for each key. */
export class Flights {
  readonly #underWay = new Map<string, Flight & { followers: number; readonly url: string }>()

  /** The flight under a key, whose response the caller waits for. */
  join(key: string): Flight | undefined {
    const flight = this.#underWay.get(key)
    if (flight) flight.followers++
    return flight
  }

  /** Nobody joins a flight any more. */
  forget(key: string, flight: Flight): void {
    if (this.#underWay.get(key) === flight) this.#underWay.delete(key)
  }

  /** Nobody waits any more for a response that was asked for before now, by a URL or by keys with this beginning. */
  leave(url: string, prefix: string): void {
    for (const [key, flight] of this.#underWay)
      if (flight.url === url || key.startsWith(prefix)) this.#underWay.delete(key)
  }

  /** Sends a request that others may wait for; `land` is told what they may have of its response. */
  async lead<T>(
    key: string,
    { url, signal }: { readonly url: string; readonly signal: AbortSignal | undefined },
    send: (land: (landed: Landed | OriginFailure) => void) => Promise<T>,
  ): Promise<T> {
    const { promise, resolve } = newPromise<Landed | OriginFailure | undefined>()
    const flight = { url, landed: promise, followers: 0, isGivenUp: () => signal?.aborted ?? false }
    this.#underWay.set(key, flight)
    const end = () => this.forget(key, flight)
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
}

function newPromise<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
