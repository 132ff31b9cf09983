import { type ConnectionOptions, connectionChecks } from '../core/connection.ts'
import type { Transport } from '../core/transport.ts'

/** With which options each transport was made. */
const made = new WeakMap<object, ConnectionOptions>()

/** Notes with which options a transport was made: who hands it in beside the same ones means no other. */
export function madeWith(options: ConnectionOptions, transport: Transport): Transport {
  made.set(transport, options)
  return transport
}

// The time is also that of what uses the transport, and the fetch of a session is for origins.
const others = ['transport', 'clock', 'fetch']

/**
 * Options do not reach a transport that is handed in, but for those that count.
 *
 * @throws {TypeError} that names one which would be passed over.
 */
export function checkHandedIn(options: ConnectionOptions, transport: object, counts: readonly string[] = []): void {
  for (const name of Object.keys(connectionChecks) as (keyof ConnectionOptions)[]) {
    const value = options[name]
    if (value === undefined || value === made.get(transport)?.[name] || [...others, ...counts].includes(name)) continue
    throw new TypeError(`${name} does not reach the transport that is handed in; it has its own`)
  }
}
