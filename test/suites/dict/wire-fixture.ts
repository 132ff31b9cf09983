import { always, type Fault, newLine } from '../faults.ts'
import { type Harness, type Library, rejection } from '../harness.ts'
import { WireClock } from '../wire-clock.ts'
import type { Outcome } from './fault-table.ts'
import { newDict } from './fixture.ts'

/** Fewer than by default, so that a fault that stays is over sooner. */
export const maxAttempts = 3

/** What of an error is the same over each transport. */
export const seenOf = ({ name, code, retryable, operation }: Error & Record<string, unknown>) => ({
  name,
  code,
  retryable,
  operation,
})

/** Meets a fault on each attempt. */
export async function met(
  harness: Harness,
  { fault, hangs }: Outcome,
  operation: 'PutItem' | 'GetItem',
  connectionTo: (url: string) => Library.ConnectionOptions = () => ({}),
) {
  const { dict, other, line } = await begun(harness, [{ ...fault, operation, times: always }], { hangs }, connectionTo)
  const error = await rejection(operation === 'GetItem' ? dict.get('k') : dict.set('k', 'new'))
  return { seen: seenOf(error), attempts: (await line.requests()).length, other }
}

interface Beginning {
  /** Whether the requests that a fault meets hang. */
  readonly hangs?: true | undefined
  /** Whether attempts and time limits are those by default. */
  readonly defaults?: true
  /** Other than that of the line. */
  readonly endpoint?: string
  /** Whether waits are real. */
  readonly clock?: 'real'
}

/** A dict with 'old' under 'k', whose requests meet faults, and another one on the same items, whose requests meet none. */
export async function begun(
  harness: Harness,
  faults: readonly Fault[],
  { hangs, defaults, endpoint, clock: kind }: Beginning = {},
  connectionTo: (url: string) => Library.ConnectionOptions = () => ({}),
) {
  const line = await newLine(harness.faultsUrl, ...faults)
  const clock = new WireClock(hangs && line)
  const limits = { ...(!defaults && { maxAttempts, timeoutMs: 60_000 }), ...(kind ? { maxAttempts: 10 } : { clock }) }
  const settings = { ...harness.connection, endpoint: endpoint ?? line.url, ...limits, ...connectionTo(line.url) }
  const transport = harness.lib.createTransport(settings)
  const { dict: other, sibling } = newDict<unknown>(harness)
  await other.set('k', 'old')
  const own = { transport, ...(kind ? {} : { clock }) }
  return {
    line,
    clock,
    other,
    dict: sibling<unknown>(own),
    sibling: (namespace: string) => sibling<unknown>({ ...own, namespace }),
  }
}
