import { assert } from 'chai'
import { type Library, rejection, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'
import { noiseBytes } from './large.ts'

const chunk = 393_216
const size = 5 * chunk + 1_000
const content = noiseBytes(size)

/** Blobs in chunks, as streams and in part. */
export const streams: Suite = (test, harness) => {
  async function newBlob() {
    const made = newDict(harness, { compress: false })
    await made.dict.putBlob('k', content)
    made.transport.sent.length = 0
    return made
  }

  const open = async (dict: Library.DynamoDbDict, options?: Library.OpenBlobOptions) => {
    const blob = await dict.openBlob('k', options)
    if (!blob) throw new Error('no blob')
    return blob
  }

  const bytesOf = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer())

  test('a range is what slice gives, at and around the edges of chunks and beyond the end', async () => {
    const { dict, transport } = await newBlob()
    for (const [start, end, requests] of [
      [0, undefined, 6],
      [0, 0, 0],
      [0, chunk, 1],
      [chunk - 1, chunk, 1],
      [chunk, chunk, 0],
      [chunk, chunk + 1, 1],
      [chunk - 1, chunk + 1, 2],
      [2 * chunk, 4 * chunk, 2],
      [5 * chunk, undefined, 1],
      [5 * chunk - 1, size, 2],
      [size - 1, size + 1, 1],
      [size, size + 1, 0],
      [size, undefined, 0],
      [size + 1, undefined, 0],
      [size - 1, Number.MAX_SAFE_INTEGER, 1],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0],
    ] as const) {
      const blob = await open(dict, { range: { start, end } })
      const part = content.slice(start, end)
      assert.strictEqual(blob.size, size)
      transport.sent.length = 0
      assert.deepEqual(await blob.bytes(), part, `${start}-${end}`)
      assert.lengthOf(transport.sent, requests, `${start}-${end}`)
      assert.deepEqual(await bytesOf(blob.stream), part, `${start}-${end} streamed`)
    }
  })

  test('a range that is none is refused before anything is sent', async () => {
    const { dict, transport } = await newBlob()
    for (const range of [
      { start: -1 },
      { start: Number.NaN },
      { start: Infinity },
      { start: 2 ** 53 },
      { start: 0, end: Infinity },
      { start: 2, end: 1 },
      { start: '1' },
      {},
    ]) {
      assert.instanceOf(await rejection(dict.openBlob('k', { range: range as never })), TypeError)
    }
    assert.deepEqual(transport.sent, [])
  })

  test('each stream is one of its own, and bytes may be asked for beside it', async () => {
    const { dict } = await newBlob()
    const blob = await open(dict)
    const [one, two, bytes] = await Promise.all([bytesOf(blob.stream), bytesOf(blob.stream), blob.bytes()])
    for (const read of [one, two, bytes]) assert.deepEqual(read, content)
    const { stream } = blob
    await bytesOf(stream)
    assert.isTrue(stream.locked)
    assert.deepEqual(await bytesOf(blob.stream), content)
  })

  test('a reader with a buffer of its own gets the same bytes', async () => {
    const { dict } = await newBlob()
    for (const length of [100_000, chunk, 1_000_000]) {
      const start = chunk - 5
      const reader = (await open(dict, { range: { start } })).stream.getReader({ mode: 'byob' })
      const read = new Uint8Array(size - start)
      let filled = 0
      for (let buffer = new ArrayBuffer(length); ; ) {
        const { done, value } = await reader.read(new Uint8Array(buffer))
        if (value) {
          read.set(value, filled)
          filled += value.byteLength
          buffer = value.buffer
        }
        if (done) break
      }
      assert.strictEqual(filled, size - start)
      assert.deepEqual(read, content.slice(start))
    }
  })

  test('nothing is fetched before it is read, a few chunks ahead, and nothing after a cancellation', async () => {
    const { dict, transport } = await newBlob()
    await dict.putBlob('k', noiseBytes(12 * chunk))
    transport.sent.length = 0
    const { stream } = await open(dict)
    assert.lengthOf(transport.sent, 1)
    const reader = stream.getReader()
    await reader.read()
    assert.isAtMost(transport.sent.length, 1 + 5)
    await reader.cancel()
    const sent = transport.sent.length
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.lengthOf(transport.sent, sent)
    assert.isTrue((await reader.read()).done)
  })

  test('an abort ends a stream with its reason, though more is there already', async () => {
    const { dict, transport } = await newBlob()
    const aborting = new AbortController()
    const reason = new Error('enough')
    const reader = (await open(dict, { signal: aborting.signal })).stream.getReader()
    await reader.read()
    await new Promise((resolve) => setTimeout(resolve, 100))
    const sent = transport.sent.length
    aborting.abort(reason)
    assert.strictEqual(await rejection(reader.read()), reason)
    assert.lengthOf(transport.sent, sent)
    const signal = AbortSignal.abort(reason)
    assert.strictEqual(await rejection(dict.openBlob('k', { signal })), reason)
  })

  test('a stream that was opened ends with the old value when a new one is written', async () => {
    const { dict } = await newBlob()
    const blob = await open(dict)
    const { stream } = blob
    await dict.putBlob('k', noiseBytes(1_000_000, 2))
    assert.deepEqual(await bytesOf(stream), content)
    await dict.delete('k')
    assert.deepEqual(await blob.bytes(), content)
  })
}
