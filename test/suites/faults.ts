/** The fault proxy of the tests, reached over HTTP only, so that it can be told what to do from any runtime. */

/** An answer that is not the engine's. */
export interface ForgedAnswer {
  readonly status: number
  /** DynamoDB's name for an error, which is then written as DynamoDB writes one. */
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The body so many times over. */
  readonly repeat?: number
}

/** What happens to some of the requests. The first fault that meets a request is the only one for it. */
export interface Fault {
  /** Meets requests of this operation only, or of these. */
  readonly operation?: string | readonly string[]
  /** Meets requests for an item under this key only. */
  readonly key?: string
  /** How many of these pass before it begins. Default 0. */
  readonly after?: number
  /** How many it meets. Default 1. */
  readonly times?: number
  /** Meets each second, third … of them. Default 1. */
  readonly every?: number
  /** Meets those whose turn it is with this probability only, by `seed`: the same ones each time. Default 1. */
  readonly chance?: number
  readonly seed?: number
  /** Is one of these instead, by `seed`. */
  readonly among?: readonly Fault[]
  /** Whether DynamoDB gets the request. Default `true`. */
  readonly isDone?: boolean
  /** Whether the answer waits until `release`. */
  readonly isHeld?: boolean
  /** How long the answer waits. */
  readonly delayMs?: number
  /**
   * Instead of DynamoDB's answer: nothing, all of it but the last byte, or all of it and then the end of the connection; a JSON
   * text that ends too early; a byte each 100 ms; no answer and no end, or another answer.
   */
  readonly answer?: 'none' | 'part' | 'whole' | 'truncated' | 'slow' | 'never' | ForgedAnswer
  /** Whether the connection is reset where it ends, and not closed. */
  readonly isReset?: boolean
  /** Whether `x-amz-crc32` is that of another body. */
  readonly hasWrongCrc?: boolean
  /** Entries of a batch that stay undone: all, or so many of them. */
  readonly unprocessed?: 'all' | number
  /** Throttles a partition key that uses more units than these in a second; one second's units can be saved up. */
  readonly capacity?: { readonly readUnits?: number; readonly writeUnits?: number }
  /** Reads that do not ask for consistency do not see the last so many writes that came over this line. */
  readonly lag?: number
  /** How far the server's clock is ahead; what is signed for a time more than 5 minutes off is refused. */
  readonly skewMs?: number
  /** Whether the server's time is in the message of that refusal only, and not in `Date` as well. */
  readonly isDateHidden?: boolean
  /** Refuses the credentials that come first by this type of error, and accepts others. */
  readonly refused?: 'ExpiredTokenException' | 'UnrecognizedClientException'
  /**
   * Whether connections of the line are kept for further requests. Default `false`: Chromium sends a request again by itself
   * when such a one is cut before the answer, and nobody hears of it.
   */
  readonly isKept?: boolean
}

/** The answer is lost on its way, when everything is done. */
export const lost: Fault = { answer: 'none' }
/** The request is lost on its way, and nothing is done. */
export const dropped: Fault = { answer: 'none', isDone: false }
/** The connection breaks while the answer comes in. */
export const torn: Fault = { answer: 'part' }
/** The connection is reset before anything is done. */
export const resetBefore: Fault = { answer: 'none', isDone: false, isReset: true }
/** The connection is reset while the answer comes in. */
export const resetAmid: Fault = { answer: 'part', isReset: true }
/** The connection is reset when the answer is there, and was to be kept. */
export const resetAfter: Fault = { answer: 'whole', isReset: true, isKept: true }

export const throttled: Fault = {
  answer: { status: 400, type: 'ProvisionedThroughputExceededException' },
  isDone: false,
}
const failure = { status: 500, type: 'InternalServerError' }
/** DynamoDB fails, but only after it has done it. */
export const failedAfter: Fault = { answer: failure }
export const failedBefore: Fault = { answer: failure, isDone: false }
export const unavailable: Fault = { answer: { status: 503, type: 'ServiceUnavailable' }, isDone: false }
export const unavailableFor = (seconds: number | string): Fault => ({
  answer: { status: 503, type: 'ServiceUnavailable', headers: { 'retry-after': String(seconds) } },
  isDone: false,
})

/** The answer comes byte by byte, and so in no time that anybody waits. */
export const slow: Fault = { answer: 'slow' }
/** The request is taken, and nothing comes of it. */
export const unanswered: Fault = { answer: 'never', isDone: false }
/** Bits are lost on the way, as the checksum tells. */
export const wrongCrc: Fault = { hasWrongCrc: true }
/** The answer is no JSON, since its end is missing. */
export const truncated: Fault = { answer: 'truncated' }
/** Something on the way takes the request and answers with nothing. */
export const emptied: Fault = { answer: { status: 200 }, isDone: false }
const html = { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><title>Log in</title>' }
/** The network of a hotel, which asks for a login. */
export const portal: Fault = { answer: { status: 200, ...html }, isDone: false }
export const forbiddingPortal: Fault = { answer: { status: 403, ...html }, isDone: false }
/** It sends to its own page, which would take the signed request. */
export const redirectingPortal = (location: string): Fault => ({
  answer: { status: 307, headers: { location } },
  isDone: false,
})
/** 10 MB that mean nothing. */
export const garbage: Fault = { answer: { status: 200, body: '{"Item":0123456', repeat: 700_000 }, isDone: false }

/** Some of a batch, or all of it, is left undone. */
export const partlyUnprocessed = (count: number): Fault => ({ unprocessed: count })
export const unprocessed: Fault = { unprocessed: 'all' }

/** Instead of `times`. */
export const always = Number.MAX_SAFE_INTEGER

/** Throttles by units of each partition key. */
export const capacityOf = (readUnits: number, writeUnits: number): Fault => ({
  capacity: { readUnits, writeUnits },
  times: always,
})
/** Eventually consistent reads that are late by so many writes. */
export const stale = (lag: number): Fault => ({ lag })
/** The clock of this machine is off, by as much as the server's seems to be. */
export const skewed = (skewMs: number): Fault => ({ skewMs, times: always })
/** The same where no `Date` is to be seen, as in pages. */
export const skewedUnseen = (skewMs: number): Fault => ({ ...skewed(skewMs), isDateHidden: true })
/** The token has ended before its time. */
export const expiredToken: Fault = { refused: 'ExpiredTokenException', times: always }
/** The access key is gone. */
export const unknownClient: Fault = { refused: 'UnrecognizedClientException', times: always }

/** Each request meets one of the faults with a probability, the same each time for the same seed. */
export const atRandom = (seed: number, chance: number, among: readonly Fault[], of: Fault = {}): Fault => ({
  ...of,
  seed,
  chance,
  among,
  times: always,
})

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
  /** Resolves when so many requests are held, not answered or answered slowly. Default 1. */
  held(count?: number, signal?: AbortSignal): Promise<void>
  /** Lets what is held go on. */
  release(): Promise<void>
  /** Opens another address of the line, with a port of its own. While it is shut, connections there are refused. */
  openDoor(): Promise<string>
  shutDoor(): Promise<void>
}

export async function newLine(faultsUrl: string, ...faults: Fault[]): Promise<FaultyLine> {
  const call = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${faultsUrl}/control/lines${path}`, init)).json()
  const { id } = await call('', { method: 'POST', body: JSON.stringify(faults) })
  return {
    url: `${faultsUrl}/lines/${id}`,
    requests: async () => (await call(`/${id}`)).requests,
    held: (count = 1, signal) => call(`/${id}/held/${count}`, signal ? { signal } : {}),
    release: () => call(`/${id}/release`, { method: 'POST' }),
    openDoor: async () => (await call(`/${id}/open`, { method: 'POST' })).door,
    shutDoor: () => call(`/${id}/shut`, { method: 'POST' }),
  }
}
