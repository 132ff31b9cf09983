import { expect, test } from 'vitest'
import { isIgnoredName, isSecretName, redactUrl, secretNames } from '../../../../src/core/http/redact.ts'
import { redactHeaders } from '../../../../src/core/http/redact-headers.ts'

test.each([
  ['https://a/?api_key=s', 'https://a/?api_key=REDACTED'],
  ['https://a/?x=1&API_KEY=s&y=%20', 'https://a/?x=1&API_KEY=REDACTED&y=%20'],
  ['https://a/?api%5Fkey=s', 'https://a/?api%5Fkey=REDACTED'],
  ['https://a/?api_key=s&api_key=t', 'https://a/?api_key=REDACTED&api_key=REDACTED'],
  ['https://a/?api_key=s=t?u', 'https://a/?api_key=REDACTED'],
  ['https://a/?b=1;api_key=s;c&d', 'https://a/?b=1;api_key=REDACTED&d'],
  ['https://a/?apikey', 'https://a/?apikey'],
  ['https://a/?apikey=', 'https://a/?apikey=REDACTED'],
  ['https://a/?my_api_key=s&%E0%A4=1', 'https://a/?my_api_key=s&%E0%A4=1'],
  ['https://a/api_key=s', 'https://a/api_key=s'],
  ['https://a/#access_token=s', 'https://a/'],
  ['https://a/?b=1#access_token=s?api_key=t', 'https://a/?b=1'],
  ['https://u:p@a/?b', 'https://a/?b'],
  ['https://u@v:p@a:81/b@c', 'https://a:81/b@c'],
  ['https://a?b=c@d', 'https://a?b=c@d'],
  ['/b?api_key=s', '/b?api_key=REDACTED'],
  ['https://a/?', 'https://a/?'],
])('redactUrl(%s)', (url, expected) => {
  expect(redactUrl(url)).toBe(expected)
})

test.each([
  ['https://a/?utm=1', 'https://a/'],
  ['https://a/?b&UTM=1&c=', 'https://a/?b&c='],
  ['https://a/?u%74m&', 'https://a/?'],
])('redactUrl(%s) leaves out what is ignored', (url, expected) => {
  expect(redactUrl(url, { ignoredParameters: ['Utm'] })).toBe(expected)
})

test('a list of names takes the place of the default one', () => {
  const settings = { redact: ['Sig'] }
  expect(redactUrl('https://a/?SIG=1&api_key=2', settings)).toBe('https://a/?SIG=REDACTED&api_key=2')
  expect(isSecretName('sIG', settings)).toBe(true)
  expect(isSecretName('api_key', settings)).toBe(false)
})

test("the names are requests-cache's and Cookie, in any case; those of objects are none", () => {
  for (const name of secretNames) expect(isSecretName(name.toUpperCase())).toBe(true)
  expect(secretNames).toHaveLength(10)
  for (const name of ['', 'constructor', '__proto__', 'toString']) expect(isSecretName(name)).toBe(false)
  expect(isIgnoredName('__proto__', {})).toBe(false)
  expect(isIgnoredName('__PROTO__', { ignoredParameters: ['__proto__'] })).toBe(true)
})

test('headers to be stored show no secret, lack what is ignored, and keep what the cache works by', () => {
  const given = new Headers([
    ['X-API-Key', 's'],
    ['X-Trace', 't'],
    ['Expires', '0'],
    ['Content-Type', 'text/plain'],
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
  ])
  const shown = redactHeaders(given, {
    ignoredParameters: ['x-TRACE', 'expires'],
    redact: ['x-api-KEY', 'content-type'],
  })
  expect([...shown]).toEqual([
    ['content-type', 'text/plain'],
    ['expires', '0'],
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['x-api-key', 'REDACTED'],
  ])
  expect(given.get('x-api-key')).toBe('s')
})
