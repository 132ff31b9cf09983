/** A random script on a dict whose requests meet faults at random, beside the same on a plain Map. */

import { expect, inject, test } from 'vitest'
import { OutcomeUnknownError } from '../../src/runtimes/node.ts'
import { newDict } from '../suites/dict/fixture.ts'
import {
  atRandom,
  dropped,
  emptied,
  type Fault,
  failedAfter,
  failedBefore,
  forbiddingPortal,
  lost,
  newLine,
  partlyUnprocessed,
  portal,
  resetAmid,
  resetBefore,
  stale,
  throttled,
  torn,
  truncated,
  unavailable,
  unprocessed,
} from '../suites/faults.ts'
import { listOf } from '../suites/harness.ts'
import { WireClock } from '../suites/wire-clock.ts'
import { stepOf } from './faulty-script.ts'
import { harnessFor } from './run-suites.ts'

const chance = 0.15
const length = 150

const anything = [throttled, unavailable, failedBefore, failedAfter, dropped, resetBefore, resetAmid, torn, lost]
const foreign = [truncated, portal, forbiddingPortal, emptied]

const scheduleOf = (seed: number): Fault[] => [
  atRandom(seed, chance, [partlyUnprocessed(3), unprocessed], { operation: ['BatchGetItem', 'BatchWriteItem'] }),
  atRandom(seed, chance, [...anything, ...foreign]),
  { operation: 'none', isKept: true },
  // What is read consistently does not mind.
  stale(2),
]

const runs = (['sigv4', 'aws-sdk'] as const).flatMap((transport) => [1, 2].map((seed) => [transport, seed] as const))

test.each(runs)(
  'what a dict over %s gives and leaves is what a Map does, whatever goes wrong: %i',
  async (kind, seed) => {
    const harness = harnessFor(kind)
    const line = await newLine(inject('faultsUrl'), ...scheduleOf(seed))
    const clock = new WireClock()
    const settings = { ...harness.connection, endpoint: line.url, clock, maxAttempts: 12, timeoutMs: 600_000 }
    const { dict: other, sibling } = newDict<unknown>(harness, {
      consistent: true,
      inlineBytes: 1_024,
      compress: false,
    })
    await other.ready()
    const transport = harness.lib.createTransport(settings)
    const dict = sibling<unknown>({ transport, clock, consistent: true, inlineBytes: 1_024, compress: false })

    let model = new Map<string, unknown>()
    let unknown = 0
    for (let number = 0; number < length; number++) {
      const step = stepOf(seed, number, model)
      const what = `step ${number}: ${step.name}`
      const after = new Map(model)
      step.leaves(after)
      try {
        const given = await step.run(dict)
        if ('gives' in step) expect(given, what).toEqual(step.gives)
        model = after
      } catch (error) {
        if (!(error instanceof OutcomeUnknownError && step.mayBeUnknown)) throw error
        unknown++
        // Either it was done, or it was not; nothing else.
        const there = new Map(await listOf(other.entries()))
        expect([model, after], what).toContainEqual(there)
        model = there
      }
    }

    const there = new Map(await listOf(other.entries()))
    expect(there).toEqual(model)
    const met = (await line.requests()).filter(({ isMet }) => isMet).length
    process.stdout.write(`${kind}, seed ${seed}: ${met} faults met, ${unknown} of ${length} calls of unknown outcome\n`)
    expect(met).toBeGreaterThan(length * chance)
    expect(unknown).toBeGreaterThan(0)
  },
)
