/**
 * Works on a dict and fetches by a session with many workers at once, whose requests meet faults, and tells what came of it and
 * what was held along the way. It takes `--expose-gc`; its argument is a `SoakTask` in JSON.
 */

import { isDeepStrictEqual } from 'node:util'
import { CachedSession, createTransport, DynamoDbCache, DynamoDbDict } from '../../../src/runtimes/node.ts'
import { listOf } from '../../suites/harness.ts'
import type { Sample, SoakReport, SoakTask } from '../soak-task.ts'

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }

const { connection, seconds, workers, siteUrl } = JSON.parse(process.argv[2] ?? '') as SoakTask

const unhandled: string[] = []
process.on('unhandledRejection', (reason) => unhandled.push(String((reason as Error)?.stack ?? reason)))

const byCall: Record<string, number> = {}
const failures: Record<string, number> = {}
const sum: Writable<SoakReport['sum']> = { is: 0, least: 0, most: 0 }
let unknown = 0

/** What shares a transport. */
function open(transportName: 'sigv4' | 'aws-sdk') {
  const transport = createTransport({ ...connection, transport: transportName })
  const dict = new DynamoDbDict<unknown>('soak', { transport, namespace: 'soak', inlineBytes: 1_024, compress: false })
  const cache = new DynamoDbCache({ tableName: 'soak', namespace: `http-${transportName}`, transport })
  return { dict, session: new CachedSession({ cache }) }
}

type Opened = ReturnType<typeof open>

/** The entries of one worker, which nobody else writes. */
class Worker {
  readonly model = new Map<string, unknown>()
  readonly #opened: Opened
  readonly #prefix: string
  #count = 0

  constructor(opened: Opened, index: number) {
    this.#opened = opened
    this.#prefix = `w${String(index).padStart(2, '0')}/`
  }

  readonly #key = () => this.#prefix + Math.floor(Math.random() * 20)

  /** Some are too large for an item here. */
  readonly #value = () => [this.#prefix, ++this.#count, 'x'.repeat(Math.random() < 0.2 ? 3_000 : 30)]

  readonly #calls: Readonly<Record<string, (dict: Opened['dict']) => Promise<unknown>>> = {
    set: async (dict) => {
      const [key, value] = [this.#key(), this.#value()]
      await dict.set(key, value)
      this.model.set(key, value)
    },
    get: async (dict) => {
      const key = this.#key()
      check(await dict.get(key, { consistent: true }), this.model.get(key), `get ${key}`)
    },
    update: async (dict) => {
      const key = this.#key()
      const value = this.#value()
      await dict.update(key, () => value)
      this.model.set(key, value)
    },
    delete: async (dict) => {
      const key = this.#key()
      const isThere = this.model.has(key)
      // Whether it was there may be unknown; that it is gone is not.
      this.model.delete(key)
      check(await dict.delete(key), isThere, `delete ${key}`)
    },
    setMany: async (dict) => {
      const entries = new Map(Array.from({ length: 8 }, () => [this.#key(), this.#value()]))
      await dict.setMany(entries)
      for (const [key, value] of entries) this.model.set(key, value)
    },
    getMany: async (dict) => {
      const keys = [...new Set([this.#key(), this.#key(), this.#key()])]
      const found = new Map(keys.filter((key) => this.model.has(key)).map((key) => [key, this.model.get(key)]))
      check(await dict.getMany(keys, { consistent: true }), found, `getMany ${keys}`)
    },
    entries: async (dict) => {
      const list = await listOf(dict.entries({ prefix: this.#prefix, consistent: true }))
      check(new Map(list), this.model, `entries of ${this.#prefix}`)
    },
    increment: async (dict) => {
      sum.most++
      await dict.increment('sum')
      sum.least++
    },
    fetch: async () => {
      const path = `/page-${Math.floor(Math.random() * 50)}`
      const response = await this.#opened.session.fetch(siteUrl + path)
      check(await response.text(), 'a page of the site', `fetch ${path}`)
    },
  }

  async work(until: number): Promise<void> {
    const names = Object.keys(this.#calls)
    while (Date.now() < until) {
      const name = names[Math.floor(Math.random() * names.length)] as string
      byCall[name] = (byCall[name] ?? 0) + 1
      try {
        await this.#calls[name]?.(this.#opened.dict)
      } catch (error) {
        const { code, message } = error as Error & { code?: string }
        if (code === 'OUTCOME_UNKNOWN' && (name === 'delete' || name === 'increment')) unknown++
        else failures[`${name}: ${message}`] = (failures[`${name}: ${message}`] ?? 0) + 1
      }
    }
  }
}

function check(is: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(is, expected)) throw new Error(`${what} gave something else than was written`)
}

function sample(): Sample {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  return { heldMb: (heapUsed + external) / 1e6, resources }
}

const opened = [open('sigv4'), open('aws-sdk')]
for (const { dict } of opened) await dict.ready()
const all = Array.from({ length: workers }, (_, index) => new Worker(opened[index % 2] as Opened, index))
const samples: Sample[] = []
const sampling = setInterval(() => samples.push(sample()), (seconds * 1_000) / 40)
const until = Date.now() + seconds * 1_000
await Promise.all(all.map((worker) => worker.work(until)))
clearInterval(sampling)
for (const { session } of opened) await session.settle()

const [first] = opened as [Opened]
const expected = new Map(all.flatMap(({ model }) => [...model]))
const stored = new Map(await listOf(first.dict.entries({ prefix: 'w', consistent: true })))
const keys = new Set([...expected.keys(), ...stored.keys()])
sum.is = Number(await first.dict.get('sum', { consistent: true }))
// Connections that nobody uses are closed after a while.
await new Promise((resolve) => setTimeout(resolve, 6_000))
// Buffers outside of the heap are let go of by what the first collection leaves to be done.
for (let round = 0; round < 3; round++) {
  globalThis.gc?.()
  await new Promise((resolve) => setTimeout(resolve, 100))
}

const report: SoakReport = {
  calls: Object.values(byCall).reduce((total, count) => total + count, 0),
  byCall,
  unknown,
  failures,
  wrong: [...keys].filter((key) => !isDeepStrictEqual(stored.get(key), expected.get(key))),
  entries: stored.size,
  sum,
  unhandled,
  samples,
  atEnd: sample(),
}
process.stdout.write(JSON.stringify(report))
process.exit(0)
