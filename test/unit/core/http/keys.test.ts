import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeySettings } from '../../../../src/core/http/key-settings.ts'
import { resourceKey, urlPrefix, urlsPrefix } from '../../../../src/core/http/keys.ts'
import { partitionKey } from '../../../../src/core/http/partition-key.ts'
import { newFamily, variantKey } from '../../../../src/core/http/variants.ts'
import { utf8, utf8Length } from '../../../../src/core/utf8.ts'

interface Given {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array
  readonly selecting?: readonly (readonly [string, string])[]
}

const keyOf = (url: string, settings: KeySettings = {}, given: Given = {}) => {
  const { method = 'GET', headers, body, selecting = [] } = given
  const bytes = typeof body === 'string' ? utf8(body) : body
  return resourceKey({ method, url, headers: new Headers(headers), body: bytes, selecting }, settings)
}

const distinct = async (keys: readonly Promise<string>[]) => new Set(await Promise.all(keys)).size

test('a key shows the URL, hides secrets, and still tells them apart', async () => {
  const one = await keyOf('https://a/?apikey=1')
  expect(one).toMatch(/^https:\/\/a\/\?apikey=REDACTED [0-9a-f]{32}$/)
  expect(one).not.toBe(await keyOf('https://a/?apikey=2'))
  expect(one).not.toBe(await keyOf('https://a/?apikey=1', {}, { method: 'HEAD' }))
})

test('the hash is 128 bits of SHA-256 over JSON of all that counts, a line break and the body', async () => {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)
  const plain = hashOf('[null,"GET","https://a.example/b?c=1",[],[],null]\n')
  expect(await keyOf('https://a.example/b?c=1#d')).toBe(`https://a.example/b?c=1 ${plain}`)
  const given = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"b": 1, "a": [2.0]}' }
  const settings = { matchHeaders: ['Accept'], keySecret: 's' }
  const full = hashOf(
    '["s","POST","https://a.example/b",[["accept",null]],[],"json application/json"]\n{"a":[2.0],"b":1}',
  )
  expect(await keyOf('https://a.example/b', settings, given)).toBe(`https://a.example/b ${full}`)
})

describe('URLs that a server may tell apart have keys of their own', () => {
  test.each([
    [['?', '']],
    [['?a', '?a=', '?a&', '?&a', '']],
    [['?q=a+b', '?q=a%20b', '?q=a%2Bb']],
    [['?q=%ff', '?q=%EF%BF%BD']],
    [['?q=%C3%A4', '?q=a%CC%88', '?q=%c3%a4']],
    [['?a=1&b=2', '?b=2&a=1', '?a=1&b=2&b=2', '?a=1%26b=2', '?a=1;b=2']],
    [['?a=1&a=2', '?a=2&a=1', '?a=1,2', '?a[]=1&a[]=2']],
    [['a/b', 'a%2Fb', 'a%2fb', 'a//b', 'a/b/', 'A/b', 'a%5Cb']],
    [['~', '%7E']],
    [['a#?b', 'a?b', 'a%23?b']],
  ])('%j', async (ends) => {
    expect(await distinct(ends.map((end) => keyOf(`https://a.example/${end}`)))).toBe(ends.length)
  })

  test('scheme, host, port and user', async () => {
    const urls = ['https://a/', 'http://a/', 'https://b/', 'https://a:8443/', 'https://u@a/', 'https://v@a/', 'https://u:p@a/'] // biome-ignore format: a list
    expect(await distinct(urls.map((url) => keyOf(url)))).toBe(urls.length)
  })
})

test('what fetch itself does to a URL does not count: fragment, default port, case of the host, dot segments', async () => {
  const urls = [
    'https://a.example/b',
    'https://A.example:443/b#c',
    'https://a.example/x/../b',
    ' https://a.example/b#?d ',
  ]
  expect(await distinct(urls.map((url) => keyOf(url)))).toBe(1)
})

test('parts of a request do not run into each other', async () => {
  const type = { 'content-type': 'text/plain' }
  const all = [
    keyOf('https://a/'),
    keyOf('https://a/', {}, { method: 'GETh' }),
    keyOf('https://a/', {}, { selecting: [['a', 'b']] }),
    keyOf('https://a/', {}, { selecting: [['ab', '']] }),
    keyOf('https://a/', {}, { selecting: [['a', ''], ['b', '']] }), // biome-ignore format: one line
    keyOf('https://a/', { matchHeaders: ['a'] }, { headers: { a: 'b' } }),
    keyOf('https://a/', { matchHeaders: ['a'] }),
    keyOf('https://a/', { matchHeaders: ['a'] }, { headers: { a: '' } }),
    keyOf('https://a/', { matchHeaders: ['a', 'b'] }),
    keyOf('https://a/', { keySecret: 'a' }),
    keyOf('https://a/', {}, { body: '' }),
    keyOf('https://a/', {}, { body: '\n' }),
    keyOf('https://a/', {}, { body: '', headers: type }),
    keyOf('https://a/', {}, { body: '{}' }),
    keyOf('https://a/', {}, { body: '{}', headers: { 'content-type': 'application/json' } }),
    keyOf('https://a/', {}, { body: '{}', headers: { 'content-type': 'application/vnd.api+json' } }),
  ]
  expect(await distinct(all)).toBe(all.length)
})

test('no two different requests share a key', async () => {
  const piece = fc.constantFrom('', 'a', 'b', '/', '//', '%2F', '+', '%20', '%2B', '=', '&', '?', ';', '%', '"', ',')
  const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    end: text,
    a: fc.option(text, { nil: undefined }),
    b: fc.option(text, { nil: undefined }),
    body: fc.option(text, { nil: undefined }),
    type: fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'application/json'),
  })
  const keyed = async ({ method, end, a, b, body, type }: typeof request extends fc.Arbitrary<infer R> ? R : never) => {
    const headers = { 'content-type': type, ...(a !== undefined && { a }), ...(b !== undefined && { b }) }
    const url = `https://h/${end}`
    const key = await keyOf(url, { matchHeaders: ['b', 'A'] }, { method, headers, ...(body !== undefined && { body }) })
    // None of these bodies is JSON with white space.
    const identity = [method, new URL(url).href, a, b, body === undefined || [body, type]]
    return { key, identity: JSON.stringify(identity) }
  }
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 40 }), async (requests) => {
      const all = await Promise.all(requests.map(keyed))
      const byKey = new Map(all.map(({ key, identity }) => [key, identity]))
      for (const { key, identity } of all) expect(identity).toBe(byKey.get(key))
      expect(byKey.size).toBe(new Set(byKey.values()).size)
    }),
    { numRuns: 200 },
  )
})

describe('sortQuery', () => {
  const sortQuery = { sortQuery: true }

  test('the order of names does not count, that of one name does', async () => {
    const same = ['?a=1&b=2&a=3', '?b=2&a=1&a=3', '?a=1&a=3&b=2'].map((end) => keyOf(`https://a/${end}`, sortQuery))
    expect(await distinct(same)).toBe(1)
    expect(await distinct([...same, keyOf('https://a/?a=3&a=1&b=2', sortQuery)])).toBe(2)
    expect(await same[0]).toMatch(/^https:\/\/a\/\?a=1&a=3&b=2 /)
  })

  test('an escaped name is the name', async () => {
    const one = keyOf('https://a/?%61=1&a=2', sortQuery)
    expect(await distinct([one, keyOf('https://a/?a=2&%61=1', sortQuery)])).toBe(2)
  })
})

describe('ignoredParameters', () => {
  const ignoring = { ignoredParameters: ['utm_Source', 'X-Request-Id'] }

  test('do not count in the query, in any case, escaped, empty or without value, and leave no trace', async () => {
    const ends = ['', '?utm_source=1', '?UTM_SOURCE=', '?utm%5Fsource', '?utm_source&utm_source=2&x-request-id=3']
    const keys = await Promise.all(ends.map((end) => keyOf(`https://a/${end}`, ignoring)))
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^https:\/\/a\/ [0-9a-f]{32}$/)
    expect(await keyOf('https://a/?b=1&utm_source=1&c', ignoring)).toBe(await keyOf('https://a/?b=1&c', ignoring))
  })

  test('do not count among the matched headers', async () => {
    const settings = { ...ignoring, matchHeaders: true }
    const keys = ['1', '2'].map((id) =>
      keyOf('https://a/', settings, { headers: { 'x-request-id': id, accept: '*/*' } }),
    )
    expect(await distinct([...keys, keyOf('https://a/', settings, { headers: { accept: '*/*' } })])).toBe(1)
  })

  test('others count', async () => {
    const ends = ['', '?utm=1', '??utm_source=1', '?utm_source%3D1', '?a=utm_source']
    expect(await distinct(ends.map((end) => keyOf(`https://a/${end}`, ignoring)))).toBe(ends.length)
  })
})

describe('matchHeaders', () => {
  const headers = { Accept: 'text/html', 'Accept-Language': 'de' }
  const other = { ...headers, 'accept-language': 'en' }

  test('a named header counts, whatever the case and the order of the names', async () => {
    const one = await keyOf('https://a/', { matchHeaders: ['accept', 'ACCEPT-language'] }, { headers })
    expect(await keyOf('https://a/', { matchHeaders: ['Accept-Language', 'Accept', 'accept'] }, { headers })).toBe(one)
    expect(await keyOf('https://a/', { matchHeaders: ['accept', 'accept-language'] }, { headers: other })).not.toBe(one)
  })

  test('true stands for all headers, false for none', async () => {
    const count = (matchHeaders: boolean) =>
      distinct([headers, other, {}].map((each) => keyOf('https://a/', { matchHeaders }, { headers: each })))
    expect(await count(true)).toBe(3)
    expect(await count(false)).toBe(1)
  })

  test('values are compared as they are', async () => {
    const values = ['a,b', 'a, b', 'b, a', 'A, b']
    const keys = values.map((a) => keyOf('https://a/', { matchHeaders: ['a'] }, { headers: { a } }))
    expect(await distinct(keys)).toBe(values.length)
  })
})

test('under another secret all keys are others', async () => {
  const settings = [{}, { keySecret: 's' }, { keySecret: 't' }]
  expect(await distinct(settings.map((each) => keyOf('https://a/?apikey=1', each)))).toBe(3)
})

test('a long URL is cut, and still counts to its end', async () => {
  const urls = ['x', 'y'].map((end) => `https://a/${'ä😀'.repeat(1_000)}${end}`)
  const [one, two] = await Promise.all(urls.map((url) => keyOf(url)))
  expect(one).not.toBe(two)
  expect(utf8Length(String(one))).toBe(900 + 1 + 32)
})

test('two secrets give two keys, and neither is in any byte of them', async () => {
  const name = fc.constantFrom('api_key', 'API_KEY', 'api%5fkey', 'x-api-key', 'Authorization', 'access%5Ftoken')
  const secret = fc.stringMatching(/^[A-Za-z0-9]{12}$/)
  const place = fc.constantFrom(
    (field: string, value: string) => `https://a/b?${field}=${value}`,
    (field: string, value: string) => `https://a/b?c=1&${field}=${value}&d`,
    (field: string, value: string) => `https://a/b?c=1;${field}=${value};${value}`,
    (field: string, value: string) => `https://a/b?${field}=x&${field}=${value}`,
    (field: string, value: string) => `https://a/b?${field}=${value}%3D=${value}#${value}`,
    (field: string, value: string) => `https://${value}:${value}@a/b?${field}=${value}`,
    (field: string, value: string) => `https://a/${'b'.repeat(880)}?${field}=${value}`,
  )
  await fc.assert(
    fc.asyncProperty(place, name, secret, secret, fc.boolean(), async (url, field, one, two, inBody) => {
      const keys = [one, two].map((value) =>
        keyOf(url(field, value), inBody ? { keySecret: 'k', matchHeaders: true } : {}, {
          headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
          ...(inBody && { body: JSON.stringify({ a: { [field]: value } }) }),
        }),
      )
      for (const key of await Promise.all(keys)) {
        expect(key).not.toContain(one)
        expect(key).not.toContain(two)
      }
      expect(await distinct(keys)).toBe(one === two ? 1 : 2)
    }),
  )
})

describe('prefixes for a purge', () => {
  const settings = { ignoredParameters: ['utm'], sortQuery: true }
  const url = 'https://A.example/b?d=1&c=2&utm=3&apikey=4#e'

  test('every key of a URL begins with its prefix', async () => {
    const prefix = urlPrefix(url, settings)
    expect(prefix).toBe('https://a.example/b?apikey=REDACTED&c=2&d=1 ')
    const key = await keyOf(url, settings, { method: 'POST', body: 'x', headers: { authorization: 'y' } })
    expect(key.startsWith(prefix)).toBe(true)
    expect((await partitionKey(key, [['authorization', 'y']], 'table')).startsWith(prefix)).toBe(true)
  })

  test('that of a URL is not that of a longer one', async () => {
    expect((await keyOf('https://a/bc')).startsWith(urlPrefix('https://a/b'))).toBe(false)
    expect((await keyOf('https://a/b?')).startsWith(urlPrefix('https://a/b'))).toBe(false)
  })

  test('that of a long URL is cut as its key is', async () => {
    const long = `https://a/${'b'.repeat(2_000)}`
    expect((await keyOf(long)).startsWith(urlPrefix(long))).toBe(true)
    expect((await keyOf(`${long}/c`)).startsWith(urlsPrefix(long))).toBe(true)
  })

  test('that of a host ends with its slash, so that no longer host has it', async () => {
    expect(urlsPrefix('https://a.example')).toBe('https://a.example/')
    expect((await keyOf('https://a.example.evil/')).startsWith(urlsPrefix('https://a.example'))).toBe(false)
    expect((await keyOf('https://u:p@a.example/b')).startsWith(urlsPrefix('https://a.example'))).toBe(true)
  })

  test('that of a path holds all below', async () => {
    expect((await keyOf('https://a/users/1?b=2')).startsWith(urlsPrefix('https://a/users/'))).toBe(true)
    expect((await keyOf('https://a/users2')).startsWith(urlsPrefix('https://a/users/'))).toBe(false)
  })
})

describe('the key for a credential', () => {
  const key = 'https://a/ 00'

  test('tells credentials, names, URLs and secrets apart, and shows none', async () => {
    const keys = await Promise.all([
      partitionKey(key, [['authorization', 'Bearer one']], 'table'),
      partitionKey(key, [['authorization', 'Bearer two']], 'table'),
      partitionKey(key, [['cookie', 'Bearer one']], 'table'),
      partitionKey(key, [['authorization', 'Bearer one'], ['cookie', '']], 'table'), // biome-ignore format: one line
      partitionKey(key, [['authorization', 'Bearer one']], 'other'),
    ])
    expect(new Set(keys.map((each) => each.slice(-32))).size).toBe(keys.length)
    for (const each of keys) expect(each).toMatch(/^https:\/\/a\/ 00 ~[0-9a-f]{32}$/)
    const elsewhere = await partitionKey('https://b/ 00', [['authorization', 'Bearer one']], 'table')
    expect(elsewhere.slice(-32)).not.toBe(keys[0]?.slice(-32))
  })

  test('is HMAC-SHA-256', async () => {
    const text = JSON.stringify([key, [JSON.stringify(['authorization', 'Bearer one'])]])
    const mac = createHmac('sha256', 'table').update(text).digest('hex').slice(0, 32)
    expect(await partitionKey(key, [['Authorization', 'Bearer one']], 'table')).toBe(`${key} ~${mac}`)
  })

  test('neither the order of credentials nor the case of their names counts', async () => {
    const one = await partitionKey(key, [['a', '1'], ['B', '2']], 'table') // biome-ignore format: one line
    expect(await partitionKey(key, [['b', '2'], ['A', '1']], 'table')).toBe(one) // biome-ignore format: one line
  })
})

test('the longest key has room for a credential and a variant', async () => {
  const key = await partitionKey(await keyOf(`https://a/${'x'.repeat(2_000)}`), [['a', 'b']], 'table')
  expect(utf8Length(await variantKey(key, newFamily(), 'variant'))).toBeLessThan(1_024)
})
