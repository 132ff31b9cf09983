import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { gunzipped } from '../../src/core/dict/gzip.ts'
import { decodeValue } from '../../src/core/dict/item.ts'
import { bytes } from '../../src/core/dict/serializers/bytes.ts'
import { document } from '../../src/core/dict/serializers/document.ts'
import { encrypted } from '../../src/core/dict/serializers/encrypted.ts'
import { gzip } from '../../src/core/dict/serializers/gzip.ts'
import { json } from '../../src/core/dict/serializers/json.ts'
import type { Serializer } from '../../src/core/dict/serializers/serializer.ts'
import { text } from '../../src/core/dict/serializers/text.ts'
import { shardsOf } from '../../src/core/dict/shards.ts'
import type { Item, Transport } from '../../src/core/transport.ts'
import { fromWire } from '../../src/core/wire-json.ts'
import { structured } from '../../src/entries/structured.ts'
import { vacuum } from '../../src/entries/vacuum.ts'
import { DynamoDbDict } from '../../src/runtimes/node.ts'

const specification = readFileSync(new URL('../../docs/storage-format.md', import.meta.url), 'utf8')
const items = [...specification.matchAll(/```json\n(.*?)```/gs)].map(([, block = '']) => fromWire(block) as Item)

/** The item that the specification shows under a key. */
function shown(namespace: string, key: string): Item {
  const found = items.filter((item) => item.namespace?.S === namespace && item.key?.S === key)
  expect(found).toHaveLength(1)
  return found[0] as Item
}

const keys = [{ id: '2026', key: Uint8Array.from({ length: 32 }, (_, index) => index) }]
const cart: Record<string, unknown> = {
  items: new Map([['tea', 2n]]),
  since: new Date('2026-12-01T09:00:00.250Z'),
  photo: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
}
cart.self = cart
cart.gone = undefined

const examples: [namespace: string, key: string, serializer: Serializer<unknown>, value: unknown][] = [
  ['prefs', 'ada', json, { theme: 'dark', size: 12 }],
  ['prefs', 'visits', json, 42],
  ['prefs', 'note', text as unknown as Serializer<unknown>, 'Grüße'],
  ['users', 'ada', document, { name: 'Ada', born: 1815, tags: new Set(['maths', 'poetry']), photo: cart.photo }],
  ['carts', 'ada', structured, cart],
  ['logs', 'long', gzip(json), 'a'.repeat(1_100)],
  ['secrets', 'ada', encrypted(json, { keys }), { theme: 'dark' }],
]

test.each(examples)('the item %s/%s of the specification is read', async (namespace, key, serializer, value) => {
  expect(await decodeValue(shown(namespace, key), serializer, namespace)).toStrictEqual(value)
})

test.each(examples)(
  'the item %s/%s of the specification is what is written',
  async (namespace, key, serializer, value) => {
    const iv = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      ;(array as Uint8Array).set([0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab])
      return array
    })
    const written = await serializer.encode(value, { namespace, key })
    iv.mockRestore()
    const { value: expected, encoding } = shown(namespace, key)
    expect(encoding).toEqual({ S: serializer.encoding })
    // Compressors differ in what they write, by runtime and version.
    if (serializer.encoding !== 'json+gzip') expect(written).toEqual(expected)
  },
)

test('every encoding of the specification has an example here', () => {
  const known = new Set(['bytes', ...examples.map(([, , { encoding }]) => encoding)])
  expect(bytes.encoding).toBe('bytes')
  const entries = items.filter(({ namespace }) => !namespace?.S?.startsWith('~dynadict/'))
  expect(new Set(entries.map((item) => item.encoding?.S))).toEqual(known)
})

test('what a dict compresses by itself is read by the serializer within, and the other way round', async () => {
  expect(await decodeValue(shown('logs', 'long'), json, 'logs')).toBe('a'.repeat(1_100))
  expect(await decodeValue(shown('prefs', 'ada'), gzip(json), 'prefs')).toEqual({ theme: 'dark', size: 12 })
})

/** A table in memory, for a dict whose clock and random numbers are those of the specification. */
function newTable(content: readonly Item[] = []) {
  const idOf = ({ namespace, key }: Item) => `${namespace?.S} ${key?.S}`
  const table = new Map(content.map((item) => [idOf(item), item]))
  const written: Item[] = []
  const transport = {
    async send(operation: string, input: { Item?: Item; Key?: Item; ExpressionAttributeValues?: Item }) {
      const { Item, Key, ExpressionAttributeValues } = input
      const partition = ExpressionAttributeValues?.namespace?.S ?? ExpressionAttributeValues?.[':namespace']?.S
      if (operation === 'GetItem') return { Item: table.get(idOf(Key ?? {})) }
      if (operation === 'Query')
        return { Items: [...table.values()].filter(({ namespace }) => namespace?.S === partition) }
      if (operation === 'DeleteItem') table.delete(idOf(Key ?? {}))
      if (operation === 'PutItem') {
        table.set(idOf(Item ?? {}), Item ?? {})
        written.push(Item ?? {})
      }
      return {}
    },
  } as Transport
  let now = 1_796_115_600_250
  return {
    table,
    written,
    settings: { transport, clock: { now: () => now, sleep: async () => undefined } },
    advance: (ms: number) => {
      now += ms
    },
  }
}

/** Random numbers that begin with `a0 a1 …`, and the next ones with `b0 b1 …`. */
function mockRandom() {
  let first = 0xa0
  const random = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    const bytes = array as Uint8Array
    for (const index of bytes.keys()) bytes[index] = first + index
    first += 0x10
    return array
  })
  return () => random.mockRestore()
}

const blobId = 'b0b1b2b3b4b5b6b7b8b9babbbcbdbebf'
const files = () => [
  shown('files', 'a.txt'),
  shown('~dynadict/5:files/blobs', blobId),
  shown(`~dynadict/5:files/chunks/${blobId}/0`, 'chunk'),
]

test('a value in chunks is written as the specification shows it: record, chunk, item', async () => {
  const { settings, written } = newTable()
  const dict = new DynamoDbDict('table', { ...settings, namespace: 'files', inlineBytes: 1_024 })
  const restore = mockRandom()
  const body = new TextEncoder().encode('a'.repeat(1_100))
  await dict.putBlob('a.txt', body, { meta: { type: 'text/plain' }, ttl: '1d' })
  restore()
  const [item, record, chunk] = files()
  expect(written).toHaveLength(3)
  expect(written[0]).toEqual(record)
  // Compressors differ in what they write, by runtime and version.
  const { value } = written[1] ?? {}
  expect({ ...written[1], value: chunk?.value }).toEqual(chunk)
  expect(await gunzipped(value?.B ?? new Uint8Array(), 1_100)).toEqual(body)
  const stored = { N: String(value?.B?.byteLength) }
  expect(written[2]).toEqual({ ...item, blob: { M: { ...item?.blob?.M, stored } } })
})

test('a value in chunks is read as the specification shows it', async () => {
  const { settings } = newTable(files())
  const dict = new DynamoDbDict('table', { ...settings, namespace: 'files' })
  const blob = await dict.openBlob('a.txt')
  expect(blob?.meta).toEqual({ type: 'text/plain' })
  expect(await blob?.bytes()).toEqual(new TextEncoder().encode('a'.repeat(1_100)))
  const [item, , chunk] = files()
  expect(item?.blob?.M?.stored?.N).toBe(String(chunk?.value?.B?.byteLength))
})

test('the clean-up removes the chunks of the specification once no item names them, and the record last', async () => {
  const { settings, table, advance } = newTable(files())
  const dict = new DynamoDbDict('table', { ...settings, namespace: 'files' })
  advance(7_200_001)
  expect(await vacuum(dict)).toEqual({ examined: 1, removed: 0 })
  table.delete('files a.txt')
  expect(await vacuum(dict)).toEqual({ examined: 1, removed: 1 })
  expect([...table.keys()]).toEqual([])
})

test('keys are in the shards of the specification', () => {
  const rows = [...specification.matchAll(/^\| `(.+?)` +\| `([0-9a-f]{8})` \|(.*)\|$/gm)]
  expect(rows).toHaveLength(7)
  for (const [, key = '', hash = '', columns = ''] of rows) {
    const expected = columns.split('|').map(Number)
    const indexIn = (count: number) => shardsOf('hits', count).all.indexOf(shardsOf('hits', count).of(key))
    expect([2, 4, 8, 64].map(indexIn), key).toEqual(expected)
    expect([2, 4, 8, 64].map((count) => Number.parseInt(hash, 16) % count)).toEqual(expected)
  }
  expect(shardsOf('hits', 3).all).toEqual(['hits', '~dynadict/4:hits/shards/1', '~dynadict/4:hits/shards/2'])
})

test('a namespace of four shards is written and read as the specification shows it', async () => {
  const marker = shown('~dynadict/4:hits/shards', 'count')
  const item = shown('~dynadict/4:hits/shards/3', 'ada')
  const { settings, written } = newTable()
  const options = { ...settings, namespace: 'hits', shards: 4 }
  const restore = mockRandom()
  await new DynamoDbDict('table', options).set('ada', 42)
  restore()
  expect(written).toEqual([marker, item])
  expect(await new DynamoDbDict('table', options).get('ada')).toBe(42)
  await expect(new DynamoDbDict('table', { ...options, shards: 8 }).get('ada')).rejects.toThrow('shards must be 4')
})
