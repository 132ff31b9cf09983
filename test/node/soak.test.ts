/** Mixed work under faults for a while: `npm run soak` runs this by itself, for longer, and prints the figures. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import {
  atRandom,
  dropped,
  failedAfter,
  failedBefore,
  lost,
  newLine,
  partlyUnprocessed,
  portal,
  resetAmid,
  resetBefore,
  throttled,
  torn,
  truncated,
  unavailable,
} from '../suites/faults.ts'
import { newSite } from '../suites/origin.ts'
import { bundleProgram } from '../support/bundle-program.ts'
import { startEngine } from '../support/engine.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import type { SoakReport, SoakTask } from './soak-task.ts'

const isByItself = process.env.npm_lifecycle_event === 'soak'
const seconds = isByItself ? 60 : 10
const workers = 64
const chance = 0.05

const anything = [throttled, unavailable, failedBefore, failedAfter, dropped, lost, torn, resetBefore, resetAmid]
const schedule = [
  atRandom(1, chance, [partlyUnprocessed(2)], { operation: ['BatchGetItem', 'BatchWriteItem'] }),
  atRandom(2, chance, [...anything, truncated, portal]),
  { operation: 'none', isKept: true },
]

test(`${workers} workers lose nothing in ${seconds} s, and nothing grows`, { timeout: 200_000 }, async () => {
  // An engine of its own, as it is in this process and works hard.
  const engine = await startEngine()
  const proxy = await startFaultProxy(engine.url)
  const program = await bundleProgram('soak.ts')
  try {
    const line = await newLine(proxy.url, ...schedule)
    const page = { headers: { 'cache-control': 'max-age=1' }, body: 'a page of the site' }
    const site = await newSite(inject('originUrl'), { '*': page })
    const task: SoakTask = {
      connection: {
        endpoint: line.url,
        region: 'us-west-2',
        credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
        // A busy machine is no fault.
        attemptTimeoutMs: 30_000,
        timeoutMs: 90_000,
      },
      seconds,
      workers,
      siteUrl: site.url,
    }
    const args = ['--expose-gc', program.path, JSON.stringify(task)]
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10_000_000 })
    const report: SoakReport = JSON.parse(stdout)
    const requests = await line.requests()
    print(report, requests.length, requests.filter(({ isMet }) => isMet).length)

    expect(report.failures).toEqual({})
    expect(report.wrong).toEqual([])
    expect(report.entries).toBeGreaterThan(workers)
    expect(report.sum.is).toBeGreaterThanOrEqual(report.sum.least)
    expect(report.sum.is).toBeLessThanOrEqual(report.sum.most)
    expect(report.unhandled).toEqual([])
    expect(report.calls).toBeGreaterThan(workers * 3)
    expect(requests.filter(({ isMet }) => isMet).length).toBeGreaterThan(requests.length * chance * 0.5)
    expectNoGrowth(report)
  } finally {
    await program.remove()
    proxy.close()
    engine.close()
  }
})

const floor = (values: readonly number[]) => Math.min(...values)
const most = (values: readonly number[]) => Math.max(...values)

/** Of a kind of what keeps a process alive. */
const countsOf = ({ samples }: SoakReport, kind: string) => samples.map(({ resources }) => resources[kind] ?? 0)

/** Looks at the second half of the time beside the quarter before it, when all is loaded and warm. */
function expectNoGrowth(report: SoakReport): void {
  const { samples, atEnd } = report
  const [quarter, half] = [samples.length >> 2, samples.length >> 1]
  const held = samples.map(({ heldMb }) => heldMb)
  expect(samples.length).toBeGreaterThan(10)
  expect(floor(held.slice(half)) - floor(held.slice(quarter, half)), `MB held: ${held}`).toBeLessThan(6)
  expect(atEnd.heldMb, 'MB held at the end').toBeLessThan(floor(held.slice(0, half)) + 4)
  for (const kind of ['TCPSocketWrap', 'Timeout']) {
    const counts = countsOf(report, kind)
    expect(floor(counts.slice(half)), `${kind}: ${counts}`).toBeLessThanOrEqual(most(counts.slice(0, half)))
    // A write of a large value sends several requests at once.
    expect(most(counts), `${kind}: ${counts}`).toBeLessThan(workers * 8)
    expect(atEnd.resources[kind] ?? 0, `${kind} at the end`).toBe(0)
  }
}

function print(report: SoakReport, requests: number, met: number): void {
  const { calls, unknown, entries, sum, samples, atEnd } = report
  const held = samples.map(({ heldMb }) => heldMb.toFixed(0)).join(' ')
  const lines = [
    `${calls.toLocaleString('en')} calls by ${workers} workers in ${seconds} s, ${Math.round(calls / seconds)} a second`,
    `${requests.toLocaleString('en')} requests, ${met.toLocaleString('en')} of which met a fault`,
    `${unknown} calls of unknown outcome; ${entries} entries as they were written; sum ${sum.is} of ${sum.least} to ${sum.most}`,
    `MB held along the way: ${held}; at the end ${atEnd.heldMb.toFixed(1)}`,
    `sockets: ${countsOf(report, 'TCPSocketWrap').join(' ')}; at the end ${JSON.stringify(atEnd.resources)}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
