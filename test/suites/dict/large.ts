import { assert } from 'chai'
import { type Library, listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict, reserved } from './fixture.ts'

const table = 'dict-suite'

/** Text that does not get smaller, the same for the same seed. */
export function noise(length: number, seed = 1): string {
  return Array.from(noiseBytes(length, seed), (byte) => String.fromCharCode(32 + (byte % 95))).join('')
}

/** Bytes that do not get smaller, the same for the same seed. */
export function noiseBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let state = seed * 2_654_435_761 + 1
  for (let index = 0; index < length; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = state
  }
  return bytes
}

/** Values beyond one item: compressed, or in chunks. */
export const large: Suite = (test, harness) => {
  const { lib } = harness

  test('values of 1 KB and more are kept compressed where that makes them smaller, and read the same', async () => {
    const { dict, rawItem, sibling } = newDict<string>(harness)
    for (const [key, value, encoding] of [
      ['small', 'x'.repeat(800), 'json'],
      ['long', 'xü'.repeat(2_000), 'json+gzip'],
    ] as const) {
      await dict.set(key, value)
      assert.strictEqual((await rawItem(key))?.encoding?.S, encoding, key)
      assert.strictEqual(await dict.get(key), value)
    }
    const binary = sibling<Uint8Array>({ serializer: lib.bytes })
    await binary.set('noise', noiseBytes(2_000))
    assert.strictEqual((await rawItem('noise'))?.encoding?.S, 'bytes')
    assert.deepEqual(await binary.get('noise'), noiseBytes(2_000))
    assert.isBelow((await dict.getEntry('long'))?.size ?? Infinity, 400)
    const plain = sibling<string>({ compress: false })
    await plain.set('long', 'xü'.repeat(2_000))
    assert.strictEqual((await rawItem('long'))?.encoding?.S, 'json')
    assert.strictEqual(await dict.get('long'), 'xü'.repeat(2_000))
  })

  test('a value of 3 MB goes into chunks and comes back whole, by every way to read it', async () => {
    const { dict, rawItem } = newDict<string>(harness, { compress: false })
    const value = noise(3_000_000)
    const version = await dict.set('big', value, { ttl: '1h' })
    await dict.set('a', 'small')
    assert.strictEqual(await dict.get('big'), value)
    assert.strictEqual(await dict.getOrThrow('big', { consistent: true }), value)
    assert.isTrue(await dict.has('big'))
    assert.strictEqual((await dict.getMany(['big', 'a'])).get('big'), value)
    assert.deepEqual((await listOf(dict.values())).map((read) => read.length), [5, 3_000_000]) // biome-ignore format: one line
    assert.deepEqual(await listOf(dict.keys({ prefix: 'b' })), ['big'])
    assert.strictEqual(await dict.size(), 2)
    const entry = await dict.getEntry('big')
    assert.strictEqual(entry?.value, value)
    assert.strictEqual(entry?.version, version)
    assert.isAbove(entry?.size ?? 0, 3_000_000)
    assert.notProperty(await rawItem('big'), 'value')
    assert.strictEqual(await dict.getOrInsert('big', 'other'), value)
    assert.strictEqual(await dict.update('big', (old) => `${old?.length}`), '3000000')
    assert.strictEqual(await dict.get('big'), '3000000')
  })

  test('a chunk counts one request and a record one; the item makes them visible', async () => {
    const { dict, transport } = newDict<string>(harness, { compress: false })
    await dict.set('makes the table', '')
    transport.sent.length = 0
    await dict.set('big', noise(1_000_000))
    assert.deepEqual(transport.sent, ['PutItem', 'PutItem', 'PutItem', 'PutItem', 'PutItem'])
    transport.sent.length = 0
    await dict.get('big')
    assert.deepEqual(transport.sent, ['GetItem', 'GetItem', 'GetItem', 'GetItem'])
  })

  test('setMany writes large values among small ones, and of several for one key the last one wins', async () => {
    const { dict } = newDict<string>(harness, { compress: false })
    const big = (seed: number) => noise(800_000, seed)
    await dict.setMany([['a', 'small'], ['b', big(1)], ['a', big(2)], ['c', big(3)], ['c', 'small'], ['d', 'x']]) // biome-ignore format: pairs
    const read = await dict.getMany(['a', 'b', 'c', 'd'])
    assert.deepEqual([...read.values()].map((value) => value.length), [800_000, 800_000, 5, 1]) // biome-ignore format: one line
    assert.strictEqual(read.get('a'), big(2))
    assert.strictEqual(read.get('b'), big(1))
    assert.strictEqual(await dict.clear(), 4)
    async function* source() {
      yield ['x', big(4)] as const
      yield ['y', 'small'] as const
    }
    await dict.setMany(source())
    assert.strictEqual(await dict.get('x'), big(4))
  })

  test('what is replaced or removed is left to the clean-up, and its readers may end', async () => {
    const { dict, namespace, transport, clock } = newDict<string>(harness, { compress: false })
    const values = [noise(900_000, 1), noise(900_000, 2)] as const
    await dict.set('k', values[0])
    const [first] = await reserved(namespace, transport, 'blobs')
    const id = first?.key?.S
    assert.notProperty(first, 'ttl')
    await dict.set('k', values[1])
    assert.strictEqual(await dict.get('k'), values[1])
    for (const index of [0, 1, 2]) {
      const [chunk] = await reserved(namespace, transport, `chunks/${id}/${index}`)
      assert.closeTo(Number(chunk?.ttl?.N), clock.now() / 1_000 + 60, 5)
    }
    assert.strictEqual(await dict.pop('k'), values[1])
    const records = await reserved(namespace, transport, 'blobs')
    assert.lengthOf(records, 2)
    for (const { ttl, gone } of records) assert.isDefined(ttl && gone)
    assert.isFalse(await dict.has('k'))
    await dict.set('k', values[0])
    assert.isTrue(await dict.delete('k'))
    assert.isUndefined(await dict.get('k'))
  })

  test('pop of a large value that has expired finds none, and removes it', async () => {
    const { dict, namespace, transport, clock, rawItem } = newDict<string>(harness, { compress: false })
    await dict.set('k', noise(900_000), { ttl: 10 })
    const id = (await rawItem('k'))?.blob?.M?.id?.S
    clock.offsetMs += 10_000
    assert.isUndefined(await dict.pop('k'))
    assert.isUndefined(await rawItem('k'))
    const records = await reserved(namespace, transport, 'blobs')
    assert.isDefined(records.find(({ key }) => key?.S === id)?.gone)
  })

  test('a write on condition that fails leaves no chunks', async () => {
    const { dict, namespace, transport } = newDict<string>(harness, { compress: false })
    await dict.set('k', 'there')
    for (const condition of [{ ifAbsent: true }, { ifVersion: 'another' }]) {
      transport.sent.length = 0
      const error = await rejection(dict.set('k', noise(900_000), condition))
      assert.instanceOf(error, lib.ConditionFailedError)
      assert.deepEqual(transport.sent, ['GetItem'])
      assert.lengthOf(await reserved(namespace, transport, 'blobs'), 0)
    }
    assert.strictEqual(await dict.get('k'), 'there')
    assert.strictEqual(await dict.getOrInsert('k', noise(900_000)), 'there')
  })

  test('of callers that insert a large value at once one does, and all get it', async () => {
    const { dict, namespace, transport } = newDict<string>(harness, { compress: false })
    await dict.set('makes the table', '')
    const got = await Promise.all([1, 2, 3, 4].map((seed) => dict.getOrInsert('k', noise(800_000, seed))))
    assert.lengthOf(new Set(got), 1)
    assert.lengthOf(await reserved(namespace, transport, 'blobs'), 1)
  })

  test('chunks live as long as their item, touched or persisted', async () => {
    const { dict, namespace, transport, clock, rawItem } = newDict<string>(harness, { compress: false })
    await dict.set('k', noise(900_000), { ttl: '1h' })
    const id = (await rawItem('k'))?.blob?.M?.id?.S
    const lifetimes = async () => {
      const head = await rawItem('k')
      const [record] = await reserved(namespace, transport, 'blobs')
      const chunks = await Promise.all(
        [0, 1, 2].map((index) => reserved(namespace, transport, `chunks/${id}/${index}`)),
      )
      return [head?.blob?.M, record, ...chunks.flat()].map((item) => item?.ttl?.N && Number(item.ttl.N))
    }
    const inSeconds = () => clock.now() / 1_000
    for (const ttl of await lifetimes()) assert.isAbove(ttl || 0, inSeconds() + 86_400)
    transport.sent.length = 0
    assert.isTrue(await dict.touch('k', '2h'))
    assert.deepEqual(transport.sent, ['UpdateItem'])
    assert.isTrue(await dict.touch('k', '30d'))
    for (const ttl of await lifetimes()) assert.isAbove(ttl || 0, inSeconds() + 30 * 86_400)
    assert.isTrue(await dict.persist('k'))
    assert.deepEqual(
      await lifetimes(),
      Array.from({ length: 5 }, () => undefined),
    )
    assert.isTrue(await dict.touch('k', '1h'))
    assert.isTrue(await dict.persist('k'))
    assert.strictEqual((await dict.get('k'))?.length, 900_000)
    await dict.patchMeta('k', { note: 'kept' }, { ttl: '1d' })
    assert.strictEqual((await dict.get('k'))?.length, 900_000)
  })

  test('a blob is streamed in and out, by range too, and each chunk is verified', async () => {
    const { dict, rawItem, namespace, transport } = newDict(harness)
    const size = 1_500_000
    const content = noiseBytes(size)
    let at = 0
    const source = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(content.slice(at, at + 70_001))
        at += 70_001
        if (at >= size) controller.close()
      },
    })
    await dict.putBlob('k', source, { meta: { type: 'noise' } })
    const blob = await dict.openBlob('k')
    assert.strictEqual(blob?.size, size)
    assert.deepEqual(blob?.meta, { type: 'noise' })
    assert.deepEqual(await blob?.bytes(), content)
    assert.deepEqual(new Uint8Array(await new Response(blob?.stream).arrayBuffer()), content)
    const chunk = 393_216
    for (const [start, end] of [
      [0, 1],
      [chunk - 1, chunk + 1],
      [chunk, 2 * chunk],
      [size - 5, size + 9],
      [7, 7],
      [size, size],
    ] as const) {
      // biome-ignore format: pairs
      const part = await dict.openBlob('k', { range: { start, end } })
      assert.deepEqual(await part?.bytes(), content.slice(start, end), `${start}-${end}`)
      assert.deepEqual(new Uint8Array(await new Response(part?.stream).arrayBuffer()), content.slice(start, end))
    }
    transport.sent.length = 0
    await (await dict.openBlob('k', { range: { start: chunk, end: chunk + 5 } }))?.bytes()
    assert.deepEqual(transport.sent, ['GetItem', 'GetItem'])

    const id = (await rawItem('k'))?.blob?.M?.id?.S
    const [second] = await reserved(namespace, transport, `chunks/${id}/1`)
    const damaged = (second?.value?.B ?? new Uint8Array()).slice()
    damaged[5] = (damaged[5] ?? 0) ^ 1
    await transport.send('PutItem', { TableName: table, Item: { ...second, value: { B: damaged } } as Library.Item })
    const handed: number[] = []
    const reading = async () => {
      const opened = await dict.openBlob('k')
      const reader = opened?.stream.getReader()
      for (;;) {
        const read = await reader?.read()
        if (!read || read.done) return
        handed.push(read.value.byteLength)
      }
    }
    const error = await rejection(reading())
    assert.instanceOf(error, lib.DecodeError)
    assert.match(error.message, /'k' has a damaged chunk, number 1/)
    // Some runtimes hand it on in smaller parts.
    assert.strictEqual(
      handed.reduce((sum, bytes) => sum + bytes),
      chunk,
    )
  })

  test('chunks of a blob are compressed each, where that makes them smaller', async () => {
    const { dict } = newDict(harness, { serializer: lib.bytes })
    const content = new TextEncoder().encode('dynadict '.repeat(200_000))
    await dict.putBlob('k', content)
    const entry = await dict.getEntry('k')
    assert.deepEqual(entry?.value, content)
    assert.isBelow(entry?.size ?? Infinity, 100_000)
    const part = await dict.openBlob('k', { range: { start: 900_000, end: 900_009 } })
    assert.deepEqual(await part?.bytes(), content.slice(900_000, 900_009))
    assert.deepEqual(await (await dict.openBlob('k'))?.bytes(), content)
  })

  test('a reader whose value is replaced and cleaned up gets the one that is there now', async () => {
    const { dict, namespace, transport, rawItem } = newDict<string>(harness, { compress: false })
    await dict.set('k', noise(900_000, 1))
    const id = (await rawItem('k'))?.blob?.M?.id?.S
    const { send } = transport
    let isRemoved = false
    transport.send = async (operation, input, options) => {
      const answer = await send.call(transport, operation, input, options)
      if (operation === 'GetItem' && !isRemoved) {
        isRemoved = true
        await dict.set('k', noise(900_000, 2))
        for (const index of [0, 1, 2]) {
          const partition = `~dynadict/${namespace.length}:${namespace}/chunks/${id}/${index}`
          const Key = { namespace: { S: partition }, key: { S: 'chunk' } }
          await send.call(transport, 'DeleteItem', { TableName: table, Key })
        }
      }
      return answer as never
    }
    assert.strictEqual(await dict.get('k'), noise(900_000, 2))
  })

  test('a chunk that is gone is an error, and not a value in part', async () => {
    const { dict, namespace, transport, rawItem } = newDict<string>(harness, { compress: false })
    await dict.set('k', noise(900_000, 1))
    const id = (await rawItem('k'))?.blob?.M?.id?.S
    const partition = `~dynadict/${namespace.length}:${namespace}/chunks/${id}/1`
    await transport.send('DeleteItem', {
      TableName: table,
      Key: { namespace: { S: partition }, key: { S: 'chunk' } },
    })
    for (const error of await rejections([dict.get('k'), listOf(dict.entries()), dict.getMany(['k'])])) {
      assert.instanceOf(error, lib.DecodeError)
    }
  })

  test('a source that fails or is aborted leaves the old value', async () => {
    const { dict, namespace, transport } = newDict<Uint8Array>(harness, { serializer: lib.bytes })
    await dict.set('k', new Uint8Array([1]))
    const endless = (fail: (controller: ReadableStreamDefaultController<Uint8Array>) => void) => {
      let pulled = 0
      return new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (++pulled < 20) controller.enqueue(noiseBytes(100_000, pulled))
          else fail(controller)
        },
      })
    }
    const broken = endless((controller) => controller.error(new Error('broken')))
    assert.strictEqual((await rejection(dict.putBlob('k', broken))).message, 'broken')
    assert.lengthOf(await reserved(namespace, transport, 'blobs'), 0)
    const aborting = new AbortController()
    const aborted = endless(() => aborting.abort(new Error('enough')))
    assert.strictEqual((await rejection(dict.putBlob('k', aborted, { signal: aborting.signal }))).message, 'enough')
    assert.deepEqual(await dict.get('k'), new Uint8Array([1]))
  })

  test('a document of more than an item holds is refused, with the reason, and nothing is sent', async () => {
    const { document } = harness.serializers
    const { dict, transport, sibling } = newDict<unknown>(harness)
    const list = ['x'.repeat(300_000), 'y'.repeat(200_000)]
    for (const error of await rejections([
      sibling({ serializer: document }).set('k', list),
      sibling({ serializer: document }).setMany({ k: list }),
    ])) {
      assert.instanceOf(error, lib.ItemTooLargeError)
      assert.match(
        error.message,
        /'k' takes 500\d+ bytes, and an item holds 409600: only text and bytes go into chunks/,
      )
    }
    assert.deepEqual(transport.sent, [])
    await dict.set('k', list)
    assert.deepEqual(await dict.get('k'), list)
  })

  test('a meta that no item holds is refused before anything is sent', async () => {
    const { dict, transport } = newDict(harness)
    const meta = { text: 'x'.repeat(410_000) }
    const error = await rejection(dict.putBlob('k', new Uint8Array(1), { meta }))
    assert.instanceOf(error, lib.ItemTooLargeError)
    assert.match(error.message, /'k' takes \d+ bytes/)
    assert.deepEqual(transport.sent, [])
  })
}
