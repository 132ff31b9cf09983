import { expect, test } from 'vitest'
import type { KeyFn } from '../../../../src/core/http/key-settings.ts'
import { resourceKey } from '../../../../src/core/http/keys.ts'
import { isWellFormed, utf8, utf8Length } from '../../../../src/core/utf8.ts'

const keyOf = (keyFn: KeyFn, body?: Uint8Array) =>
  resourceKey({ method: 'POST', url: 'https://a/?api_key=s', headers: new Headers({ b: 'c' }), body, selecting: [] }, { keyFn }) // biome-ignore format: one line

test("keyFn's key is taken as it is", async () => {
  expect(await keyOf(() => 'key of mine')).toBe('key of mine')
  expect(await keyOf(async ({ method, url, headers }) => [method, url, headers.get('b')].join())).toBe(
    'POST,https://a/?api_key=s,c',
  )
  expect(await keyOf(() => 'ä'.repeat(470))).toBe('ä'.repeat(470))
})

test('keyFn gets the body where there is one, and headers of its own', async () => {
  expect(await keyOf(({ body }) => `${body?.byteLength}`, utf8('abc'))).toBe('3')
  expect(await keyOf((request) => `${'body' in request}`)).toBe('false')
  const headers = new Headers({ a: '1' })
  const keyFn: KeyFn = (request) => {
    request.headers.set('a', '2')
    return 'key'
  }
  await resourceKey({ method: 'GET', url: 'https://a/', headers, selecting: [] }, { keyFn })
  expect(headers.get('a')).toBe('1')
})

test('one that is too long is cut at a character and gets a hash of it all', async () => {
  for (const unit of ['a', 'ä', '€', '😀']) {
    const keys = await Promise.all(['1', '2'].map((end) => keyOf(() => `x${unit.repeat(1_000)}${end}`)))
    expect(keys[0]).not.toBe(keys[1])
    for (const key of keys) {
      expect(key).toMatch(new RegExp(`^x(${unit}){${Math.floor(899 / utf8Length(unit))}} [0-9a-f]{32}$`, 'u'))
    }
  }
  expect(utf8Length(await keyOf(() => 'a'.repeat(940)))).toBe(940)
  expect(utf8Length(await keyOf(() => 'a'.repeat(941)))).toBe(933)
})

test('one with control characters or lone surrogates gets a hash, and none of them', async () => {
  const given = ['a\nb', 'a\0b', 'a\u0085b', 'a\ud800b', 'a\ud801b', 'a b']
  const keys = await Promise.all(given.map((each) => keyOf(() => each)))
  expect(new Set(keys).size).toBe(given.length)
  for (const key of keys) {
    expect(key).not.toMatch(/\p{Cc}/u)
    expect(isWellFormed(key)).toBe(true)
  }
})

test('what is no text, and an empty one, is an error, and what keyFn throws is thrown', async () => {
  for (const wrong of ['', undefined, null, 1, {}]) {
    await expect(keyOf(() => wrong as string)).rejects.toThrow(TypeError)
  }
  const reason = new Error('mine')
  await expect(keyOf(() => Promise.reject(reason))).rejects.toBe(reason)
})
