import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, inject, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import * as lib from '../../src/runtimes/node.ts'
import { noiseBytes } from '../suites/dict/large.ts'
import { httpCases, httpCost } from './http.ts'
import { type Cost, metered } from './metered.ts'
import { type Bench, type Case, ofCompression, ofLargeValues, ofManyKeys, ofOneKey, ofShards } from './methods.ts'
import { readUnits, writeUnits } from './units.ts'

const file = fileURLToPath(new URL('../../docs/cost.md', import.meta.url))
const kb = 1_024
const connection = { region: 'us-west-2', credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' } }
/** All that was counted, for the comparison with the engine. */
const counted: Cost[] = []
let benches = 0

/** A dict of its own, with a clock that stands, so that items have the same size each time. */
async function newBench(bytes: number, options: lib.DynamoDbDictOptions<string> = {}) {
  let now = Date.parse('2026-12-01T09:00:00.250Z')
  // vacuum waits for a minute; time limits have a signal.
  const sleep: lib.Clock['sleep'] = async (ms, signal) => (signal ? systemClock.sleep(ms, signal) : undefined)
  const clock: lib.Clock = { now: () => now, sleep }
  const inner = lib.createTransport({ ...connection, transport: 'sigv4', endpoint: inject('endpoint') })
  const transport = metered(inner)
  const namespace = `costs-${String(++benches).padStart(4, '0')}`
  const settings = { compress: false, ...options, transport, namespace, clock }
  const bench: Bench = {
    dict: new lib.DynamoDbDict<string>('costs', settings),
    other: new lib.DynamoDbDict<string>('costs', settings),
    quietly: transport.quietly,
    // JSON has two quotes around it.
    value: 'x'.repeat(bytes - 2),
    bytes: noiseBytes(bytes),
    advance(ms) {
      now += ms
    },
  }
  await bench.dict.ready()
  return { bench, clock, transport }
}

/** What a case costs: the same for each of its calls. */
async function costOf({ label, before, calls, options }: Case, bytes: number): Promise<Sum> {
  const sums: Sum[] = []
  for (const call of calls) {
    const { bench, transport } = await newBench(bytes, options)
    await bench.quietly(async () => before?.(bench))
    await call(bench)
    counted.push(...transport.costs)
    sums.push(sumOf(transport.costs))
  }
  for (const sum of sums) expect(sum, label).toEqual(sums[0])
  return sums[0] as Sum
}

interface Sum {
  /** Such as `1 GetItem, 8 PutItem`. */
  readonly requests: string
  readonly read: number
  readonly write: number
}

function sumOf(costs: readonly Cost[]): Sum {
  const counts = new Map<string, number>()
  for (const { operation } of costs) counts.set(operation, (counts.get(operation) ?? 0) + 1)
  const total = (name: 'read' | 'write') => costs.reduce((sum, cost) => sum + cost[name], 0)
  const requests = [...counts].map(([operation, count]) => `${count} ${operation}`).join(', ')
  return { requests, read: total('read'), write: total('write') }
}

const units = (count: number) => (count === 0 ? '' : count.toLocaleString('en-US'))
const cells = ({ requests, read, write }: Sum) => [requests, units(read), units(write)]
const columns = ['requests', 'read', 'write']

const inOneSize = (cases: readonly Case[], bytes: number) => async () => [
  ['', ...columns],
  ...(await rows(cases, async (each) => cells(await costOf(each, bytes)))),
]

const inTwoSizes = (cases: readonly Case[]) => async () => [
  ['', ...columns.map((name) => `1 KB: ${name}`), ...columns.map((name) => `300 KB: ${name}`)],
  ...(await rows(cases, async (each) => {
    const small = await costOf(each, kb)
    // 30 MB take their time: one of the calls that cost the same is enough.
    const large = await costOf({ ...each, calls: each.calls.slice(0, 1) }, 300 * kb)
    return [...cells(small), ...cells(large)]
  })),
]

/** Of methods whose requests are the same for both sizes. */
const inTwoSizesAlike = (cases: readonly Case[]) => async () => [
  ['', 'requests', '1 KB: read', 'write', '300 KB: read', 'write'],
  ...(await rows(cases, async (each) => {
    const [small, large] = [await costOf(each, kb), await costOf(each, 300 * kb)]
    expect(large.requests, each.label).toBe(small.requests)
    return [...cells(small), ...cells(large).slice(1)]
  })),
]

const ofHttp = async () => [
  ['', ...columns.map((name) => `1 KB: ${name}`), ...columns.map((name) => `300 KB: ${name}`)],
  ...(await rows(httpCases, async (each) => {
    const sums: Sum[] = []
    for (const bytes of [kb, 300 * kb]) {
      const { clock, transport, bench } = await newBench(bytes)
      await httpCost(each, { transport, clock, ...bench })
      counted.push(...transport.costs)
      sums.push(sumOf(transport.costs))
    }
    return sums.flatMap(cells)
  })),
]

async function rows<C extends { readonly label: string }>(cases: readonly C[], row: (each: C) => Promise<string[]>) {
  const all: string[][] = []
  for (const each of cases) all.push([each.label, ...(await row(each))])
  return all
}

/** The tables of the page, by the name in the comment before each. */
const tables: Readonly<Record<string, () => Promise<string[][]>>> = {
  'one key': inTwoSizesAlike(ofOneKey),
  'many keys': inTwoSizes(ofManyKeys),
  '3 MB': inOneSize(ofLargeValues, 3 * kb * kb),
  '8 shards': inOneSize(ofShards, kb),
  compression: inOneSize(ofCompression, 300 * kb),
  http: ofHttp,
}

function asMarkdown([head = [], ...body]: readonly string[][]): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |')
  const rule = head.map((name) => (/read|write/.test(name) ? '---:' : '---'))
  return [head, rule, ...body].map(line).join('\n')
}

test('docs/cost.md says what each method costs; npm run docs:cost makes it current', async () => {
  let page = readFileSync(file, 'utf8')
  for (const [name, make] of Object.entries(tables)) {
    const place = new RegExp(`(?<=^<!-- cost: ${name} -->\n)(\\|.*\n)*`, 'm')
    expect(page, name).toMatch(place)
    const table = asMarkdown(await make())
    page = page.replace(place, () => `${table}\n`)
  }
  await expect(page).toMatchFileSnapshot(file)
}, 300_000)

test('docs/cost.md says how large an item is beside its value', async () => {
  const { bench } = await newBench(kb)
  const besideValue = async (ttl: 'never' | '1d') => {
    await bench.dict.set('key', bench.value, { ttl })
    const { size = 0 } = (await bench.dict.getEntry('key')) ?? {}
    return size - bench.dict.namespace.length - 'key'.length - kb
  }
  expect(readFileSync(file, 'utf8').replace(/\s+/g, ' ')).toContain(
    `${await besideValue('never')} bytes more than its namespace, key and value, ${await besideValue('1d')} with an expiry`,
  )
})

test('the engine, which counts for itself, comes to the same units', () => {
  const differing = counted.filter(({ engine, read, write }) => engine !== undefined && engine !== read + write)
  expect(counted.length).toBeGreaterThan(500)
  // It bills nothing for a Query that finds nothing; DynamoDB bills the least that it does.
  expect(differing.filter(({ operation, engine }) => !(operation === 'Query' && engine === 0))).toEqual([])
})

test('units are those of the examples that AWS gives', () => {
  expect(readUnits(3_500, true)).toBe(1)
  expect(readUnits(8 * kb, true)).toBe(2)
  expect(readUnits(8 * kb, false)).toBe(1)
  expect(readUnits(0, false)).toBe(0.5)
  expect(readUnits(40.8 * kb, true)).toBe(11)
  expect(readUnits(1_500 * 64, true)).toBe(24)
  expect(writeUnits(0, 500)).toBe(1)
  expect(writeUnits(0, 1.6 * kb)).toBe(2)
  expect(writeUnits(300 * kb, 310 * kb)).toBe(310)
  expect(writeUnits(0, 0)).toBe(1)
})
