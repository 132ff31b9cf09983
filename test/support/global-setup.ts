import type { TestProject } from 'vitest/node'
import { deadEndpoint, startEngine } from './engine.ts'
import { startFaultProxy } from './fault-proxy.ts'
import { startOriginServer } from './origin-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    endpoint: string
    deadEndpoint: string
    originUrl: string
    faultsUrl: string
  }
}

/** Starts the engine, the fault proxy before it and the origin once for all suites. */
export async function setup(project: TestProject): Promise<() => void> {
  const engine = await startEngine()
  const origin = await startOriginServer()
  const faults = await startFaultProxy(engine.url)
  project.provide('endpoint', engine.url)
  project.provide('deadEndpoint', deadEndpoint)
  project.provide('originUrl', origin.url)
  project.provide('faultsUrl', faults.url)
  return () => {
    for (const server of [faults, engine, origin]) server.close()
  }
}
