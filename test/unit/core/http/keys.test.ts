import { expect, test } from 'vitest'
import { cacheKey, redactUrl, variantOf } from '../../../../src/core/http/keys.ts'

test.each([
  ['https://a/?api_key=s', 'https://a/?api_key=REDACTED'],
  ['https://a/?x=1&API_KEY=s&y=%20', 'https://a/?x=1&API_KEY=REDACTED&y=%20'],
  ['https://a/?api%5Fkey=s', 'https://a/?api%5Fkey=REDACTED'],
  ['https://a/?apikey', 'https://a/?apikey'],
  ['https://a/?apikey=', 'https://a/?apikey=REDACTED'],
  ['https://a/?my_api_key=s&%E0%A4=1', 'https://a/?my_api_key=s&%E0%A4=1'],
  ['https://a/api_key=s', 'https://a/api_key=s'],
])('redactUrl(%s)', (url, expected) => {
  expect(redactUrl(url)).toBe(expected)
})

const keyOf = (method: string, url: string) => cacheKey({ method, url, selecting: [] })

test('a key shows the URL, hides secrets, and still tells them apart', async () => {
  const one = await keyOf('GET', 'https://a/?apikey=1')
  expect(one).toMatch(/^https:\/\/a\/\?apikey=REDACTED [0-9a-f]{32}$/)
  expect(one).not.toBe(await keyOf('GET', 'https://a/?apikey=2'))
  expect(one).not.toBe(await keyOf('HEAD', 'https://a/?apikey=1'))
  expect((await keyOf('GET', `https://a/${'x'.repeat(2_000)}`)).length).toBe(900 + 1 + 32)
})

test('a variant is told by the values of its fields, absent ones included', async () => {
  expect(await variantOf([], new Headers({ a: '1' }))).toBe('')
  const variants = await Promise.all([
    variantOf(['a', 'b'], new Headers({ a: '1' })),
    variantOf(['a', 'b'], new Headers({ b: '1' })),
    variantOf(['a', 'b'], new Headers({ a: '', b: '1' })),
    variantOf(['a', 'b'], new Headers()),
  ])
  expect(new Set(variants).size).toBe(4)
})
