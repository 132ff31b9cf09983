import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { gunzipped, gzipped } from '../../../../src/core/dict/gzip.ts'

const random = crypto.getRandomValues(new Uint8Array(60_000))
const size = gzipSync(random).byteLength

describe('gzip', () => {
  test.each([new Uint8Array(), new Uint8Array([7]), new Uint8Array(3_000_000), random])('of %#', async (bytes) => {
    const made = await gzipped(bytes)
    expect([...made.subarray(0, 2)]).toEqual([0x1f, 0x8b])
    expect(Buffer.compare(gunzipSync(made), bytes)).toBe(0)
    expect(Buffer.compare(await gunzipped(made, bytes.byteLength), bytes)).toBe(0)
  })

  test('a view is taken for what it shows, and its buffer stays usable', async () => {
    const view = random.subarray(100, 200)
    expect(await gunzipped(await gzipped(view), 100)).toEqual(new Uint8Array(view))
    expect(random.byteLength).toBe(60_000)
  })

  test('what stands for more bytes than the limit is refused', async () => {
    const bomb = gzipSync(new Uint8Array(50_000_000))
    expect(bomb.byteLength).toBeLessThan(60_000)
    await expect(gunzipped(bomb, 100_000)).rejects.toThrow(new TypeError('more than 100000 bytes when decompressed'))
  })

  test('a runtime is handed little at once, since it may decompress all of that before any is read', async () => {
    const sizes: number[] = []
    class Counting extends TransformStream<Uint8Array, Uint8Array> {
      constructor() {
        super({
          transform(chunk, controller) {
            sizes.push(chunk.byteLength)
            controller.enqueue(chunk)
          },
        })
      }
    }
    vi.stubGlobal('DecompressionStream', Counting)
    await expect(gunzipped(random, 40_000)).rejects.toThrow('more than 40000 bytes')
    vi.unstubAllGlobals()
    expect(sizes).toEqual([16_384, 16_384, 16_384])
  })

  test.each([
    ['nothing', new Uint8Array()],
    ['something else', random],
    ['a part', gzipSync(random).subarray(0, 5_000)],
    ['a part that lacks the trailer', gzipSync(random).subarray(0, size - 8)],
    ['a wrong checksum', gzipSync(random).fill(0, size - 8, size - 4)],
  ])('%s is refused', async (_, bytes) => {
    await expect(gunzipped(bytes, 1_000_000)).rejects.toThrow(new TypeError('malformed gzip'))
  })
})
