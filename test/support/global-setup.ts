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
  const engine = await startEngine(20)
  const origin = await startOriginServer()
  project.provide('endpoint', engine.url)
  // An engine that was and is no more.
  const deadEngine = await startEngine(0)
  deadEngine.close()
  project.provide('deadEndpoint', deadEngine.url)
  project.provide('originUrl', origin.url)
  return () => {
    engine.close()
    origin.close()
  }
}

async function startEngine(createTableMs: number): Promise<{ url: string; close(): void }> {
  const server = dynalite({ createTableMs })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => stopServer(server) }
}
