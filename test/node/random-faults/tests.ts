import { describe, expect, inject, test } from 'vitest'
import {
  atRandom,
  dropped,
  type Fault,
  type FaultyLine,
  failedAfter,
  failedBefore,
  garbage,
  lost,
  newLine,
  partlyUnprocessed,
  portal,
  resetBefore,
  throttled,
  torn,
  truncated,
  unavailable,
} from '../../suites/faults.ts'
import type { Define } from '../../suites/harness.ts'
import { dictSuites, sessionSuites } from '../../suites/index.ts'
import { harnessFor } from '../run-suites.ts'

const seed = 20261125
/** Six attempts at a request meet faults each in one of 60 millions. */
const chance = 0.05

const passing = [throttled, throttled, unavailable, failedBefore, dropped, resetBefore, torn, truncated, portal]
const unnoticed = [...passing, lost, failedAfter, garbage]

/** A busy machine is no fault. */
const patience = { attemptTimeoutMs: 30_000, timeoutMs: 60_000 }

const batches = ['BatchGetItem', 'BatchWriteItem']
const reads = ['GetItem', 'Query', 'BatchGetItem']
const writes = ['PutItem', 'BatchWriteItem']
/** What is not sent again when its answer is lost, since it cannot be known whether it was done. */
const once = ['UpdateItem', 'DeleteItem']
const kept: Fault = { operation: 'none', isKept: true }

const schedule = [
  atRandom(seed, chance, [throttled, partlyUnprocessed(1)], { operation: batches }),
  atRandom(seed, chance, unnoticed, { operation: [...reads, ...writes] }),
  atRandom(seed, chance, [throttled], { operation: once }),
  kept,
]

/** The same, but that each write has an answer. */
const answered = [
  atRandom(seed, chance, [throttled, partlyUnprocessed(1)], { operation: batches }),
  atRandom(seed, chance, unnoticed, { operation: reads }),
  atRandom(seed, chance, [throttled], { operation: [...writes, ...once] }),
  kept,
]

const contended = 'where others write to the same key, a lost answer makes an OutcomeUnknownError, as it should'
const vacuumed = 'a lost answer may leave chunks to the vacuum, as it should'

/** Tests that hold only where each write has an answer, with the reason. */
const needAnswers: Readonly<Record<string, string>> = {
  'atomic: update loses nothing to other writers, and begins where there is no value': contended,
  'atomic: update loses nothing on items that others wrote, and keeps meta and expiry': contended,
  'concurrency: update: of 32 workers on 10 keys none loses what another has added': contended,
  'concurrency: increment: each of 32 workers sees a sum of its own at each of 10 keys': contended,
  'concurrency: set ifAbsent, replace and delete ifVersion: of 32 workers one succeeds at each of 10 keys': contended,
  'concurrency: values in chunks: none is lost, doubled or mixed up, and the losers leave no chunks': vacuumed,
  'large: pop of a large value that has expired finds none, and removes it': vacuumed,
  'namespaces: whatever namespaces are called, what is done to one leaves the others as they are: in one partition each':
    vacuumed,
  'namespaces: whatever namespaces are called, what is done to one leaves the others as they are: over several partitions':
    vacuumed,
}

/** Tests that cannot hold where requests meet faults, with the reason. */
const leftOut: Readonly<Record<string, string>> = {
  'many: 3,000 items of 2 KB are counted, iterated and cleared to the last one, with full batches':
    'it counts the requests, and there are more when one is not done as a whole',
}

const suites = { ...dictSuites, ...sessionSuites }

/**
 * The suites of the dict and of sessions, whose requests meet faults at random: the same ones each time. Each sender has a
 * file of its own.
 */
export async function randomFaultTests(transport: 'sigv4' | 'aws-sdk'): Promise<void> {
  const faultsUrl = inject('faultsUrl')
  const line = await newLine(faultsUrl, ...schedule)
  const answeredLine = await newLine(faultsUrl, ...answered)
  for (const [suiteName, suite] of Object.entries(suites)) {
    describe(`${suiteName} over ${transport}, with faults at random`, () => {
      const over = ({ url }: FaultyLine, isIn: (name: string) => boolean) => {
        const define: Define = (name, body) => {
          if (isIn(`${suiteName}: ${name}`)) test(name, body)
        }
        const harness = harnessFor(transport, { endpoint: url, faultsUrl })
        const session = { ...harness.session, cacheTimeoutMs: patience.timeoutMs }
        suite(define, { ...harness, session, connection: { ...harness.connection, ...patience } })
      }
      over(line, (name) => !(name in leftOut || name in needAnswers))
      over(answeredLine, (name) => name in needAnswers)
    })
  }

  test(`faults were met over ${transport}`, async () => {
    const requests = [...(await line.requests()), ...(await answeredLine.requests())]
    const met = requests.filter(({ isMet }) => isMet)
    process.stdout.write(`${transport}: ${requests.length} requests, of which ${met.length} met a fault\n`)
    expect(met.length).toBeGreaterThan(requests.length * chance * 0.5)
    const operations = new Set(met.map(({ operation }) => operation))
    for (const operation of [...reads, ...writes, ...once]) expect(operations).toContain(operation)
  })

  test('every test that is left out is one', () => {
    const names: string[] = []
    for (const [suiteName, suite] of Object.entries(suites)) {
      suite((name) => names.push(`${suiteName}: ${name}`), harnessFor(transport))
    }
    expect(names).toEqual(expect.arrayContaining(Object.keys({ ...leftOut, ...needAnswers })))
  })
}
