import { assert } from 'chai'
import { type Library, listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict, reserved } from './fixture.ts'
import { noiseBytes } from './large.ts'

const table = 'dict-suite'
const content = noiseBytes(900_000)

/** By hand, since the Response of Chromium says `Failed to fetch` whatever the stream's own error is. */
async function readAll(stream: ReadableStream<Uint8Array> | undefined): Promise<void> {
  const reader = stream?.getReader()
  while (reader && !(await reader.read()).done);
}

/** Large values whose item or chunks somebody has changed. */
export const damaged: Suite = (test, harness) => {
  const { lib } = harness

  async function newBlob() {
    const made = newDict<Uint8Array>(harness, { serializer: lib.bytes, compress: false })
    const { dict, rawItem, putRaw, namespace, transport } = made
    await dict.set('k', content)
    const { namespace: _, key: __, ...head } = (await rawItem('k')) ?? {}
    const id = head.blob?.M?.id?.S
    return {
      ...made,
      id,
      putBlob: (changes: Library.Item) => putRaw('k', { ...head, blob: { M: { ...head.blob?.M, ...changes } } }),
      putHead: (changes: Library.Item) => putRaw('k', { ...head, ...changes }),
      async putChunk(index: number, change: (chunk: Library.Item) => Library.Item) {
        const [chunk = {}] = await reserved(namespace, transport, `chunks/${id}/${index}`)
        await transport.send('PutItem', { TableName: table, Item: { ...chunk, ...change(chunk) } })
      },
    }
  }

  const read = (dict: Library.DynamoDbDict<Uint8Array>) => [
    () => dict.get('k'),
    () => dict.getMany(['k']),
    () => listOf(dict.values()),
    async () => (await dict.openBlob('k'))?.bytes(),
    async () => readAll((await dict.openBlob('k'))?.stream),
  ]

  test('an item that does not say what its chunks are is an error, and asks for no chunk', async () => {
    const { dict, putBlob, putHead, transport } = await newBlob()
    const cases = [
      () => putBlob({ count: { N: '1000000000' } }),
      () => putBlob({ count: { N: '1000000000' }, bytes: { N: '393216000000000' } }),
      () => putBlob({ count: { N: '1025' }, bytes: { N: '402653185' } }),
      () => putBlob({ count: { N: '0' }, bytes: { N: '-5' } }),
      () => putBlob({ count: { N: '0' }, bytes: { N: '0' } }),
      () => putBlob({ bytes: { N: '900000.5' } }),
      () => putBlob({ bytes: { S: 'many' } }),
      () => putBlob({ count: { NULL: true } }),
      () => putBlob({ id: { S: '../another' } }),
      () => putBlob({ id: { N: '1' } }),
      () => putHead({ blob: { S: 'no map' } }),
      () => putHead({ blob: { M: {} } }),
    ]
    for (const [index, change] of cases.entries()) {
      await change()
      transport.sent.length = 0
      const ways = read(dict)
      const errors = await rejections(ways.map((way) => way()))
      for (const error of errors) assert.strictEqual(error.code, 'DECODE', `${index}: ${error}`)
      assert.lengthOf(transport.sent, ways.length, `${index}`)
    }
  })

  test('chunks that are not what the item says are an error', async () => {
    for (const spoil of [
      (blob: Spoilt) => blob.putBlob({ sha256: { B: new Uint8Array(32) } }),
      (blob: Spoilt) => blob.putBlob({ sha256: { S: 'none' } }),
      // One chunk more, and a shorter last one.
      (blob: Spoilt) => blob.putBlob({ bytes: { N: '1200000' }, count: { N: '4' } }),
      (blob: Spoilt) => blob.putBlob({ bytes: { N: '899999' } }),
      (blob: Spoilt) => blob.putChunk(1, ({ value }) => ({ value: { B: (value?.B ?? content).slice(1) } })),
      (blob: Spoilt) => blob.putChunk(2, () => ({ value: { B: new Uint8Array(393_216) } })),
      (blob: Spoilt) => blob.putChunk(0, () => ({ value: { S: 'text' } })),
      (blob: Spoilt) => blob.putChunk(0, () => ({ sha256: { N: '1' } })),
      (blob: Spoilt) => blob.putChunk(0, () => ({ encoding: { S: 'gzip' } })),
      // Sound by itself, and of another value.
      async (blob: Spoilt) => {
        await blob.dict.set('other', noiseBytes(900_000, 2))
        const id = (await blob.rawItem('other'))?.blob?.M?.id?.S
        const [other] = await reserved(blob.namespace, blob.transport, `chunks/${id}/1`)
        await blob.putChunk(1, () => ({ value: other?.value ?? {}, sha256: other?.sha256 ?? {} }))
        await blob.dict.delete('other')
      },
    ]) {
      const blob = await newBlob()
      await spoil(blob)
      for (const error of await rejections(read(blob.dict).map((way) => way()))) {
        assert.strictEqual(error.code, 'DECODE', `${error} after ${spoil}`)
      }
    }
  })
  type Spoilt = Awaited<ReturnType<typeof newBlob>>

  test('what a stream hands out before a damaged chunk is sound', async () => {
    const { dict, putChunk } = await newBlob()
    await putChunk(2, () => ({ value: { B: new Uint8Array(9) } }))
    const reader = (await dict.openBlob('k'))?.stream.getReader()
    assert.deepEqual((await reader?.read())?.value, content.slice(0, 393_216))
    assert.deepEqual((await reader?.read())?.value, content.slice(393_216, 786_432))
    const error = await rejection(reader?.read() ?? Promise.resolve())
    assert.match(error.message, /'k' has a damaged chunk, number 2/)
    const part = await dict.openBlob('k', { range: { start: 0, end: 100 } })
    assert.deepEqual(await part?.bytes(), content.slice(0, 100))
  })

  test('a small chunk that decompresses without end is given up', async () => {
    const { dict, putChunk } = await newBlob()
    // 64 MB of nothing take 64 KB.
    const zeros = new Response(new Uint8Array(64 * 1_024 * 1_024)).body as ReadableStream<Uint8Array<ArrayBuffer>>
    const bomb = await new Response(zeros.pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
    await putChunk(0, () => ({ value: { B: new Uint8Array(bomb) }, encoding: { S: 'gzip' } }))
    for (const error of await rejections(read(dict).map((way) => way()))) assert.strictEqual(error.code, 'DECODE')
  })

  test('what is damaged is not popped, and can be written over, removed and cleaned up', async () => {
    for (const remedy of ['set', 'delete'] as const) {
      const { dict, putHead, events, namespace, transport } = await newBlob()
      await putHead({ blob: { M: { id: { S: 'no id' } } } })
      assert.strictEqual((await rejection(dict.pop('k'))).code, 'DECODE')
      if (remedy === 'set') await dict.set('k', new Uint8Array([1]))
      else assert.isTrue(await dict.delete('k'))
      assert.deepEqual(events.map(({ type }) => type).filter((type) => type !== 'table-created'), ['chunks-left']) // biome-ignore format: one line
      assert.deepEqual(await dict.get('k'), remedy === 'set' ? new Uint8Array([1]) : undefined)
      assert.lengthOf(await reserved(namespace, transport, 'blobs'), 1)
    }
  })
}
