import { describe, expect, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import type { Answer } from '../suites/origin.ts'
import { newSession } from '../suites/session/fixture.ts'
import { harnessFor } from './run-suites.ts'

/**
 * The known defects of requests-cache and of its DynamoDB backends, by the numbers that they have in our notes, each with what
 * dynadict does instead. What is of Python only, B39's unaliased attribute names of aiohttp-client-cache among it, has what comes
 * nearest to it here.
 */
const harness = harnessFor('sigv4', { endpoint: inject('endpoint'), faultsUrl: inject('faultsUrl') })
const { connection, endpoint } = harness
const shared = { shared: true }
const fresh: Answer = { body: 'body {count}', headers: { 'cache-control': 'max-age=60' } }
const open = (routes: Record<string, Answer | Answer[]>, settings: lib.SessionSettings = {}) =>
  newSession(harness, routes, { ...shared, ...settings })

describe('bodies', () => {
  test('B2: a response above 400 KB is cached', async () => {
    const { get } = await open({ '/': { ...fresh, body: 'x', repeat: 700_000 } })
    await get()
    const { response, text } = await get()
    expect([response.fromCache, text.length]).toEqual([true, 700_000])
  })

  test.each([
    ['B3', 'a number', '{"a": 1}'],
    ['B4', 'numbers as they are written', '{"a":1.0,"b":12345678901234567890,"c":"\\/"}'],
    ['B5', 'numbers that DynamoDB cannot hold', `[${'9'.repeat(60)}, 1e300, 1e-300, NaN]`],
    ['B6', 'null', 'null'],
    ['B7', 'white space', '{ "a" :\n [ 1.50 ] }\n'],
  ])('%s: a JSON body with %s is stored, and comes back byte for byte', async (_, __, body) => {
    const { get } = await open({ '/': { body, headers: { ...fresh.headers, 'content-type': 'application/json' } } })
    await get()
    const { response, text } = await get()
    expect([response.fromCache, text]).toEqual([true, body])
  })

  test('B7: text in Latin-1 keeps its bytes', async () => {
    const answer = { body: '6eQ=', base64: true, headers: { ...fresh.headers, 'content-type': 'text/plain; charset=latin1' } } // biome-ignore format: one line
    const { get, session, site } = await open({ '/': answer })
    await get()
    const hit = await session.fetch(`${site.url}/`)
    expect(hit.fromCache).toBe(true)
    expect([...new Uint8Array(await hit.arrayBuffer())]).toEqual([0xe9, 0xe4])
  })
})

describe('the HTTP cache', () => {
  const to = (location: string) => ({ status: 302, headers: { location, 'cache-control': 'max-age=60' } })

  test('B8: redirects are there after a restart', async () => {
    const { get, cache, site, hits } = await open({ '/a': to('b'), '/b': to('c'), '/c': fresh })
    await get('/a')
    const transport = lib.createTransport({ ...connection, endpoint })
    const again = new lib.DynamoDbCache({ tableName: cache.tableName, namespace: cache.namespace, transport })
    const session = new lib.CachedSession({ cache: again, ...shared })
    for (const hop of ['/b', '/a', '/c']) expect((await session.fetch(site.url + hop)).fromCache, hop).toBe(true)
    expect(await hits()).toBe(3)
    expect(await again.redirects.size()).toBe(2)
  })

  test('B19: many misses at once are one request to the origin, and an older response does not replace a newer one', async () => {
    const { session, site, hits } = await open({ '/': { ...fresh, delayMs: 300 } })
    await Promise.all(Array.from({ length: 20 }, async () => (await session.fetch(`${site.url}/`)).text()))
    expect(await hits()).toBe(1)
  })

  test('B22: stale-if-error and stale-while-revalidate of a stored response are honoured later', async () => {
    const stating = (directives: string): Answer[] => [
      { body: 'stored', headers: { 'cache-control': `max-age=10, ${directives}` } },
      { status: 503, body: 'down' },
    ]
    const error = await open({ '/': stating('stale-if-error=60') })
    await error.get()
    await error.advance(30)
    expect((await error.get()).text).toBe('stored')
    await error.advance(60)
    expect((await error.get()).response.status).toBe(503)
    const behind = await open({ '/': stating('stale-while-revalidate=60') })
    await behind.get()
    await behind.advance(30)
    expect((await behind.get()).text).toBe('stored')
    await behind.session.settle()
    expect(await behind.hits()).toBe(2)
  })

  test('B23: must-revalidate is served while it is fresh, and never stale', async () => {
    const answers = [{ body: 'stored', headers: { 'cache-control': 'max-age=10, must-revalidate' } }, { status: 503 }]
    const { get, advance, hits } = await open({ '/': answers }, { staleIfError: true })
    await get()
    expect((await get()).response.fromCache).toBe(true)
    expect(await hits()).toBe(1)
    await advance(30)
    expect((await get('/', { headers: { 'cache-control': 'max-stale' } })).text).not.toBe('stored')
  })

  test.each(['', '0', '-1', 'never', 'Thu, 99 Foo 2099 00:00:00 GMT'])(
    "B24: Expires: '%s' fails no request, and is the past",
    async (expires) => {
      const { get } = await open({ '/': { body: 'x', headers: { expires } } }, { expireAfter: 60 })
      for (let time = 0; time < 2; time++) expect((await get()).response.fromCache).toBe(false)
    },
  )

  test('B25: no setting of ours reaches the origin as a header', async () => {
    const { get, site } = await open({ '/': fresh })
    await fetch(`${site.url}/`)
    await get('/', { dynadict: { expireAfter: '1h', staleIfError: true, disabled: false } })
    const [native, ours] = (await site.requests()).map(({ headers }) => Object.keys(headers).sort())
    expect(ours).toEqual(native)
  })

  test.each(['7', '40'])(
    'B26: expireAfter of a request is its freshness whatever its own max-age=%s says',
    async (seconds) => {
      const { get } = await open({ '/': { body: 'x' } })
      const { response } = await get('/', { headers: { 'cache-control': `max-age=${seconds}` }, dynadict: { expireAfter: 25 } }) // biome-ignore format: one line
      expect((Number(response.expires) - Number(response.createdAt)) / 1_000).toBeCloseTo(25, -1)
    },
  )

  test('B27: durations are what they say: no negative ones, fractions of a second, and no bare digits', async () => {
    for (const expireAfter of [-1, -0.5, Number.NaN, '360', '-1s']) {
      expect(() => new lib.CachedSession('some-table', { ...connection, expireAfter: expireAfter as number })).toThrow(/expireAfter/) // biome-ignore format: one line
    }
    const { get } = await open({ '/': { body: 'x', headers: { date: null } } }, { expireAfter: 0.9 })
    const { response } = await get()
    expect(Number(response.expires) - Number(response.createdAt)).toBeGreaterThan(300)
  })

  test('B28: no secret is stored: of headers in any case, of hops, of bodies, of parameters without a value', async () => {
    const { get, cache } = await open(
      { '/a': to('b?page=1'), '*': fresh },
      { expireAfter: 60, allowableMethods: ['GET', 'POST'], redact: ['authorization', 'token', 'cookie'] },
    )
    const headers = { AUTHORIZATION: 'MARK', cookie: 'MARK' }
    await get('/a?Token=MARK', { headers })
    await get('/post', { method: 'POST', body: '{"deep":{"token":"MARK"}}', headers: { ...headers, 'content-type': 'application/json' } }) // biome-ignore format: one line
    const { Items } = await lib.createTransport({ ...connection, endpoint }).send('Query', {
      TableName: cache.tableName,
      KeyConditionExpression: '#n = :n',
      ExpressionAttributeNames: { '#n': 'namespace' },
      ExpressionAttributeValues: { ':n': { S: cache.responses.namespace } },
    })
    expect(Items?.length).toBe(3)
    expect(JSON.stringify(Items)).not.toContain('MARK')
  })

  test('B29: what is not equal has no key in common', async () => {
    const paths = ['/?a=', '/?a', '/', '/?q=a+b', '/?q=a%20b', '/?q=a%2Bb', '/a%2Fb', '/a/b', '/a//b', '/?q=%ff', '/?q=%EF%BF%BD', '/?x=1&x=2', '/?x=2&x=1'] // biome-ignore format: one line
    const bodies = ['"cab"', '"abc"', '[3,1,2]', '[1,2,3]', '9007199254740993', '9007199254740992', '1', '1.0', '{"a":{"c":1,"b":2}}', '{"a":{"c":2,"b":1}}'] // biome-ignore format: one line
    const { get } = await open({ '*': fresh }, { allowableMethods: ['GET', 'POST'] })
    for (const path of paths) expect((await get(path)).response.fromCache, path).toBe(false)
    for (const body of bodies) {
      const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } }
      expect((await get('/', init)).response.fromCache, body).toBe(false)
    }
  })

  test('B30: Age counts, a part is not the whole, an unsafe method invalidates, private and Pragma are heeded', async () => {
    const { get, advance } = await open({
      '/aged': { body: 'x', headers: { 'cache-control': 'max-age=60', age: '55' } },
      '/part': {
        body: 'part',
        status: 206,
        headers: { 'cache-control': 'max-age=60', 'content-range': 'bytes 0-3/9' },
      },
      '/private': { body: 'x', headers: { 'cache-control': 'private, max-age=60' } },
      '*': fresh,
    })
    const isKept = async (path: string, init = {}) => {
      await get(path, init)
      return (await get(path)).response.fromCache
    }
    expect(await isKept('/aged')).toBe(true)
    await advance(6)
    expect((await get('/aged')).response.fromCache).toBe(false)
    expect(await isKept('/part', { headers: { range: 'bytes=0-3' } })).toBe(false)
    expect(await isKept('/private')).toBe(false)
    expect(await isKept('/')).toBe(true)
    await get('/', { method: 'PUT', body: 'x' })
    expect((await get('/')).response.fromCache).toBe(false)
    expect((await get('/', { headers: { pragma: 'no-cache' } })).response.fromCache).toBe(false)
  })

  test('B31: what looks at responses is called once for each that comes', async () => {
    let filtered = 0
    let keyed = 0
    const filterFn = () => ++filtered > 0
    const { get } = await open({ '/': fresh }, { filterFn, keyFn: ({ url }) => `${++keyed && url}` })
    await get()
    expect([filtered, keyed]).toEqual([1, 1])
    await get()
    expect([filtered, keyed]).toEqual([2, 2])
  })

  test('B32: with a resource all its variants go', async () => {
    const { get, cache } = await open({ '/': { ...fresh, headers: { ...fresh.headers, vary: 'accept-language' } } })
    for (const language of ['de', 'en', 'fr']) await get('/', { headers: { 'accept-language': language } })
    expect(await cache.responses.size()).toBe(3)
    await get('/', { method: 'DELETE' })
    for (const language of ['de', 'en', 'fr']) {
      const { response } = await get('/', { headers: { 'accept-language': language }, cache: 'only-if-cached' })
      expect(response.status).toBe(504)
    }
    expect(await cache.responses.size()).toBe(1)
  })

  test('B33: an option that nobody knows is refused, not dropped', () => {
    for (const option of ['verify', 'use_ssl', 'config', 'profile_name', 'ttl_offset']) {
      expect(() => new lib.DynamoDbCache({ ...connection, [option]: true })).toThrow(`no option '${option}'`)
      expect(() => new lib.CachedSession('some-table', { ...connection, [option]: true })).toThrow(
        `no option '${option}'`,
      )
    }
  })

  test('B35: when DynamoDB fails the request does not', async () => {
    const { site } = await open({ '/': fresh })
    const down = { ...connection, endpoint: harness.deadEndpoint, maxAttempts: 1 }
    const session = new lib.CachedSession('some-table', { ...down, ...shared })
    expect(await (await session.fetch(`${site.url}/`)).text()).toBe('body 1')
  })
})
