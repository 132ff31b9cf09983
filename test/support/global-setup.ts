import type { TestProject } from 'vitest/node'
import { deadEndpoint, startEngine } from './engine.ts'
import { startFaultProxy } from './fault-proxy.ts'
import { startOriginServer } from './origin-server.ts'
import { startStrictServer } from './strict-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    endpoint: string
    strictUrl: string
    deadEndpoint: string
    originUrl: string
    faultsUrl: string
  }
}

/** Starts the engine, the strict server and the fault proxy before it, and the origin, once for all suites. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startEngine()
  const origin = await startOriginServer()
  const strict = await startStrictServer(engine.url)
  const faults = await startFaultProxy(engine.url)
  project.provide('endpoint', engine.url)
  project.provide('strictUrl', strict.url)
  project.provide('deadEndpoint', deadEndpoint)
  project.provide('originUrl', origin.url)
  project.provide('faultsUrl', faults.url)
  return async () => {
    await strict.close()
    for (const server of [faults, engine, origin]) server.close()
  }
}
