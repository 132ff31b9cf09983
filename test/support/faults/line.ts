import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault, ProxiedRequest } from '../../suites/faults.ts'
import { type Buckets, newBuckets } from './capacity.ts'
import { type Door, newDoor } from './door.ts'
import { type Counter, type Gate, newCounter, newGate } from './gate.ts'
import { type LaggingCopy, newLaggingCopy } from './lagging-copy.ts'
import { newSchedule, type Schedule } from './schedule.ts'

/** The way of one test to the engine, and what is known of it. */
export interface Line {
  readonly faults: readonly Fault[]
  readonly engineUrl: string
  readonly schedule: Schedule
  readonly requests: ProxiedRequest[]
  /** Counts the requests that are held. */
  readonly held: Counter
  readonly released: Gate
  readonly door: Door
  readonly buckets: Buckets
  /** What eventually consistent reads see, where that is late. */
  readonly copy: LaggingCopy | undefined
  /** The credentials that came first, for the faults that refuse them. */
  readonly refused: Map<Fault, string>
}

export function newLine(
  name: string,
  faults: readonly Fault[],
  engineUrl: string,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Line {
  const lag = faults.find((fault) => fault.lag !== undefined)?.lag
  return {
    faults,
    engineUrl,
    schedule: newSchedule(faults),
    requests: [],
    held: newCounter(),
    released: newGate(),
    door: newDoor(handle, `/lines/${name}`),
    buckets: newBuckets(),
    copy: lag === undefined ? undefined : newLaggingCopy(engineUrl, `line-${name}`, lag),
    refused: new Map(),
  }
}
