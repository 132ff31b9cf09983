import { deepStrictEqual } from 'node:assert'
import { beforeAll, describe, inject, test } from 'vitest'
import { DynamoDbDict } from '../../../src/runtimes/node.ts'
import { always, dropped, type Fault, failedAfter, lost, newLine, throttled, torn } from '../../suites/faults.ts'
import { newName } from '../../suites/harness.ts'
import { checkScripts } from './check.ts'
import { type Sender, transportTo } from './transport.ts'

const timeout = 300_000
const stale = { lag: 1 }
const lossy = [
  { ...lost, every: 5 },
  { ...dropped, every: 7 },
  { ...failedAfter, every: 9 },
  { ...torn, every: 11 },
]

/** Whatever is done with a dict, it is as with a Map: random scripts, played on both. Each sender has a file of its own. */
export function modelTests(sender: Sender): void {
  const direct = transportTo(inject('endpoint'), sender)

  /** A transport of its own for each run, so that a run is the same when it is repeated. */
  const by = (...faults: Fault[]) => {
    const from = (phase: number) => faults.map((fault) => ({ ...fault, after: -phase, times: always, isKept: true }))
    return async (phase: number) => transportTo((await newLine(inject('faultsUrl'), ...from(phase))).url, sender)
  }

  beforeAll(async () => {
    await new DynamoDbDict('model', { transport: direct }).ready()
  })

  describe.concurrent(`over ${sender}`, () => {
    test('a dict is as a Map with expiry', { timeout }, async () => {
      await checkScripts(`model over ${sender}`, 1_500, { transport: () => direct })
    })

    test('it is when each third request is throttled', { timeout }, async () => {
      await checkScripts(`model over ${sender}, throttled`, 100, { transport: by({ ...throttled, every: 3 }) })
    })

    test('it is when answers are lost, or it says that it cannot tell', { timeout }, async () => {
      await checkScripts(`model over ${sender}, lossy`, 100, { transport: by(...lossy), isLossy: true })
    })

    test('it is when reads are stale and requests throttled, but that reads tell what was', { timeout }, async () => {
      const transport = by({ ...throttled, every: 5 }, stale)
      await checkScripts(`model over ${sender}, stale`, 100, { transport, isStale: true })
    })

    test('a stale read tells what was before the last write', async () => {
      const transport = await by(stale)(0)
      const dict = new DynamoDbDict('model', { transport, namespace: newName('stale') })
      await dict.set('a', 1)
      await dict.set('a', 2)
      deepStrictEqual([await dict.get('a'), await dict.get('a', { consistent: true })], [1, 2])
    })
  })
}
