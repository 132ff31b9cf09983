import { assert } from 'chai'
import { type Library, listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const long = 'a text that repeats itself, '.repeat(2_000)

/** Whether the bytes of a text are somewhere in an attribute. */
const shows = ({ S = '', B = new Uint8Array() }: Library.AttributeValue, text: string) =>
  S.includes(text) || new TextDecoder('latin1').decode(B).includes(text)

/** The serializers beside json, through a dict: what is stored, what comes back, what is refused. */
export const serializers: Suite = (test, harness) => {
  const { lib, serializers } = harness

  test('document: values are kept in types of DynamoDB, and come back', async () => {
    const { dict, rawItem } = newDict(harness, { serializer: serializers.document })
    const value = { name: 'Ada', born: 1815, tags: new Set(['maths']), photo: Uint8Array.of(1, 2), notes: [true, null] }
    await dict.set('ada', value)
    assert.deepEqual(await dict.get('ada'), value)
    const item = await rawItem('ada')
    assert.deepEqual(item?.encoding, { S: 'document' })
    assert.deepEqual(item?.value, {
      M: {
        name: { S: 'Ada' },
        born: { N: '1815' },
        tags: { SS: ['maths'] },
        photo: { B: Uint8Array.of(1, 2) },
        notes: { L: [{ BOOL: true }, { NULL: true }] },
      },
    })
    for (const scalar of ['', 'text', -0.5, false, null, Uint8Array.of(3), new Set([2, 1])]) {
      await dict.set('key', scalar)
      assert.deepEqual(await dict.get('key'), scalar)
    }
  })

  test('document: what others wrote is read, updated, and never rounded', async () => {
    const { dict, putRaw, rawItem } = newDict<Record<string, unknown>>(harness, { serializer: serializers.document })
    await dict.ready()
    await putRaw('theirs', { value: { M: { ids: { NS: ['3', '1'] }, raw: { BS: [Uint8Array.of(7)] } } } })
    await dict.update('theirs', (value) => ({ ...value, seen: true }))
    const { NS = [] } = (await rawItem('theirs'))?.value?.M?.ids ?? {}
    assert.sameMembers([...NS], ['1', '3'])
    assert.deepEqual(await dict.get('theirs'), { ids: new Set([1, 3]), raw: new Set([Uint8Array.of(7)]), seen: true })
    await putRaw('exact', { value: { M: { id: { N: '12345678901234567890' } } }, encoding: { S: 'document' } })
    const error = await rejection(dict.get('exact'))
    assert.instanceOf(error, lib.DecodeError)
    assert.match(error.message, /'exact' is no 'document': too many digits/)
  })

  test('document: what DynamoDB would change is refused by name before anything is sent', async () => {
    const { dict, transport } = newDict(harness, { serializer: serializers.document })
    const refused: [unknown, RegExp][] = [
      [{ a: Number.NaN }, /^key 'k': value\.a is NaN/],
      [[Number.NEGATIVE_INFINITY], /^key 'k': value\[0\] is -Infinity/],
      [{ a: 1e126 }, /^key 'k': value\.a is out of range/],
      [{ a: 1n }, /^key 'k': value\.a is of type bigint: make it a number, or text/],
      [{ a: new Set() }, /^key 'k': value\.a is an empty Set/],
      [new Map(), /^key 'k': value is of type Map/],
    ]
    for (const [value, message] of refused) {
      const error = await rejection(dict.set('k', value))
      assert.instanceOf(error, TypeError)
      assert.match(error.message, message)
    }
    assert.deepEqual(transport.sent, [])
  })

  test('structured: what JSON cannot say comes back as it was', async () => {
    const { dict } = newDict(harness, { serializer: serializers.structured })
    const values = [
      new Map<unknown, unknown>([
        ['a', new Set([1])],
        [{ b: 1 }, undefined],
      ]),
      new Date(12_345),
      2n ** 80n,
      [undefined, Number.NaN, -0, Number.POSITIVE_INFINITY],
      /a"b/giu,
      { bytes: random(1_000), words: Uint16Array.of(1, 2), fractions: Float64Array.of(0.1) },
      random(8).buffer,
      'lone \ud800 and 😀',
    ]
    for (const value of values) {
      await dict.set('key', value)
      assert.deepEqual(await dict.get('key'), value)
    }
    const url = new URL('https://example.com/ü?a=1#b')
    await dict.set('key', { url })
    assert.strictEqual(`${((await dict.get('key')) as { url: URL }).url}`, url.href)
  })

  test('structured: an object within itself comes back as one', async () => {
    const { dict } = newDict<Record<string, unknown>>(harness, { serializer: serializers.structured })
    const cycle: Record<string, unknown> = { name: 'cycle' }
    cycle.self = cycle
    await dict.set('key', cycle)
    const back = await dict.getOrThrow('key')
    assert.strictEqual(back.self, back)
  })

  test('structured: of the buffer behind a view only what it shows is written', async () => {
    const { dict, rawItem } = newDict(harness, { serializer: serializers.structured })
    const buffer = new TextEncoder().encode('secret words')
    await dict.set('key', buffer.subarray(7))
    assert.deepEqual(await dict.get('key'), new TextEncoder().encode('words'))
    assert.isFalse(shows((await rawItem('key'))?.value ?? {}, btoa('secret')))
  })

  test('structured: what would not come back is refused by name', async () => {
    const { dict, transport } = newDict(harness, { serializer: serializers.structured })
    class Point {}
    const refused: [unknown, RegExp][] = [
      [undefined, /^key 'k': value is undefined/],
      [{ list: [() => 1] }, /^key 'k': value\.list\[0\] is of type function/],
      [new Map([['at', new Point()]]), /^key 'k': value\.get\("at"\) is of type Point/],
      [new (class Own extends Map {})(), /^key 'k': value is of type Own/],
    ]
    for (const [value, message] of refused) {
      const error = await rejection(dict.set('k', value))
      assert.instanceOf(error, TypeError)
      assert.match(error.message, message)
    }
    assert.deepEqual(transport.sent, [])
  })

  test('gzip: what gets smaller is compressed, and everything comes back', async () => {
    const { dict, rawItem } = newDict(harness, { serializer: serializers.gzip(lib.json) })
    const values = { long, object: { long }, short: 'short', number: 12.5 }
    await dict.setMany(values)
    assert.deepEqual(Object.fromEntries(await listOf(dict.entries())), values)
    assert.isBelow((await rawItem('long'))?.value?.B?.byteLength ?? Number.NaN, long.length / 10)
    assert.deepEqual((await rawItem('short'))?.value, { S: '"short"' })
    assert.deepEqual((await rawItem('number'))?.value, { N: '12.5' })
    assert.deepEqual((await rawItem('number'))?.encoding, { S: 'json+gzip' })
  })

  test('gzip: bytes come back, whether they get smaller or look like gzip themselves', async () => {
    const { dict } = newDict<Uint8Array>(harness, { serializer: serializers.gzip(serializers.bytes) })
    for (const value of [new Uint8Array(), Uint8Array.of(0x1f, 0x8b), random(3_000), new Uint8Array(300_000)]) {
      await dict.set('key', value)
      assert.deepEqual(await dict.get('key'), value)
    }
  })

  test('gzip: what is malformed or cut short is an error that names the key', async () => {
    const { dict, putRaw, rawItem } = newDict(harness, { serializer: serializers.gzip(lib.json) })
    await dict.set('whole', long)
    const { B = new Uint8Array() } = (await rawItem('whole'))?.value ?? {}
    for (const bytes of [Uint8Array.of(1, 2, 3), B.slice(0, -20), B.slice(0, -8), B.slice(0, 20)]) {
      await putRaw('bad', { value: { B: bytes }, encoding: { S: 'json+gzip' } })
      const error = await rejection(dict.get('bad'))
      assert.instanceOf(error, lib.DecodeError)
      assert.match(error.message, /'bad' is no 'json\+gzip': malformed gzip/)
    }
  })

  test('encrypted: nothing of a value can be read in the table, and everything comes back', async () => {
    const serializer = serializers.encrypted(lib.json, { keys: [{ id: 'a', key: random(32) }] })
    const { dict, rawItem } = newDict(harness, { serializer })
    const values = { text: 'the secret', object: { secret: 'the secret' }, number: 1234567, none: null, long }
    await dict.setMany(values)
    assert.deepEqual(Object.fromEntries(await dict.getMany(Object.keys(values))), values)
    assert.deepEqual(await dict.update('number', (sum) => Number(sum) + 1), 1234568)
    assert.deepEqual(await dict.pop('number'), 1234568)
    assert.deepEqual(await dict.getOrInsert('text', 'another'), 'the secret')
    const item = await rawItem('object')
    assert.deepEqual(item?.encoding, { S: 'json+aes256gcm' })
    assert.isFalse(shows(item?.value ?? {}, 'secret'))
    assert.match((await rejection(dict.increment('count'))).message, /increment needs the serializer json/)
  })

  test('encrypted: a new key writes, the old one goes on reading, and without it the error names it', async () => {
    const [old, current] = [
      { id: 'old', key: random(32) },
      { id: 'new', key: random(32) },
    ]
    const { dict, sibling } = newDict(harness, { serializer: serializers.encrypted(lib.json, { keys: [old] }) })
    await dict.set('before', 1)
    const rotated = sibling({ serializer: serializers.encrypted(lib.json, { keys: [current, old] }) })
    await rotated.set('after', 2)
    assert.deepEqual(await listOf(rotated.values()), [2, 1])
    const error = await rejection(dict.get('after'))
    assert.instanceOf(error, lib.DecodeError)
    assert.match(
      error.message,
      /'after' is no 'json\+aes256gcm': encrypted with the key 'new', which is not among keys/,
    )
  })

  test('encrypted: a wrong key, a moved value and a changed one are errors', async () => {
    const encrypted = () => serializers.encrypted(lib.json, { keys: [{ id: 'a', key: random(32) }] })
    const serializer = encrypted()
    const { dict, sibling, putRaw, rawItem } = newDict(harness, { serializer })
    const elsewhere = newDict(harness, { serializer })
    await dict.set('key', 'value')
    const { key: _key, namespace: _namespace, ...item } = (await rawItem('key')) ?? {}
    await putRaw('moved', item)
    await elsewhere.putRaw('key', item)
    const bytes = Uint8Array.from(item.value?.B ?? [])
    bytes[bytes.length - 1] = 1 ^ (bytes.at(-1) ?? 0)
    await putRaw('changed', { ...item, value: { B: bytes } })
    const wrongKey = sibling({ serializer: encrypted() })
    const reads = [wrongKey.get('key'), dict.get('moved'), elsewhere.dict.get('key'), dict.get('changed')]
    for (const error of await rejections(reads)) {
      assert.instanceOf(error, lib.DecodeError)
      assert.match(error.message, /the key 'a' does not open it/)
    }
    assert.strictEqual(await dict.get('key'), 'value')
  })

  test('encrypted: what somebody else put there, in the clear, is not taken for its own', async () => {
    const serializer = serializers.encrypted(lib.json, { keys: [{ id: 'a', key: random(32) }] })
    for (const wrapped of [serializer, serializers.gzip(serializer)]) {
      const { dict, putRaw } = newDict(harness, { serializer: wrapped })
      await dict.ready()
      await putRaw('key', { value: { S: '"forged"' } })
      await putRaw('named', { value: { S: '"forged"' }, encoding: { S: wrapped.encoding } })
      await putRaw('plain', { value: { S: '"forged"' }, encoding: { S: 'json' } })
      for (const error of await rejections([dict.get('key'), dict.get('named'), dict.get('plain')])) {
        assert.instanceOf(error, lib.DecodeError)
      }
      assert.match((await rejection(dict.pop('key'))).message, /and stays/)
      assert.isTrue(await dict.has('key'))
    }
  })

  test('encrypted: a CryptoKey serves as well as bytes', async () => {
    const generated = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const serializer = serializers.encrypted(lib.json, { keys: [{ id: 'a', key: generated }] })
    const { dict } = newDict(harness, { serializer })
    await dict.set('key', { a: 1 })
    assert.deepEqual(await dict.get('key'), { a: 1 })
  })

  test('wrappers compose, either way round', async () => {
    const { encrypted, gzip, document, structured, text } = serializers
    const keys = [{ id: 'a', key: random(32) }]
    const compositions: [Library.Serializer<unknown>, string][] = [
      [encrypted(gzip(lib.json), { keys }), 'json+gzip+aes256gcm'],
      [gzip(encrypted(lib.json, { keys })), 'json+aes256gcm+gzip'],
      [encrypted(document, { keys }), 'document+aes256gcm'],
      [gzip(structured), 'structured+gzip'],
      [encrypted(gzip(text as Library.Serializer<unknown>), { keys }), 'text+gzip+aes256gcm'],
    ]
    for (const [serializer, encoding] of compositions) {
      const { dict, rawItem } = newDict(harness, { serializer })
      await dict.set('key', long)
      assert.deepEqual(await dict.get('key'), long)
      assert.deepEqual((await rawItem('key'))?.encoding, { S: encoding })
    }
  })

  test('reading with another serializer is an error that names both', async () => {
    const keys = [{ id: 'a', key: random(32) }]
    const { dict, sibling } = newDict(harness, { serializer: serializers.document })
    await dict.set('key', 'text')
    const others = [lib.json, serializers.structured, serializers.encrypted(serializers.document, { keys })]
    for (const serializer of others as Library.Serializer<unknown>[]) {
      const error = await rejection(sibling({ serializer }).get('key'))
      assert.instanceOf(error, lib.DecodeError)
      assert.include(error.message, `is 'document', not '${serializer.encoding}'`)
    }
  })
}
