import { describe, expect, inject, test } from 'vitest'
import { OutcomeUnknownError } from '../../../src/runtimes/node.ts'
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
const writes = ['PutItem', 'BatchWriteItem', 'UpdateItem', 'DeleteItem']
const kept: Fault = { operation: 'none', isKept: true }

const schedule = [
  atRandom(seed, chance, [throttled, partlyUnprocessed(1)], { operation: batches }),
  atRandom(seed, chance, unnoticed, { operation: [...reads, ...writes] }),
  kept,
]

/** The same, but that each write has an answer. */
const answered = [
  atRandom(seed, chance, [throttled, partlyUnprocessed(1)], { operation: batches }),
  atRandom(seed, chance, unnoticed, { operation: reads }),
  atRandom(seed, chance, [throttled], { operation: writes }),
  kept,
]

const vacuumed = 'a lost answer may leave chunks to the vacuum, as it should'
const counted = 'it counts the requests, and a session settles by one more read what it wrote without an answer'

const told = 'the answer to the mark of a URL or request tells whether a response was there, which is then not counted'

/** Tests that hold only where each write has an answer, with the reason. */
const needAnswers: Readonly<Record<string, string>> = {
  'concurrency: values in chunks: none is lost, doubled or mixed up, and the losers leave no chunks': vacuumed,
  'namespaces: whatever namespaces are called, what is done to one leaves the others as they are: in one partition each':
    vacuumed,
  'namespaces: whatever namespaces are called, what is done to one leaves the others as they are: over several partitions':
    vacuumed,
  'caching: a hit takes one request to DynamoDB, a miss two': counted,
  'validation: a stale response is validated by its ETag: one GetItem, one UpdateItem, no body': counted,
  'vary: the first variant is one GetItem; a further one is two, and one where it is known how they vary': counted,
  'statistics: requests and units are counted, of this cache alone, on a transport that is handed in too': counted,
  'installing: the global fetch is cached, and what is sent for that is not': counted,
  'installing: of two sessions the later one is asked, and both ask the native fetch': counted,
  'installing: who wraps the global fetch after that, as tools for tracing do, makes no circle': counted,
  'deleting: a URL goes with its methods, variants and parts for credentials, and nothing else goes': told,
  'deleting: keys, URLs and requests are taken from any iterable': told,
  'deleting: a request goes with its variants and parts for credentials': told,
  'deleting: by hand-made keys too, the URL tells': told,
  'deleting: by state: expired, older than, invalid; each one alone, and within a part of the cache': counted,
  'deleting: large bodies are listed with their size, and go with their chunks, by state': counted,
  'resetting: stored responses become fresh for the time that is given, from now, and are kept beyond it': counted,
}

/** Tests that cannot hold where requests meet faults, with the reason. */
const leftOut: Readonly<Record<string, string>> = {
  'many: 3,000 items of 2 KB are counted, iterated and cleared to the last one, with full batches':
    'it counts the requests, and there are more when one is not done as a whole',
}

type Body = Parameters<Define>[1]

/** An error of unknown outcome, or that of an assertion that got it in place of another error. */
const isOfUnknownOutcome = (error: unknown) =>
  error instanceof OutcomeUnknownError ||
  /^expected ('|OutcomeUnknownError: )an answer was lost, /.test((error as Error).message)

/** The suite that is left out brings its own faults. */
const { failing: _, ...withoutFaults } = sessionSuites
const suites = { ...dictSuites, ...withoutFaults }

/**
 * The suites of the dict and of sessions, whose requests meet faults at random: the same ones each time. A test passes, or
 * comes to a call that cannot tell what it did; then it passes where each write has an answer. What such a call leaves is
 * in `faulty-script.test.ts` and `model/`. Each sender has a file of its own.
 */
export async function randomFaultTests(transport: 'sigv4' | 'aws-sdk'): Promise<void> {
  const faultsUrl = inject('faultsUrl')
  const line = await newLine(faultsUrl, ...schedule)
  const answeredLine = await newLine(faultsUrl, ...answered)
  /** The tests in which a call could not tell what it did. */
  const unknown: string[] = []
  for (const [suiteName, suite] of Object.entries(suites)) {
    describe(`${suiteName} over ${transport}, with faults at random`, () => {
      const over = ({ url }: FaultyLine): Map<string, Body> => {
        const bodies = new Map<string, Body>()
        const harness = harnessFor(transport, { endpoint: url, faultsUrl })
        const session = { ...harness.session, cacheTimeoutMs: patience.timeoutMs }
        suite((name, body) => bodies.set(name, body), {
          ...harness,
          session,
          connection: { ...harness.connection, ...patience },
        })
        return bodies
      }
      const answeredBodies = over(answeredLine)
      for (const [name, body] of over(line)) {
        const fullName = `${suiteName}: ${name}`
        const whereAnswered = answeredBodies.get(name) ?? body
        if (fullName in leftOut) continue
        if (fullName in needAnswers) test(name, whereAnswered)
        else test(name, () => unlessUnknown(body, fullName).then((isDone) => isDone || whereAnswered()))
      }
    })
  }

  /** Whether a test passes; the only other thing that may come of it is that a call cannot tell what it did. */
  async function unlessUnknown(body: Body, name: string): Promise<boolean> {
    try {
      await body()
      return true
    } catch (error) {
      if (!isOfUnknownOutcome(error)) throw error
      unknown.push(name)
      return false
    }
  }

  test(`faults were met over ${transport}`, async () => {
    const requests = [...(await line.requests()), ...(await answeredLine.requests())]
    const met = requests.filter(({ isMet }) => isMet)
    process.stdout.write(`${transport}: ${requests.length} requests, of which ${met.length} met a fault\n`)
    expect(met.length).toBeGreaterThan(requests.length * chance * 0.5)
    const operations = new Set(met.map(({ operation }) => operation))
    for (const operation of [...reads, ...writes]) expect(operations).toContain(operation)
    process.stdout.write(`${transport}: a call of unknown outcome in ${unknown.length} tests\n`)
    // Of what is sent once and has no answer, or where others write to the same key; that is seldom.
    expect(unknown.length).toBeGreaterThan(0)
    expect(unknown.length, unknown.join('; ')).toBeLessThan(40)
  })

  test('every test that is left out is one', () => {
    const names: string[] = []
    for (const [suiteName, suite] of Object.entries(suites)) {
      suite((name) => names.push(`${suiteName}: ${name}`), harnessFor(transport))
    }
    expect(names).toEqual(expect.arrayContaining(Object.keys({ ...leftOut, ...needAnswers })))
  })
}
