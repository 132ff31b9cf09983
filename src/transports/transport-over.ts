import { systemClock } from '../core/clock.ts'
import type { ConnectionOptions } from '../core/connection.ts'
import type { Transport } from '../core/transport.ts'
import { resilient } from './resilience.ts'
import type { Sender } from './sender.ts'

/** A sender with the resilience that the options ask for. */
export function transportOver(sender: Sender, options: ConnectionOptions): Transport {
  return resilient(sender, {
    maxAttempts: options.maxAttempts ?? 6,
    attemptTimeoutMs: options.attemptTimeoutMs ?? 5_000,
    timeoutMs: options.timeoutMs ?? 20_000,
    clock: options.clock ?? systemClock,
  })
}
