/** Very many items: `npm run scale` runs this by itself, with more of them, and prints the figures. */

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEngine } from '../support/engine.ts'
import type { Measured, Work } from './scale-main.ts'

const isByItself = process.env.npm_lifecycle_event === 'scale'
const streamed = isByItself ? 1_000_000 : 200_000
const stored = 100_000
const limit = { timeout: 300_000 }

let folder: string
let program: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynadict-scale-'))
  program = join(folder, 'main.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('scale-main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    external: ['@aws-sdk/*'],
    logLevel: 'error',
  })
})

afterAll(() => rm(folder, { recursive: true }))

async function runScale(what: string, work: Work): Promise<Measured[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, JSON.stringify(work)])
  const measured: Measured[] = JSON.parse(stdout)
  for (const { step, items, ms, heldMb, rssMb } of measured) {
    const rate = Math.round((items / ms) * 1_000).toLocaleString('en')
    const held = heldMb.map((mb) => mb.toFixed(1)).join(' ')
    process.stdout.write(
      `${what}, ${step}: ${items.toLocaleString('en')} in ${(ms / 1_000).toFixed(1)} s, ${rate} a second; ` +
        `MB held along the way: ${held}; rss ${rssMb.toFixed(0)}\n`,
    )
  }
  return measured
}

/** What is held at the least in a part of the way: pages and batches under way come and go above it. */
const floorMb = (samples: number[], from: number, to: number) => Math.min(...samples.slice(from, to))

/** Fails for 60 bytes that stay behind with each of 100,000 items. */
function expectFlat({ step, heldMb }: Measured): void {
  const half = heldMb.length >> 1
  const grown = floorMb(heldMb, half, heldMb.length) - floorMb(heldMb, 1, half)
  expect(grown, `${step}: MB held more in the second half, of ${heldMb}`).toBeLessThan(3)
  expect(Math.max(...heldMb) - (heldMb[0] ?? 0), `${step}: MB at most above the first`).toBeLessThan(24)
}

test(`${streamed.toLocaleString('en')} entries stream through setMany with flat memory`, limit, async () => {
  const [written] = await runScale('without a table', { items: streamed, options: {} })
  expect(written?.heldMb.length).toBeGreaterThanOrEqual(10)
  if (written) expectFlat(written)
})

test.each([1, 8])(
  `${stored.toLocaleString('en')} items are written, counted, iterated and cleared by prefix with flat memory, over %i partitions`,
  limit,
  async (shards) => {
    // An engine of its own: it is in this process, and what is measured is not.
    const engine = await startEngine()
    try {
      const measured = await runScale(`shards: ${shards}`, {
        items: stored,
        options: {
          shards,
          endpoint: engine.url,
          region: 'us-west-2',
          credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
          transport: 'sigv4',
          // The engine's one thread is slow with so many items, and here that is no failure.
          attemptTimeoutMs: 60_000,
          timeoutMs: 120_000,
        },
      })
      expect(measured.map(({ items }) => items)).toEqual([stored, stored, stored, stored / 2, stored / 2])
      const [written, , iterated, cleared] = measured
      for (const step of [written, iterated, cleared]) {
        if (step) expectFlat(step)
      }
    } finally {
      engine.close()
    }
  },
)
