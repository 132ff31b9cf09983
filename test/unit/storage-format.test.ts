import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { decodeValue } from '../../src/core/dict/item.ts'
import { bytes } from '../../src/core/dict/serializers/bytes.ts'
import { document } from '../../src/core/dict/serializers/document.ts'
import { encrypted } from '../../src/core/dict/serializers/encrypted.ts'
import { gzip } from '../../src/core/dict/serializers/gzip.ts'
import { json } from '../../src/core/dict/serializers/json.ts'
import type { Serializer } from '../../src/core/dict/serializers/serializer.ts'
import { text } from '../../src/core/dict/serializers/text.ts'
import type { Item } from '../../src/core/transport.ts'
import { fromWire } from '../../src/core/wire-json.ts'
import { structured } from '../../src/entries/structured.ts'

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
  expect(new Set(items.map((item) => item.encoding?.S))).toEqual(known)
})
