import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { maxValueBytes } from '../../../../../src/core/dict/chunks.ts'
import { bytes } from '../../../../../src/core/dict/serializers/bytes.ts'
import { gzip } from '../../../../../src/core/dict/serializers/gzip.ts'
import { json } from '../../../../../src/core/dict/serializers/json.ts'
import { text } from '../../../../../src/core/dict/serializers/text.ts'

const place = { namespace: 'n', key: 'k' }
const random = crypto.getRandomValues(new Uint8Array(5_000))

describe('gzip(…)', () => {
  test('is named after what it wraps, and says that there is nothing more to compress', () => {
    expect(gzip(json)).toMatchObject({ encoding: 'json+gzip', compress: false, inner: json })
    expect(gzip(gzip(text)).encoding).toBe('text+gzip+gzip')
  })

  test('text of 1,024 bytes in UTF-8 is compressed, in an envelope that keeps its type; a shorter one is not', async () => {
    const { B } = await gzip(text).encode('é'.repeat(512), place)
    expect(gunzipSync(B ?? '').toString()).toBe(`S${'é'.repeat(512)}`)
    expect(await gzip(text).decode({ B: B ?? random }, place)).toBe('é'.repeat(512))
    expect(await gzip(text).encode('x'.repeat(1_023), place)).toEqual({ S: 'x'.repeat(1_023) })
    expect(await gzip(text).decode({ S: 'short' }, place)).toBe('short')
  })

  test('what gets smaller by less than an eighth stays as it is; binary behind a zero, since it may look like gzip', async () => {
    expect(await gzip(bytes).encode(random, place)).toEqual({ B: Uint8Array.of(0, ...random) })
    for (const value of [random, new Uint8Array(), Uint8Array.of(0x1f, 0x8b), new Uint8Array(9_000)]) {
      expect(await gzip(bytes).decode(await gzip(bytes).encode(value, place), place)).toEqual(value)
    }
    const partly = new Uint8Array(5_000)
    partly.set(random.subarray(0, 4_500))
    expect((await gzip(bytes).encode(partly, place)).B).toHaveLength(5_001)
    partly.fill(0, 4_000)
    expect((await gzip(bytes).encode(partly, place)).B?.byteLength).toBeLessThan(4_375)
  })

  test('numbers stay numbers', async () => {
    expect(await gzip(json).encode(12.5, place)).toEqual({ N: '12.5' })
    expect(await gzip(json).decode({ N: '12.5' }, place)).toBe(12.5)
  })

  test.each([[new Uint8Array()], [Uint8Array.of(1, 2)], [Uint8Array.of(0x1f, 0x8b, 8)]])('%j is refused', async (B) => {
    await expect(gzip(bytes).decode({ B }, place)).rejects.toThrow(new TypeError('malformed gzip'))
  })

  test('the largest value is 1,024 chunks of 384 KiB', () => {
    expect(maxValueBytes).toBe(402_653_184)
  })
})
