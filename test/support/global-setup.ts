import type { TestProject } from 'vitest/node'
import { deadEndpoint, startEngine } from './engine.ts'
import { startOriginServer } from './origin-server.ts'

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
  project.provide('deadEndpoint', deadEndpoint)
  project.provide('originUrl', origin.url)
  return () => {
    engine.close()
    origin.close()
  }
}
