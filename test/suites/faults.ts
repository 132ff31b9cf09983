/** The fault proxy of the tests, reached over HTTP only, so that it can be told what to do from any runtime. */

/** What happens to some of the requests. The first fault that meets a request is the only one for it. */
export interface Fault {
  /** Meets requests of this operation only. */
  readonly operation?: string
  /** Meets requests for an item under this key only. */
  readonly key?: string
  /** How many of these pass before it begins. Default 0. */
  readonly after?: number
  /** How many it meets. Default 1. */
  readonly times?: number
  /** Meets each second, third … of them. Default 1. */
  readonly every?: number
  /** Whether DynamoDB gets the request. Default `true`. */
  readonly isDone?: boolean
  /** Whether the answer waits until `release`. */
  readonly isHeld?: boolean
  /** How long the answer waits. */
  readonly delayMs?: number
  /** Instead of DynamoDB's answer: nothing, a part of it, or an error. Then the connection is cut. */
  readonly answer?: 'none' | 'part' | { readonly status: number; readonly type: string }
  /**
   * A table like the one that is asked for. Each write comes there too, once the next one is done, and reads that are
   * eventually consistent are answered from there.
   */
  readonly copy?: string
  /**
   * Whether connections of the line are kept for further requests. Default `false`: Deno and Chromium send a request again by
   * themselves when such a one is cut before the answer, and nobody hears of it.
   */
  readonly isKept?: boolean
}

/** The answer is lost on its way, when everything is done. */
export const lost: Fault = { answer: 'none' }
/** The request is lost on its way, and nothing is done. */
export const dropped: Fault = { answer: 'none', isDone: false }
/** The connection breaks while the answer comes in. */
export const torn: Fault = { answer: 'part' }
export const throttled: Fault = {
  answer: { status: 400, type: 'ProvisionedThroughputExceededException' },
  isDone: false,
}
const failure = { status: 500, type: 'InternalServerError' }
/** DynamoDB fails, but only after it has done it. */
export const failedAfter: Fault = { answer: failure }
export const failedBefore: Fault = { answer: failure, isDone: false }

/** Instead of `times`. */
export const always = Number.MAX_SAFE_INTEGER

export interface ProxiedRequest {
  readonly operation: string
  /** Whether a fault met it. */
  readonly isMet: boolean
}

/** A way to the engine for one test, with faults of its own. */
export interface FaultyLine {
  readonly url: string
  /** The requests that it had so far. */
  requests(): Promise<ProxiedRequest[]>
  /** Resolves when a request is held. */
  held(): Promise<void>
  /** Lets what is held go on. */
  release(): Promise<void>
}

export async function newLine(faultsUrl: string, ...faults: Fault[]): Promise<FaultyLine> {
  const call = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${faultsUrl}/control/lines${path}`, init)).json()
  const { id } = await call('', { method: 'POST', body: JSON.stringify(faults) })
  return {
    url: `${faultsUrl}/lines/${id}`,
    requests: async () => (await call(`/${id}`)).requests,
    held: () => call(`/${id}/held`),
    release: () => call(`/${id}/release`, { method: 'POST' }),
  }
}
