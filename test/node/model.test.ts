import { beforeAll, describe, inject, test } from 'vitest'
import { DynamoDbDict } from '../../src/runtimes/node.ts'
import { always, dropped, type Fault, failedAfter, lost, newLine, throttled, torn } from '../suites/faults.ts'
import { checkScripts, type Sender, transportTo } from './model/run.ts'

const limitMs = 300_000

/** A transport of its own for each run, so that a run is the same when it is repeated. */
const by = (sender: Sender, ...faults: Fault[]) => {
  const from = (phase: number) => faults.map((fault) => ({ ...fault, after: -phase, times: always }))
  return async (phase: number) => transportTo((await newLine(inject('faultsUrl'), ...from(phase))).url, sender)
}

beforeAll(() => new DynamoDbDict('model', { transport: transportTo(inject('endpoint'), 'sigv4') }).ready())

/** Whatever is done with a dict, it is as with a Map: random scripts, played on both. */
describe.concurrent.each<Sender>(['sigv4', 'aws-sdk'])('over %s', (sender) => {
  test('a dict is as a Map with expiry', { timeout: limitMs }, async () => {
    const transport = transportTo(inject('endpoint'), sender)
    await checkScripts(`model over ${sender}`, 1_500, { transport: () => transport })
  })

  test('it is when each third request is throttled', { timeout: limitMs }, async () => {
    const transport = by(sender, { ...throttled, every: 3 })
    await checkScripts(`model over ${sender}, throttled`, 60, { transport })
  })

  test('it is when answers are lost, or it says that it cannot tell', { timeout: limitMs }, async () => {
    const often = [
      { ...lost, every: 5 },
      { ...dropped, every: 7 },
      { ...failedAfter, every: 9 },
      { ...torn, every: 11 },
    ]
    await checkScripts(`model over ${sender}, lossy`, 60, { transport: by(sender, ...often), isLossy: true })
  })
})
