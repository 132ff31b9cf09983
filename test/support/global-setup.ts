import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'
import type { TestProject } from 'vitest/node'
import { startOriginServer } from './origin-server.ts'
import { stopServer } from './stop-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    endpoint: string
    deadEndpoint: string
    originUrl: string
  }
}

/** Starts the engines and the origin once for all suites. */
export async function setup(project: TestProject): Promise<() => void> {
  const engine = await startEngine()
  const origin = await startOriginServer()
  project.provide('endpoint', engine.url)
  // Nothing listens here, and no system gives this port to a program that asks for any.
  project.provide('deadEndpoint', 'http://127.0.0.1:2')
  project.provide('originUrl', origin.url)
  return () => {
    engine.close()
    origin.close()
  }
}

async function startEngine(): Promise<{ url: string; close(): void }> {
  const server = dynalite({ createTableMs: 20 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => stopServer(server) }
}
