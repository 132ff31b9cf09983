import { afterAll, describe, expect, test } from 'vitest'
import { runSuites, type TransportName } from '../node/run-suites.ts'
import { engineSuites } from '../suites/index.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { callsTo } from './calls.ts'
import { differences } from './differences.ts'
import { documentedDifferences } from './documented.ts'
import { type EngineName, engines } from './engines.ts'

/** What holds only where an engine does as AWS documents, with the row of docs/engines.md that says which ones do. */
const needed: Readonly<Record<string, string>> = {
  'concurrency: delete: of 32 workers one hears of each of 10 items that it was there':
    'Who gets the old item, of 32 that send DeleteItem at once',
}

/**
 * Tests an engine: what goes by it passes, and it differs from DynamoDB as docs/engines.md says. One that cannot be had fails
 * the file, and says why. Both transports send the same to any engine: it is enough that one engine meets both.
 */
export async function testEngine(name: EngineName, transports?: readonly TransportName[]): Promise<void> {
  const engine = await engines[name]()
  const faults = await startFaultProxy(engine.url)
  afterAll(async () => {
    faults.close()
    await engine.close()
  })

  const documented = documentedDifferences()
  const isAsOnAws = (test: string) => {
    const row = needed[test] && documented.get(needed[test])
    return !row || row[name] === row['AWS documents']
  }

  describe(name, () => {
    runSuites(engineSuites, { addresses: { endpoint: engine.url, faultsUrl: faults.url }, transports, isIn: isAsOnAws })

    describe('differs as documented', () => {
      test.each(Object.entries(differences))('%s', async (what, ask) => {
        expect(await ask(callsTo(engine.url))).toBe(documented.get(what)?.[name])
      })
    })
  })
}
