import { assert } from 'chai'
import { listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Bytes with a small meta beside them. */
export const blobs: Suite = (test, harness) => {
  const { lib } = harness

  test('a blob comes back with its meta, as bytes or as a stream', async () => {
    const { dict } = newDict(harness)
    const meta = { type: 'text/plain', size: 5, tags: ['a', null, true], nested: { n: -1.5 } }
    const version = await dict.putBlob('key', bytesOf('hello'), { meta })
    const blob = await dict.openBlob<typeof meta>('key')
    assert.deepEqual(blob?.meta, meta)
    assert.strictEqual(blob?.version, version)
    assert.strictEqual(blob?.size, 5)
    assert.deepEqual(await blob?.bytes(), bytesOf('hello'))
    assert.strictEqual(await new Response(blob?.stream).text(), 'hello')
    assert.isUndefined(await dict.openBlob('absent'))
  })

  test('a body may be a stream; one that fails leaves the old blob', async () => {
    const { dict } = newDict(harness)
    await dict.putBlob('key', new Response('streamed').body as ReadableStream<Uint8Array>)
    assert.strictEqual(await new Response((await dict.openBlob('key'))?.stream).text(), 'streamed')
    const failing = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytesOf('half')),
      pull: (controller) => controller.error(new Error('broken')),
    })
    assert.strictEqual((await rejection(dict.putBlob('key', failing))).message, 'broken')
    assert.strictEqual(await new Response((await dict.openBlob('key'))?.stream).text(), 'streamed')
  })

  test('an empty blob is a blob', async () => {
    const { dict } = newDict(harness)
    await dict.putBlob('key', new Uint8Array())
    const blob = await dict.openBlob('key')
    assert.strictEqual(blob?.size, 0)
    assert.strictEqual(await new Response(blob?.stream).text(), '')
  })

  test('a range is a part of the bytes, and a bad one is refused', async () => {
    const { dict } = newDict(harness)
    await dict.putBlob('key', bytesOf('0123456789'))
    const read = async (range: { start: number; end?: number }) => {
      const blob = await dict.openBlob('key', { range })
      assert.strictEqual(blob?.size, 10)
      return new Response(blob?.stream).text()
    }
    assert.strictEqual(await read({ start: 3 }), '3456789')
    assert.strictEqual(await read({ start: 0, end: 4 }), '0123')
    assert.strictEqual(await read({ start: 8, end: 100 }), '89')
    assert.strictEqual(await read({ start: 20 }), '')
    for (const range of [{ start: -1 }, { start: 2, end: 1 }, { start: 0.5 }]) {
      assert.instanceOf(await rejection(dict.openBlob('key', { range })), TypeError)
    }
  })

  test('patchMeta is one UpdateItem that leaves the bytes and gives a new version', async () => {
    const { dict, transport, rawItem } = newDict(harness)
    const first = await dict.putBlob('key', bytesOf('body'), { meta: { a: 1 }, ttl: '1h' })
    const expires = (await rawItem('key'))?.expires
    transport.sent.length = 0
    const second = await dict.patchMeta('key', { b: 2 })
    assert.deepEqual(transport.sent, ['UpdateItem'])
    assert.notStrictEqual(second, first)
    const blob = await dict.openBlob('key')
    assert.deepEqual(blob?.meta, { b: 2 })
    assert.strictEqual(blob?.version, second)
    assert.deepEqual(await blob?.bytes(), bytesOf('body'))
    assert.deepEqual((await rawItem('key'))?.expires, expires)
  })

  test('patchMeta sets or removes the expiry', async () => {
    const { dict, clock, rawItem } = newDict(harness)
    await dict.putBlob('key', bytesOf('body'), { ttl: 10 })
    await dict.patchMeta('key', {}, { ttl: 60 })
    clock.offsetMs += 20_000
    assert.isDefined(await dict.openBlob('key'))
    await dict.patchMeta('key', {}, { ttl: 'never' })
    const item = await rawItem('key')
    assert.notProperty(item, 'expires')
    assert.notProperty(item, 'ttl')
  })

  test('patchMeta asks for a live item, and for its version where one is given', async () => {
    const { dict, clock } = newDict(harness)
    assert.instanceOf(await rejection(dict.patchMeta('absent', {})), lib.ConditionFailedError)
    const version = await dict.putBlob('key', bytesOf('body'), { meta: { a: 1 }, ttl: 10 })
    await dict.patchMeta('key', { a: 2 }, { ifVersion: version })
    const error = await rejection(dict.patchMeta('key', { a: 3 }, { ifVersion: version }))
    assert.instanceOf(error, lib.ConditionFailedError)
    assert.strictEqual(error.code, 'CONDITION_FAILED')
    assert.deepEqual((await dict.openBlob('key'))?.meta, { a: 2 })
    clock.offsetMs += 20_000
    assert.instanceOf(await rejection(dict.patchMeta('key', { a: 4 })), lib.ConditionFailedError)
  })

  test('metas lists blobs without their bytes', async () => {
    const { dict } = newDict(harness)
    await dict.putBlob('b', bytesOf('2'), { meta: { n: 2 } })
    await dict.putBlob('a', bytesOf('1'), { meta: { n: 1 } })
    await dict.set('c', 'no blob')
    assert.deepEqual(await listOf(dict.metas()), [['a', { n: 1 }], ['b', { n: 2 }], ['c', {}]]) // biome-ignore format: pairs
  })

  test('a blob is no value, and a value is no blob', async () => {
    const { dict, putRaw } = newDict(harness)
    await dict.putBlob('blob', bytesOf('x'))
    await dict.set('value', 1)
    assert.instanceOf(await rejection(dict.get('blob')), lib.DecodeError)
    assert.instanceOf(await rejection(dict.openBlob('value')), lib.DecodeError)
    await putRaw('foreign', { value: { S: 'text' } })
    assert.instanceOf(await rejection(dict.openBlob('foreign', { range: { start: 1 } })), lib.DecodeError)
    await putRaw('foreign', { value: { B: new Uint8Array([1, 2]) } })
    assert.strictEqual((await dict.openBlob('foreign'))?.size, 2)
  })

  test('an item of a later format is neither patched, touched nor listed', async () => {
    const { dict, putRaw, rawItem, clock } = newDict(harness)
    await dict.set('makes the table', 1)
    await putRaw('later', { value: { B: new Uint8Array() }, encoding: { S: 'bytes' }, format: { N: '2' } })
    assert.instanceOf(await rejection(dict.patchMeta('later', {})), lib.ConditionFailedError)
    const refused = [dict.touch('later', '1h'), dict.persist('later'), listOf(dict.metas())]
    for (const error of await rejections(refused)) assert.instanceOf(error, lib.DecodeError)
    assert.notProperty(await rawItem('later'), 'expires')
    await putRaw('later', { value: { S: 'x' }, format: { N: '2' }, expires: { N: `${clock.now() - 1}` } })
    assert.isFalse(await dict.touch('later', '1h'))
  })

  test('a meta that cannot be stored is refused by its path', async () => {
    const { dict, transport } = newDict(harness)
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const refused: [object, RegExp][] = [
      [{ at: new Date() }, /meta\.at is of type Date/],
      [{ bytes: new Uint8Array(1) }, /meta\.bytes is of type Uint8Array/],
      [{ far: 1e200 }, /meta\.far is out of range/],
      [{ list: [Number.NaN] }, /meta\.list\[0\] is NaN/],
      [{ text: '\udc00' }, /meta\.text holds a lone surrogate/],
      [[1], /meta must be a plain object/],
      [circular, /contains itself/],
    ]
    for (const [meta, message] of refused) {
      assert.match((await rejection(dict.putBlob('key', bytesOf('x'), { meta }))).message, message)
    }
    for (const chunk of ['text', new ArrayBuffer(3), new Uint16Array([1_000])]) {
      const body = new ReadableStream({ start: (controller) => controller.enqueue(chunk) })
      assert.match(
        (await rejection(dict.putBlob('key', body))).message,
        /body must be a Uint8Array or a stream of them/,
      )
    }
    assert.match((await rejection(dict.putBlob('key', 'text' as never))).message, /body must be a Uint8Array/)
    assert.deepEqual(transport.sent, [])
  })
}
