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

test('what is not known is refused by name', () => {
  expect(() => decode(text, 'gzip, other')).toThrow('the content coding other')
})

test('what is not coded as it says is refused', () => {
  expect(() => decode(text, 'gzip')).toThrow('incorrect header check')
})
