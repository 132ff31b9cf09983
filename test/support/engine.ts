import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'
import { stopServer } from './stop-server.ts'

/** Nothing listens here, and no system gives this port to a program that asks for any. */
export const deadEndpoint = 'http://127.0.0.1:2'

/** Starts an engine in this process. */
export async function startEngine(): Promise<{ url: string; close(): void }> {
  const server = dynalite({ createTableMs: 20 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => stopServer(server) }
}
