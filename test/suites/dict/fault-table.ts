import {
  dropped,
  emptied,
  type Fault,
  failedAfter,
  failedBefore,
  forbiddingPortal,
  garbage,
  lost,
  portal,
  redirectingPortal,
  resetAmid,
  resetBefore,
  slow,
  throttled,
  torn,
  truncated,
  unanswered,
  unavailable,
  wrongCrc,
} from '../faults.ts'

/** What comes of a fault that stays. One that passes is seen by nobody. */
export interface Outcome {
  readonly fault: Fault
  /** The class, `ThrottledError`, and its code, `THROTTLED`. */
  readonly name: string
  readonly code: string
  /** Whether a write is done all the same. */
  readonly isDone?: true
  /** Whether the request hangs, and its time limit ends it. */
  readonly hangs?: true
}

const network = { name: 'NetworkError', code: 'NETWORK' } as const
const service = { name: 'ServiceError', code: 'SERVICE' } as const
const timeout = { name: 'TimeoutError', code: 'TIMEOUT', hangs: true } as const
const isDone = true

/** Every fault that passes by itself, with what a caller sees who meets it on each attempt: over each transport the same. */
export const outcomes: Readonly<Record<string, Outcome>> = {
  'a throttle': { fault: throttled, name: 'ThrottledError', code: 'THROTTLED' },
  'a 500 before anything is done': { fault: failedBefore, ...service },
  'a 500 when everything is done': { fault: failedAfter, ...service, isDone },
  'a 503': { fault: unavailable, ...service },
  'a connection that is closed before anything is done': { fault: dropped, ...network },
  'a connection that is reset before anything is done': { fault: resetBefore, ...network },
  'a connection that is closed within the answer': { fault: torn, ...network, isDone },
  'a connection that is reset within the answer': { fault: resetAmid, ...network, isDone },
  'an answer that is lost': { fault: lost, ...network, isDone },
  'an answer by one byte in 100 ms': { fault: slow, ...timeout, isDone },
  'no answer at all': { fault: unanswered, ...timeout },
  'an answer that is not that of its checksum': { fault: wrongCrc, ...network, isDone },
  'JSON without its end': { fault: truncated, ...network, isDone },
  'the page of a captive portal': { fault: portal, ...network },
  'the page of a captive portal with a 403': { fault: forbiddingPortal, ...network },
  // To where the request went, which would take it the next time.
  "a redirect to a captive portal's page": { fault: redirectingPortal('#login'), ...network },
  'a 200 with an empty body': { fault: emptied, ...network },
  '10 MB of garbage': { fault: garbage, ...network },
}
