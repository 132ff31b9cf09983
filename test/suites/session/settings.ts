import { assert } from 'chai'
import { type Library, rejection, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { newSession, validators } from './fixture.ts'

const fresh: Answer = { body: 'body {count}', headers: { 'cache-control': 'max-age=60' } }
const validated: Answer = { body: 'body {count}', headers: { 'cache-control': 'max-age=60', ...validators } }
const failing: Answer = { status: 503, body: 'down' }

/** What a session can be told, for all requests, for one, and while it runs. */
export const settings: Suite = (test, harness) => {
  const { lib } = harness

  test('matchHeaders: the named headers are part of the key, or all that the caller sets', async () => {
    const as = (value: string, name = 'X-Tenant') => ({ headers: { [name]: value } })
    for (const matchHeaders of [['x-tenant'], true] as const) {
      const { get } = await newSession(harness, { '/': fresh }, { shared: true, matchHeaders })
      await get('/', as('a'))
      assert.isTrue((await get('/', as('a', 'x-TENANT'))).response.fromCache)
      assert.isFalse((await get('/', as('b'))).response.fromCache)
      assert.isFalse((await get('/')).response.fromCache)
      assert.strictEqual((await get('/', { headers: { 'x-tenant': 'a', other: '1' } })).response.fromCache, matchHeaders !== true) // biome-ignore format: one line
    }
    const { get } = await newSession(harness, { '/': fresh }, { shared: true, matchHeaders: false })
    await get('/', as('a'))
    assert.isTrue((await get('/', as('b'))).response.fromCache)
  })

  test('ignoredParameters: what is ignored finds what was stored without it, and is sent all the same', async () => {
    const { get, site } = await newSession(harness, { '*': fresh }, { shared: true, ignoredParameters: ['utm_source', 'X-Request-Id'] }) // biome-ignore format: one line
    await get('/?a=1')
    const { response } = await get('/?a=1&UTM_Source=mail', { headers: { 'x-request-id': '7' } })
    assert.isTrue(response.fromCache)
    await get('/new?utm_source=mail', { headers: { 'x-request-id': '8' } })
    const last = (await site.requests()).at(-1)
    assert.deepEqual([last?.path, last?.headers['x-request-id']], ['/new?utm_source=mail', '8'])
  })

  test('sortQuery: the order of parameters of different names does not count, and is sent as it is', async () => {
    const { get, site } = await newSession(harness, { '*': fresh }, { shared: true, sortQuery: true })
    await get('/?b=1&a=2&b=3')
    assert.isTrue((await get('/?a=2&b=1&b=3')).response.fromCache)
    assert.isFalse((await get('/?a=2&b=3&b=1')).response.fromCache)
    assert.strictEqual((await site.requests())[0]?.path, '/?b=1&a=2&b=3')
  })

  test('keyFn: makes the key, from method, URL, headers and body', async () => {
    const seen: Library.KeyFnRequest[] = []
    const keyFn: Library.KeyFn = async (request) => {
      seen.push(request)
      return `${request.method} ${new URL(request.url).pathname}`
    }
    const settings: Library.SessionSettings = { shared: true, keyFn, allowableMethods: ['GET', 'POST'] }
    const { get } = await newSession(harness, { '*': fresh }, settings)
    const { response } = await get('/a?x=1', { headers: { 'x-own': 'y' } })
    assert.match(response.cacheKey ?? '', /^GET \/sites\/\d+\/a$/)
    assert.isTrue((await get('/a?x=2')).response.fromCache)
    assert.isFalse((await get('/b')).response.fromCache)
    assert.strictEqual(seen[0]?.headers.get('x-own'), 'y')
    await get('/c', { method: 'POST', body: 'text' })
    assert.strictEqual(new TextDecoder().decode(seen.at(-1)?.body), 'text')
  })

  test('keyFn: what it throws the request rejects with, and what is no text is refused', async () => {
    const own = new Error('its own')
    const failures = [
      () => {
        throw own
      },
      () => '',
      () => 7 as never,
    ]
    for (const keyFn of failures) {
      const { get, hits } = await newSession(harness, { '/': fresh }, { keyFn })
      const error = await rejection(get())
      if (error !== own) assert.match(error.message, /keyFn must return a text/)
      assert.strictEqual(await hits(), 0)
    }
  })

  test('keyFn: a stored HEAD answers no GET, though they have one key', async () => {
    const { get } = await newSession(harness, { '/': fresh }, { shared: true, keyFn: ({ url }) => url })
    await get('/', { method: 'HEAD' })
    const { response, text } = await get('/')
    assert.strictEqual(text, 'body 2')
    assert.isFalse(response.fromCache)
    assert.strictEqual((await get('/')).text, 'body 2')
    assert.isTrue((await get('/', { method: 'HEAD' })).response.fromCache)
  })

  test('filterFn: says of each response whether it is stored, from its URL, status and headers', async () => {
    const seen: Library.FilteredResponse[] = []
    const filterFn = (response: Library.FilteredResponse) => {
      seen.push(response)
      return response.headers.get('x-keep') === 'yes'
    }
    const keep = { ...fresh, headers: { ...fresh.headers, 'x-keep': 'yes' } }
    const { get, site, cache } = await newSession(harness, { '/': fresh, '/keep': keep }, { shared: true, filterFn })
    for (let time = 0; time < 2; time++) assert.isFalse((await get('/?token=1')).response.fromCache)
    await get('/keep')
    assert.isTrue((await get('/keep')).response.fromCache)
    assert.deepEqual([seen[0]?.url, seen[0]?.status], [`${site.url}/?token=1`, 200])
    assert.strictEqual(await cache.responses.size(), 1)
  })

  test('filterFn: what is stored and refused is not used, and goes; readOnly leaves it there', async () => {
    const { get, session, site, cache } = await newSession(harness, { '/': fresh }, { shared: true })
    await get()
    const fetchWith = async (settings: Library.SessionSettings) => {
      const response = await session.with({ filterFn: () => false, ...settings }).fetch(`${site.url}/`)
      await response.text()
      return response.fromCache
    }
    assert.isFalse(await fetchWith({ readOnly: true }))
    assert.strictEqual(await cache.responses.size(), 1)
    assert.isFalse(await fetchWith({}))
    assert.strictEqual(await cache.responses.size(), 0)
  })

  test('filterFn: what takes the place of a refused one meanwhile stays', async () => {
    const { get, session, site, cache } = await newSession(harness, { '/': fresh }, { shared: true })
    const { response } = await get()
    const key = response.cacheKey ?? ''
    let replacing: Promise<unknown> = Promise.resolve()
    const transport = lib.createTransport({ ...harness.connection, endpoint: harness.endpoint })
    const others = new lib.DynamoDbCache({ tableName: cache.tableName, namespace: cache.namespace, transport })
    // Between the read and the removal another instance stores a newer one, which was seen by nobody yet.
    const slow: Library.Transport = {
      async send(operation, input, options) {
        if (operation === 'DeleteItem') await replacing
        return transport.send(operation, input, options)
      },
    }
    const own = new lib.DynamoDbCache({ tableName: cache.tableName, namespace: cache.namespace, transport: slow })
    let isFirst = true
    const filterFn = () => {
      if (isFirst)
        replacing = others.responses.putBlob(key, new TextEncoder().encode('newer'), { meta: { newer: true } })
      isFirst = false
      return false
    }
    const refusing = new lib.CachedSession({ cache: own, shared: true, readOnly: false, filterFn })
    await (await refusing.fetch(`${site.url}/`)).text()
    assert.isDefined(await cache.responses.openBlob(key))
    await session.settle()
  })

  test('staleIfError: true for any staleness, a duration for as long; a status and a broken connection', async () => {
    for (const broken of [failing, { reset: true }]) {
      const rows: [staleIfError: boolean | Library.Duration, after: number, isServed: boolean][] = [
        [false, 70, false],
        [true, 86_400, true],
        ['1m', 100, true],
        ['1m', 130, false],
        [0, 70, false],
      ]
      for (const [staleIfError, after, isServed] of rows) {
        const { get, advance } = await newSession(harness, { '/': [fresh, broken] }, { shared: true, staleIfError })
        await get()
        await advance(after)
        const served = await get().then(
          ({ response }) => response.fromCache && response.isStale,
          () => false,
        )
        assert.strictEqual(served, isServed, `${staleIfError} after ${after}`)
      }
    }
  })

  test('staleIfError: without a stale response the failure is what it is, also as a setting of the request', async () => {
    const { get, advance } = await newSession(harness, { '/': [fresh, failing], '/none': failing }, { shared: true })
    assert.strictEqual((await get('/none', { dynadict: { staleIfError: true } })).response.status, 503)
    await get()
    await advance(70)
    const { response, text } = await get('/', { dynadict: { staleIfError: true } })
    assert.deepEqual([response.status, text], [200, 'body 1'])
    assert.strictEqual((await get()).response.status, 503)
  })

  test('staleWhileRevalidate: true for any staleness, a duration for as long', async () => {
    const rows: [staleWhileRevalidate: boolean | Library.Duration, after: number, isServed: boolean][] = [
      [false, 70, false],
      [true, 86_400, true],
      ['1m', 100, true],
      ['1m', 130, false],
    ]
    for (const [staleWhileRevalidate, after, isServed] of rows) {
      const { get, advance, session } = await newSession(harness, { '/': fresh }, { shared: true, staleWhileRevalidate }) // biome-ignore format: one line
      await get()
      await advance(after)
      assert.strictEqual((await get()).text, isServed ? 'body 1' : 'body 2', `${staleWhileRevalidate} after ${after}`)
      await session.settle()
      assert.strictEqual((await get()).text, 'body 2')
    }
  })

  test('alwaysRevalidate: each use is validated', async () => {
    const { get, hits } = await newSession(harness, { '/': validated }, { shared: true, alwaysRevalidate: true })
    await get()
    for (let time = 0; time < 2; time++) assert.isTrue((await get()).response.revalidated)
    assert.strictEqual(await hits(), 3)
  })

  test('readOnly: what is stored is served, and nothing is written: no response, no freshening, no invalidation', async () => {
    const { get, session, site, sent, advance } = await newSession(harness, { '*': validated }, { shared: true })
    await get()
    sent.length = 0
    const reading = session.with({ readOnly: true, staleWhileRevalidate: 1 })
    const read = async (path: string, init = {}) => {
      const response = await reading.fetch(site.url + path, init)
      await response.text()
      return response
    }
    assert.isTrue((await read('/')).fromCache)
    assert.isFalse((await read('/other')).fromCache)
    assert.isFalse((await read('/other')).fromCache)
    await advance(70)
    assert.isTrue((await read('/')).revalidated)
    assert.isTrue((await read('/')).revalidated)
    await read('/', { method: 'PUT', body: 'x' })
    await read('/', { method: 'HEAD' })
    await reading.settle()
    assert.deepEqual([...new Set(sent)], ['GetItem'])
  })

  test('cacheMode: is that of requests that name none', async () => {
    const { get, session, site } = await newSession(harness, { '/': fresh }, { shared: true })
    await get()
    assert.isFalse((await session.with({ cacheMode: 'reload' }).fetch(`${site.url}/`)).fromCache)
    const offline = session.with({ cacheMode: 'only-if-cached' })
    assert.strictEqual((await offline.fetch(`${site.url}/nothing`)).status, 504)
    assert.isTrue((await offline.fetch(`${site.url}/`)).fromCache)
    assert.strictEqual((await offline.fetch(`${site.url}/nothing`, { cache: 'default' })).status, 404)
  })
}
