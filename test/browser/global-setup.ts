import { rm } from 'node:fs/promises'
import { deadEndpoint, startEngine } from '../support/engine.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { startFileServer } from '../support/file-server.ts'
import { startOriginServer } from '../support/origin-server.ts'
import { startStrictServer } from '../support/strict-server.ts'
import { ensureChromium } from './chromium.ts'
import { newPageFolder } from './page-folder.ts'

/** What the tests are told, through the environment, since they run in processes of their own. */
export interface Addresses {
  /** The strict server whose header fields pages may see. */
  readonly exposingStrictUrl: string
  readonly strictUrl: string
  readonly deadEndpoint: string
  /** The origin whose header fields pages may see. */
  readonly exposingOriginUrl: string
  readonly originUrl: string
  readonly faultsUrl: string
  readonly pagesUrl: string
}

const variable = 'DYNADICT_TEST_ADDRESSES'

export const addresses = (): Addresses => JSON.parse(process.env[variable] ?? '{}')

/** Sees to the browser, packs the package, and starts the servers, once for all tests. */
async function setup(): Promise<() => Promise<void>> {
  ensureChromium()
  const folder = await newPageFolder()
  const engine = await startEngine()
  const exposingStrict = await startStrictServer(engine.url, { exposeHeaders: true })
  const strict = await startStrictServer(engine.url)
  const exposingOrigin = await startOriginServer({ exposeHeaders: true })
  const origin = await startOriginServer()
  const faults = await startFaultProxy(engine.url)
  const files = await startFileServer(folder)
  const told: Addresses = {
    exposingStrictUrl: exposingStrict.url,
    strictUrl: strict.url,
    deadEndpoint,
    exposingOriginUrl: exposingOrigin.url,
    originUrl: origin.url,
    faultsUrl: faults.url,
    pagesUrl: files.url,
  }
  process.env[variable] = JSON.stringify(told)
  return async () => {
    for (const server of [strict, exposingStrict]) await server.close()
    for (const server of [faults, engine, exposingOrigin, origin, files]) server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

// biome-ignore lint/style/noDefaultExport: Playwright takes it as one
export default setup
