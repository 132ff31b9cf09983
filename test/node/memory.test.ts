import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleProgram } from '../support/bundle-program.ts'
import { startEngine } from '../support/engine.ts'
import type { MemoryReport, MemoryTask } from './memory-task.ts'

let program: Awaited<ReturnType<typeof bundleProgram>>
/** One that goes with this file, as what is written here is much to hold. */
let engine: Awaited<ReturnType<typeof startEngine>>
beforeAll(async () => {
  program = await bundleProgram('memory.ts')
  engine = await startEngine()
})
afterAll(async () => {
  engine.close()
  await program.remove()
})

/** Does a work in a process of its own, whose heap has 64 MB at most. */
async function run(task: Pick<MemoryTask, 'work' | 'megabytes'> & { count?: number }): Promise<MemoryReport> {
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
  const connection = { endpoint: engine.url, region: 'us-west-2', credentials, transport: 'sigv4' } as const
  const full: MemoryTask = { connection, table: 'memory', count: 1, ...task }
  const flags = ['--expose-gc', '--max-old-space-size=64']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program.path, JSON.stringify(full)])
  const report: MemoryReport = JSON.parse(stdout)
  process.stdout.write(`${task.work}: ${report.before.toFixed(1)} MB before, ${report.most.toFixed(1)} MB at most\n`)
  return report
}

/** Four chunks on their way, each with its text in base64 and what is sent of it. */
const fewChunksMb = 24

test('64 MB are streamed in and out with memory for a few chunks', async () => {
  const written = await run({ work: 'in', megabytes: 64 })
  expect(written.most - written.before).toBeLessThan(fewChunksMb)
  const read = await run({ work: 'out', megabytes: 64 })
  expect(read.result).toBe(written.result)
  expect(read.most - read.before).toBeLessThan(fewChunksMb)
}, 120_000)

test('30 values of 5 MB are written with memory for eight of them, and listed with memory for one', async () => {
  const written = await run({ work: 'setMany', megabytes: 5, count: 30 })
  // One value for each write under way.
  expect(written.most - written.before).toBeLessThan(8 * 5 + fewChunksMb)
  const { before, most, result } = await run({ work: 'values', megabytes: 5 })
  expect(result).toBe(String(30 * 5_000_000))
  // The value, the parts that it is put together of, and the first chunks of the next one.
  expect(most - before).toBeLessThan(2 * 5 + fewChunksMb)
}, 120_000)
