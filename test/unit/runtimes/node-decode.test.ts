import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decode } from '../../../src/runtimes/node-decode.ts'

const text = Buffer.from('{"Item":{}}')

test.each([
  ['gzip', gzipSync(text)],
  ['GZip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['br', brotliCompressSync(text)],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
  ['identity ,,gzip', gzipSync(text)],
  ['identity', text],
])('%s is undone', (codings, coded) => {
  expect(String(decode(coded, codings))).toBe(String(text))
})

test('what is not known changes nothing', () => {
  expect(decode(text, 'utf-8')).toBe(text)
  expect(String(decode(gzipSync(text), 'gzip, other'))).toBe(String(text))
})

test('what is not coded as it says is nothing', () => {
  expect(decode(text, 'gzip')).toBeUndefined()
  expect(decode(Buffer.alloc(0), 'gzip')).toBeUndefined()
  expect(decode(gzipSync(text).subarray(0, -9), 'gzip')).toBeUndefined()
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
])('what %s makes larger than any answer is nothing', (coding, compress) => {
  expect(decode(compress(Buffer.alloc(100 * 1_024 * 1_024)), coding)).toHaveLength(100 * 1_024 * 1_024)
  expect(decode(compress(Buffer.alloc(1 + 100 * 1_024 * 1_024)), coding)).toBeUndefined()
})
