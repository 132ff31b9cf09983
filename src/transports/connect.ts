import { systemClock } from '../core/clock.ts'
import type { ConnectionOptions, Credentials } from '../core/connection.ts'
import type { Transport } from '../core/transport.ts'
import { cachedCredentials } from './credentials.ts'
import { endpointOf } from './endpoint.ts'
import { type ResilienceOptions, resilient } from './resilience.ts'
import type { Sender } from './sender.ts'
import { sigv4Sender } from './sigv4.ts'

const clockOf = (options: ConnectionOptions) => options.clock ?? systemClock

/** A sender with the resilience that the options ask for. */
export function transportOver(
  sender: Sender,
  options: ConnectionOptions,
  defaults?: Partial<ResilienceOptions>,
): Transport {
  return resilient(sender, {
    maxAttempts: options.maxAttempts ?? defaults?.maxAttempts ?? 6,
    attemptTimeoutMs: options.attemptTimeoutMs ?? 5_000,
    timeoutMs: options.timeoutMs ?? 20_000,
    clock: clockOf(options),
  })
}

/** What a runtime says where a setting is missing, since the remedy differs. */
export interface Remedies {
  readonly region: string
  readonly credentials: string
}

/**
 * A transport by signed requests.
 *
 * @throws {TypeError} when there is no Region.
 */
export function sigv4Transport(
  options: ConnectionOptions,
  fetch: typeof globalThis.fetch,
  remedies: Remedies,
): Transport {
  const { region, endpoint, credentials } = options
  if (region === undefined) throw new TypeError(`region is missing: ${remedies.region}`)
  const source =
    credentials ??
    (async (): Promise<Credentials> => {
      throw new Error(remedies.credentials)
    })
  const clock = clockOf(options)
  const sender = sigv4Sender({
    region,
    endpoint: endpoint ?? endpointOf(region),
    credentials: cachedCredentials(source, clock),
    fetch,
    clock,
  })
  return transportOver(sender, options)
}
