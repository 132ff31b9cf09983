import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'
import { stopServer } from './stop-server.ts'

/** Nothing listens here, and no system gives this port to a program that asks for any. */
export const deadEndpoint = 'http://127.0.0.1:2'

/** Starts an engine in this process. */
export async function startEngine(port = 0): Promise<{ url: string; close(): void }> {
  const server = dynalite({ createTableMs: 20 }).listen(port, '127.0.0.1')
  // It throws when a client goes away amid a request, and would take this process with it.
  server.on('request', (request: IncomingMessage) => request.removeAllListeners('error').on('error', () => {}))
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => stopServer(server) }
}
