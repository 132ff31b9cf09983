/** What docs/cost.md tells the cost of: each method of the public surface, in each case that costs something else. */

import { vacuum } from '../../src/core/dict/vacuum.ts'
import type * as Lib from '../../src/runtimes/node.ts'
import { noiseBytes } from '../suites/dict/large.ts'

type Dict = Lib.DynamoDbDict<string>

/** What a case works on. Nothing that `quietly` does is counted. */
export interface Bench {
  readonly dict: Dict
  /** The same items, by another process. */
  readonly other: Dict
  readonly quietly: <T>(work: () => Promise<T>) => Promise<T>
  /** A value of the size that is asked about, as it is stored. */
  readonly value: string
  readonly bytes: Uint8Array
  advance(ms: number): void
}

export interface Case {
  readonly label: string
  /** What is there before; not counted. */
  readonly before?: (bench: Bench) => Promise<unknown>
  /** Each of these costs the same. */
  readonly calls: readonly ((bench: Bench) => unknown)[]
  readonly options?: Lib.DynamoDbDictOptions<string>
}

const key = 'key-000'
export const keys: readonly string[] = Array.from(
  { length: 100 },
  (_, index) => `key-${String(index).padStart(3, '0')}`,
)

const one = ({ dict, value }: Bench) => dict.set(key, value)
const hundred = async ({ dict, value }: Bench) => dict.setMany(keys.map((name) => [name, value] as const))
const counter = ({ other }: Bench) => other.increment(key)
const expired = async (bench: Bench) => {
  await bench.dict.set(key, bench.value, { ttl: '1m' })
  bench.advance(60_000)
}
const read = async (source: AsyncIterable<unknown>) => {
  for await (const _ of source);
}
const fails = async (work: Promise<unknown>) => {
  let failed = false
  await work.catch(() => {
    failed = true
  })
  if (!failed) throw new Error('it did not fail')
}

export const ofOneKey: readonly Case[] = [
  {
    label: '`get` · `getOrThrow` · `has` · `getEntry` · `expiresAt`',
    before: one,
    calls: [
      ({ dict }) => dict.get(key),
      ({ dict }) => dict.getOrThrow(key),
      ({ dict }) => dict.has(key),
      ({ dict }) => dict.getEntry(key),
      ({ dict }) => dict.expiresAt(key),
    ],
  },
  {
    label: 'the same, `consistent`',
    before: one,
    calls: [
      ({ dict }) => dict.get(key, { consistent: true }),
      ({ dict }) => dict.has(key, { consistent: true }),
      ({ dict }) => dict.getEntry(key, { consistent: true }),
    ],
  },
  {
    label: 'the same, nothing there',
    calls: [({ dict }) => dict.get(key), ({ dict }) => dict.has(key), ({ dict }) => fails(dict.getOrThrow(key))],
  },
  {
    label: 'the same, expired and not yet cleaned up',
    before: expired,
    calls: [({ dict }) => dict.get(key), ({ dict }) => dict.has(key), ({ dict }) => dict.expiresAt(key)],
  },
  {
    label: '`set`; also `ifAbsent`',
    calls: [({ dict, value }) => dict.set(key, value), ({ dict, value }) => dict.set(key, value, { ifAbsent: true })],
  },
  {
    label: '`set` over a value of that size; also `ifPresent`, `ifVersion`, `replace`',
    before: one,
    calls: [
      ({ dict, value }) => dict.set(key, value),
      ({ dict, value }) => dict.set(key, value, { ifPresent: true }),
      ({ dict, value }) => dict.replace(key, value),
      async ({ dict, value, quietly }) =>
        dict.set(key, value, { ifVersion: (await quietly(() => dict.getEntry(key)))?.version ?? null }),
    ],
  },
  {
    label: '`set` of a tiny value over one of that size',
    before: one,
    calls: [({ dict }) => dict.set(key, 'tiny')],
  },
  {
    label: '`set` with `ifAbsent` or `ifVersion`, `replace`, that fail on a value of that size',
    before: one,
    calls: [
      ({ dict }) => fails(dict.set(key, 'tiny', { ifAbsent: true })),
      ({ dict, value }) => fails(dict.set(key, value, { ifVersion: 'another' })),
      ({ dict, value }) => fails(dict.replace(key, value, { ifVersion: 'another' })),
    ],
  },
  {
    label: '`set` with `ifPresent`, `replace`, that find nothing',
    calls: [
      ({ dict, value }) => fails(dict.set(key, value, { ifPresent: true })),
      ({ dict, value }) => fails(dict.replace(key, value)),
    ],
  },
  {
    label: '`update`',
    before: one,
    calls: [({ dict, value }) => dict.update(key, () => value)],
  },
  {
    label: '`update`, another writer comes between once',
    before: one,
    calls: [
      async ({ dict, other, quietly, value }) => {
        let attempts = 0
        await dict.update(key, async () => {
          if (++attempts === 1) await quietly(() => other.set(key, value))
          return value
        })
      },
    ],
  },
  {
    label: '`increment` of a counter',
    before: counter,
    calls: [({ dict }) => dict.increment(key)],
  },
  { label: '`increment` that begins one', calls: [({ dict }) => dict.increment(key)] },
  {
    label: '`touch` · `persist` · `patchMeta`',
    before: one,
    calls: [
      ({ dict }) => dict.touch(key, '1h'),
      ({ dict }) => dict.persist(key),
      ({ dict }) => dict.patchMeta(key, {}),
    ],
  },
  {
    label: '`touch` · `persist`, nothing there',
    calls: [({ dict }) => dict.touch(key, '1h'), ({ dict }) => dict.persist(key)],
  },
  {
    label: '`delete` · `pop`',
    before: one,
    calls: [({ dict }) => dict.delete(key), ({ dict }) => dict.pop(key)],
  },
  { label: '`delete` · `pop`, nothing there', calls: [({ dict }) => dict.delete(key), ({ dict }) => dict.pop(key)] },
  {
    label: '`delete` with `ifVersion` that fails on a value of that size',
    before: one,
    calls: [({ dict }) => fails(dict.delete(key, { ifVersion: 'another' }))],
  },
  { label: '`popItem`', before: one, calls: [({ dict }) => dict.popItem()] },
  {
    label: '`getOrInsert` · `getOrInsertComputed`, hit',
    before: one,
    calls: [
      ({ dict, value }) => dict.getOrInsert(key, value),
      ({ dict, value }) => dict.getOrInsertComputed(key, () => value),
    ],
  },
  {
    label: 'the same, miss',
    calls: [
      ({ dict, value }) => dict.getOrInsert(key, value),
      ({ dict, value }) => dict.getOrInsertComputed(key, () => value),
    ],
  },
  {
    label: 'the same, another writer was faster',
    calls: [
      ({ dict, other, quietly, value }) =>
        dict.getOrInsertComputed(key, async () => {
          await quietly(() => other.set(key, value))
          return value
        }),
    ],
  },
  {
    label: '`putBlob`',
    calls: [({ dict, bytes }) => dict.putBlob(key, bytes)],
  },
  {
    label: '`openBlob`, whole or a `range`',
    before: ({ dict, bytes }) => dict.putBlob(key, bytes),
    calls: [
      async ({ dict }) => (await dict.openBlob(key))?.bytes(),
      async ({ dict }) => (await dict.openBlob(key, { range: { start: 0, end: 10 } }))?.bytes(),
    ],
  },
]

export const ofManyKeys: readonly Case[] = [
  { label: '`getMany` of 100 keys', before: hundred, calls: [({ dict }) => dict.getMany(keys)] },
  { label: '`setMany` of 100 entries', calls: [hundred] },
  { label: '`deleteMany` of 100 keys', before: hundred, calls: [({ dict }) => dict.deleteMany(keys)] },
  { label: '`deleteMany` of 100 keys, nothing there', calls: [({ dict }) => dict.deleteMany(keys)] },
  { label: '`clear`', before: hundred, calls: [({ dict }) => dict.clear()] },
  {
    label: '`size` · `keys` · `values` · `entries` · `metas` · `for await`',
    before: hundred,
    calls: [
      ({ dict }) => dict.size(),
      ({ dict }) => read(dict.entries()),
      ({ dict }) => read(dict.keys()),
      ({ dict }) => read(dict.values()),
      ({ dict }) => read(dict.metas()),
      ({ dict }) => read(dict),
    ],
  },
  {
    label: 'the same, all of them expired and not yet cleaned up',
    before: async (bench) => {
      await bench.dict.setMany(
        keys.map((name) => [name, bench.value] as const),
        { ttl: '1m' },
      )
      bench.advance(60_000)
    },
    calls: [({ dict }) => dict.size(), ({ dict }) => read(dict.keys())],
  },
  { label: '`isEmpty`', before: hundred, calls: [({ dict }) => dict.isEmpty()] },
  { label: '`page`, of 10 of them', before: hundred, calls: [({ dict }) => dict.page({ limit: 10 })] },
  {
    label: 'a listing with `limit: 10`',
    before: hundred,
    calls: [
      ({ dict }) => read(dict.entries({ limit: 10 })),
      ({ dict }) => read(dict.keys({ limit: 10, prefix: 'key' })),
    ],
  },
]

export const ofLargeValues: readonly Case[] = [
  {
    label: '`set` · `putBlob`',
    calls: [({ dict, value }) => dict.set(key, value), ({ dict, bytes }) => dict.putBlob(key, bytes)],
  },
  { label: '`set` over one of that size', before: one, calls: [({ dict, value }) => dict.set(key, value)] },
  {
    label: '`set` with `ifAbsent` that fails on one of that size',
    before: one,
    calls: [({ dict, value }) => fails(dict.set(key, value, { ifAbsent: true }))],
  },
  { label: '`get` · `getEntry`', before: one, calls: [({ dict }) => dict.get(key), ({ dict }) => dict.getEntry(key)] },
  {
    label: '`has` · `expiresAt` · `openBlob` before its bytes are read',
    before: ({ dict, bytes }) => dict.putBlob(key, bytes),
    calls: [({ dict }) => dict.has(key), ({ dict }) => dict.expiresAt(key), ({ dict }) => dict.openBlob(key)],
  },
  {
    label: '`openBlob` with a `range` of 1 KB',
    before: ({ dict, bytes }) => dict.putBlob(key, bytes),
    calls: [async ({ dict }) => (await dict.openBlob(key, { range: { start: 1e6, end: 1e6 + 1_024 } }))?.bytes()],
  },
  {
    label: '`touch` · `patchMeta`',
    before: ({ dict, value }) => dict.set(key, value, { ttl: '1d' }),
    calls: [({ dict }) => dict.touch(key, '2d'), ({ dict }) => dict.patchMeta(key, {}, { ttl: '2d' })],
  },
  {
    label: '`touch` · `persist` beyond the time of its chunks',
    before: ({ dict, value }) => dict.set(key, value, { ttl: '1d' }),
    calls: [({ dict }) => dict.touch(key, '7d'), ({ dict }) => dict.persist(key)],
  },
  { label: '`delete`', before: one, calls: [({ dict }) => dict.delete(key)] },
  { label: '`pop`', before: one, calls: [({ dict }) => dict.pop(key)] },
  {
    label: '`vacuum`, of one that is live',
    before: async (bench) => {
      await one(bench)
      bench.advance(86_400_000)
    },
    calls: [({ dict }) => vacuum(dict)],
  },
  {
    label: '`vacuum`, of one that `deleteMany` removed',
    before: async (bench) => {
      await one(bench)
      await bench.dict.deleteMany([key])
      bench.advance(86_400_000)
    },
    calls: [({ dict }) => vacuum(dict)],
  },
]

const sharded: readonly Case[] = [
  { label: 'the first write of all', calls: [one] },
  { label: 'the first read or write of a process', before: one, calls: [({ other }) => other.get(key)] },
  {
    label: 'a further `get`',
    before: one,
    calls: [({ dict }) => dict.get(key)],
  },
  {
    label: 'a further `set`',
    before: one,
    calls: [({ dict, value }) => dict.set(key, value)],
  },
  {
    label: '`size` · `keys` · `entries` of 100 entries',
    before: hundred,
    calls: [({ dict }) => dict.size(), ({ dict }) => read(dict.keys()), ({ dict }) => read(dict.entries())],
  },
  {
    label: '`page` of 10 · `limit: 10`',
    before: hundred,
    calls: [({ dict }) => dict.page({ limit: 10 }), ({ dict }) => read(dict.keys({ limit: 10 }))],
  },
  { label: '`isEmpty`', before: hundred, calls: [({ dict }) => dict.isEmpty()] },
  { label: '`clear` of 100 entries', before: hundred, calls: [({ dict }) => dict.clear()] },
]

/** Of values of 1 KB. */
export const ofShards: readonly Case[] = sharded.map((each) => ({ ...each, options: { shards: 8 } }))

/** Of 300 KB that gzip makes ten times smaller. */
export const ofCompression: readonly Case[] = [
  { label: '`putBlob`', options: { compress: true }, calls: [({ dict }) => dict.putBlob(key, compressible())] },
  {
    label: '`putBlob`, `compress: false`',
    options: { compress: false },
    calls: [({ dict }) => dict.putBlob(key, compressible())],
  },
  {
    label: '`openBlob`',
    options: { compress: true },
    before: ({ dict }) => dict.putBlob(key, compressible()),
    calls: [async ({ dict }) => (await dict.openBlob(key))?.bytes()],
  },
  {
    label: '`openBlob`, `compress: false`',
    options: { compress: false },
    before: ({ dict }) => dict.putBlob(key, compressible()),
    calls: [async ({ dict }) => (await dict.openBlob(key))?.bytes()],
  },
]

// Noise and then nothing: every compressor makes about the same of it.
function compressible(): Uint8Array {
  const bytes = new Uint8Array(300 * 1_024)
  bytes.set(noiseBytes(30_000))
  return bytes
}
