import { afterAll, describe, expect, test } from 'vitest'
import { runSuites } from '../node/run-suites.ts'
import { engineSuites } from '../suites/index.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { callsTo } from './calls.ts'
import { differences } from './differences.ts'
import { documentedDifferences } from './documented.ts'
import { type EngineName, engines } from './engines.ts'

/**
 * Tests an engine: what goes by it passes, over both transports, and it differs from DynamoDB as docs/engines.md says.
 * One that cannot be had fails the file, and says why.
 */
export async function testEngine(name: EngineName): Promise<void> {
  const engine = await engines[name]()
  const faults = await startFaultProxy(engine.url)
  afterAll(async () => {
    faults.close()
    await engine.close()
  })

  describe(name, () => {
    runSuites(engineSuites, { endpoint: engine.url, faultsUrl: faults.url })

    describe('differs as documented', () => {
      const documented = documentedDifferences()
      test.each(Object.entries(differences))('%s', async (what, ask) => {
        expect(await ask(callsTo(engine.url))).toBe(documented.get(what)?.[name])
      })
    })
  })
}
