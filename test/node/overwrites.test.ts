import { expect, inject, test } from 'vitest'
import { bytes } from '../../src/entries/serializers.ts'
import { vacuum } from '../../src/entries/vacuum.ts'
import { createTransport, DynamoDbDict } from '../../src/runtimes/node.ts'
import { noiseBytes } from '../suites/dict/large.ts'
import { newName, SkippingClock } from '../suites/harness.ts'
import { orphansIn, wholeTable } from '../support/whole-table.ts'

/** Another engine may be given, and more overwrites of what does not get smaller: each takes a quarter of a second. */
const { DYNADICT_ENDPOINT: endpoint = inject('endpoint'), DYNADICT_OVERWRITES: overwrites = '40' } = process.env

const transport = createTransport({
  endpoint,
  region: 'us-west-2',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
  transport: 'sigv4',
})
const size = 3_000_000
const seeds = [1, 2, 3, 4, 5]

/** What is written, by turns; the first byte tells which it is. */
const noise = seeds.map((seed) => {
  const value = noiseBytes(size, seed)
  value[0] = seed
  return value
})
/** In as many chunks, each of which gets small. */
const even = seeds.map((seed) => new Uint8Array(size).fill(seed))

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test.each([
  { times: 1_000, what: 'compressed', values: even, compress: true },
  { times: Number(overwrites), what: 'as it is', values: noise, compress: false },
])(
  'readers of a 3 MB value, $what, see it whole and as one of those written over $times overwrites',
  async (kind) => {
    const { times, values, compress } = kind
    const table = newName('overwrites')
    const settings = { transport, serializer: bytes, compress }
    const isWritten = (value: Uint8Array | undefined) => {
      const written = values[(value?.[0] ?? 0) - 1]
      return value !== undefined && written !== undefined && Buffer.compare(value, written) === 0
    }
    const dict = new DynamoDbDict<Uint8Array>(table, settings)
    const put = (index: number) => dict.putBlob('key', values[index % values.length] as Uint8Array)
    await put(0)
    let isDone = false
    const reads = { get: 0, stream: 0, getMany: 0, entries: 0 }
    const readOn = async (way: keyof typeof reads, read: () => Promise<Uint8Array | undefined>) => {
      while (!isDone) {
        const value = await read()
        expect(isWritten(value), `${value?.byteLength} bytes by ${way} beginning with ${value?.slice(0, 4)}`).toBe(true)
        reads[way]++
        await pause(250)
      }
    }
    // Ten seconds are left of a reader's minute: the garbage of a minute would be too much for an engine in memory.
    const clock = new SkippingClock()
    clock.offsetMs = 50_000
    const cleaned = new DynamoDbDict<Uint8Array>(table, { ...settings, clock })
    let removed = 0
    const cleanOn = async () => {
      while (!isDone) {
        removed += (await vacuum(cleaned)).removed
        await pause(200)
      }
    }
    const write = async () => {
      for (let index = 1; index <= times; index++) await put(index)
    }
    const writing = write().finally(() => {
      isDone = true
    })
    await Promise.all([
      writing,
      cleanOn(),
      readOn('get', () => dict.get('key')),
      readOn(
        'stream',
        async () => new Uint8Array(await new Response((await dict.openBlob('key'))?.stream).arrayBuffer()),
      ),
      readOn('getMany', async () => (await dict.getMany(['key'])).get('key')),
      readOn('entries', async () => (await dict.entries().next()).value?.[1]),
    ])
    for (const count of Object.values(reads)) expect(count).toBeGreaterThan(0)

    clock.offsetMs = 120_000
    removed += (await vacuum(cleaned)).removed
    expect(removed).toBe(times)
    expect(orphansIn(await wholeTable(transport, table))).toEqual([])
    expect(isWritten(await dict.get('key'))).toBe(true)
  },
  600_000,
)
