import { assert } from 'chai'
import { type Library, listOf, newName, rejection, type Suite } from '../harness.ts'
import { newSite } from '../origin.ts'
import { newSession, validators } from './fixture.ts'

const fresh = { body: 'body', headers: { 'cache-control': 'max-age=60' } }

/** Cache modes, sessions beside each other, and a cache that fails. */
export const modes: Suite = (test, harness) => {
  const { lib, connection, originUrl } = harness

  test('the modes of fetch are obeyed', async () => {
    const { get, hits, advance } = await newSession(harness, {
      '/': { ...fresh, headers: { ...fresh.headers, ...validators } },
    })
    const mode = async (cache: RequestCache) => (await get('/', { cache })).response
    assert.strictEqual((await mode('only-if-cached')).status, 504)
    assert.strictEqual(await hits(), 0)
    assert.isFalse((await mode('no-store')).fromCache)
    assert.strictEqual((await mode('only-if-cached')).status, 504, 'no-store stored nothing')
    assert.isFalse((await mode('default')).fromCache)
    assert.isTrue((await mode('only-if-cached')).fromCache)
    assert.isTrue((await mode('force-cache')).fromCache)
    assert.isTrue((await mode('no-cache')).revalidated)
    assert.isFalse((await mode('reload')).fromCache)
    await advance(100)
    const stale = await mode('force-cache')
    assert.isTrue(stale.fromCache)
    assert.isTrue(stale.isStale)
    assert.isTrue((await mode('only-if-cached')).isStale)
    assert.strictEqual(await hits(), 4)
    assert.isTrue((await mode('default')).revalidated)
  })

  test('a Request brings its mode, init wins over it, and cacheMode is for those that name none', async () => {
    const { session, site } = await newSession(harness, { '/': fresh }, { cacheMode: 'only-if-cached' })
    const url = `${site.url}/`
    assert.strictEqual((await session.fetch(new Request(url))).status, 504)
    assert.strictEqual((await session.fetch(url, new Request(url) as never)).status, 504)
    await (await session.fetch(new Request(url, { cache: 'reload' }))).text()
    assert.isTrue((await session.fetch(url)).fromCache)
    assert.isFalse((await session.fetch(new Request(url), { cache: 'reload' })).fromCache)
  })

  test('with() is a second session on the same cache, disabled() passes it by', async () => {
    const { session, site } = await newSession(harness, { '/': { body: 'x' } })
    const hourly = session.with({ expireAfter: '1h' })
    assert.instanceOf(hourly, lib.CachedSession)
    await (await hourly.fetch(`${site.url}/`)).text()
    assert.isTrue((await hourly.fetch(`${site.url}/`)).fromCache)
    assert.isTrue((await session.fetch(`${site.url}/`)).fromCache)
    assert.isFalse((await session.disabled().fetch(`${site.url}/`)).fromCache)
    assert.isTrue((await session.fetch(`${site.url}/`)).fromCache)
  })

  test('a fetch of the caller is used for the origin', async () => {
    const asked: unknown[] = []
    const own: typeof fetch = async (input, init) => {
      asked.push(input, init && 'dispatcher' in init)
      return fetch('data:text/plain,own')
    }
    const { session } = await newSession(harness, {}, { fetch: own, expireAfter: 60 })
    const response = await session.fetch('http://origin.invalid/x', { dispatcher: {} } as never)
    assert.strictEqual(await response.text(), 'own')
    assert.deepEqual(asked, ['http://origin.invalid/x', true])
  })

  test('when DynamoDB is down the origin answers, and events tell', async () => {
    const site = await newSite(originUrl, { '/': fresh })
    const events: string[] = []
    const session = new lib.CachedSession('some-table', {
      ...connection,
      endpoint: harness.deadEndpoint,
      maxAttempts: 2,
      onEvent: ({ type }) => events.push(type),
    })
    const response = await session.fetch(`${site.url}/`)
    assert.strictEqual(await response.text(), 'body')
    await session.settle()
    assert.deepEqual(events, ['cache-read-failed', 'cache-write-failed'])
    assert.match(response.cacheStatus, /detail="NETWORK"/)
  })

  test('when DynamoDB does not answer in time the origin does', async () => {
    const engine = await newSite(originUrl, { '*': { never: true } })
    const site = await newSite(originUrl, { '/': fresh })
    const session = new lib.CachedSession('some-table', {
      ...connection,
      endpoint: engine.url,
      cacheTimeoutMs: 80,
      timeoutMs: 500,
    })
    const start = Date.now()
    const response = await session.fetch(`${site.url}/`)
    assert.strictEqual(await response.text(), 'body')
    assert.isBelow(Date.now() - start, 480)
    assert.match(response.cacheStatus, /detail="TIMEOUT"/)
    await session.settle()
  })

  test('strict makes a failure of the cache one of the request', async () => {
    const site = await newSite(originUrl, { '/': fresh })
    const down = { ...connection, endpoint: harness.deadEndpoint, maxAttempts: 1, strict: true }
    const session = new lib.CachedSession('some-table', down)
    assert.instanceOf(await rejection(session.fetch(`${site.url}/`)), lib.NetworkError)
    assert.instanceOf(
      await rejection(session.fetch(`${site.url}/`, { cache: 'reload' }).then((r) => r.text())),
      lib.NetworkError,
    )
  })

  test('a stored item that is no response is told of, and overwritten', async () => {
    const { get, cache, events } = await newSession(harness, { '/': fresh })
    const { response } = await get()
    const key = response.cacheKey ?? ''
    const [[, good] = ['', {}]] = await listOf(cache.responses.metas())
    const bad = [
      {},
      { status: 'bad' },
      { ...good, status: 700 },
      { ...good, vary: 'x' },
      { ...good, vary: [{}] },
      { ...good, vary: ['bad name'] },
      { ...good, lifetimeMs: 'never' },
      { ...good, responseTime: 9e15 },
      { ...good, headers: { 'bad name': 'x' } },
      { ...good, status: 200.5 },
      { ...good, headers: { name: 'split\r\nvalue' } },
    ]
    for (const meta of bad) {
      await cache.responses.putBlob(key, new Uint8Array(), { meta })
      events.length = 0
      const again = await get()
      assert.isFalse(again.response.fromCache)
      assert.strictEqual(again.text, 'body')
      assert.deepEqual(
        events.map(({ type }) => type),
        ['cache-read-failed'],
      )
      assert.isTrue((await get()).response.fromCache)
    }
  })

  test('a stored number that JavaScript cannot hold is a miss, too', async () => {
    const { get, cache, events } = await newSession(harness, { '/': fresh })
    const { response } = await get()
    const transport = lib.createTransport({ ...connection, endpoint: harness.endpoint })
    await transport.send('UpdateItem', {
      TableName: cache.tableName,
      Key: { namespace: { S: cache.responses.namespace }, key: { S: response.cacheKey ?? '' } },
      UpdateExpression: 'SET #meta.#more = :more',
      ExpressionAttributeNames: { '#meta': 'meta', '#more': 'more' },
      ExpressionAttributeValues: { ':more': { N: '12345678901234567891' } },
    })
    assert.isFalse((await get()).response.fromCache)
    assert.strictEqual(events[0]?.type, 'cache-read-failed')
    assert.isTrue((await get()).response.fromCache)
  })

  test('a transport of the user that fails in its own way fails no request', async () => {
    const site = await newSite(originUrl, { '/': fresh })
    for (const error of [new Error('its own'), new TypeError('fetch failed'), new RangeError('odd'), 'no error']) {
      const transport = { send: () => Promise.reject(error) }
      const told: unknown[] = []
      const onEvent = (event: Library.DynadictEvent) => told.push(event.type, 'error' in event && event.error)
      const session = new lib.CachedSession('some-table', { transport, shared: true, onEvent })
      const response = await session.fetch(`${site.url}/`)
      assert.strictEqual(await response.text(), 'body')
      assert.include(response.cacheStatus, 'detail="ERROR"')
      assert.strictEqual((await session.fetch(`${site.url}/`, { method: 'PUT', body: 'x' })).status, 200)
      assert.deepEqual(told, ['cache-read-failed', error, 'cache-write-failed', error, 'cache-write-failed', error])
    }
  })

  test('a listener that throws, now or later, fails nothing', async () => {
    const site = await newSite(originUrl, { '/': fresh })
    let told = 0
    const onEvent = () => {
      told++
      if (told % 2) throw new Error('a bug of the listener')
      return Promise.reject(new Error('another one'))
    }
    const settings = { ...connection, onEvent, maxAttempts: 1 }
    const session = new lib.CachedSession('some-table', { ...settings, endpoint: harness.deadEndpoint })
    assert.strictEqual(await (await session.fetch(`${site.url}/`)).text(), 'body')
    const dict = new lib.DynamoDbDict(newName('table'), { ...settings, endpoint: harness.endpoint })
    await dict.set('k', 1)
    assert.isAtLeast(told, 3)
  })

  test('strict: a hop that cannot be stored fails the chain, and leaves no unhandled failure', async () => {
    const site = await newSite(originUrl, {
      '/a': { status: 302, headers: { location: 'b', 'cache-control': 'max-age=60' } },
      '/b': { body: 'end', delayMs: 100 },
    })
    const transport = {
      send: async (operation: string) => {
        if (operation === 'GetItem') return {} as never
        throw new lib.TimeoutError('too slow')
      },
    }
    const session = new lib.CachedSession('some-table', { transport, shared: true, strict: true })
    assert.instanceOf(await rejection(session.fetch(`${site.url}/a`)), lib.TimeoutError)
    assert.instanceOf(await rejection(session.fetch(`${site.url}/a`, { redirect: 'error' })), TypeError)
    await new Promise((resolve) => setTimeout(resolve, 50))
  })

  test('waitUntil takes the bodies and the writes, and no response waits for them', async () => {
    const { session, site, get } = await newSession(harness, { '/': fresh, '/other': fresh })
    const taken: Promise<unknown>[] = []
    const waitUntil = (promise: Promise<unknown>) => void taken.push(promise)
    const response = await session.fetch(`${site.url}/`, { dynadict: { waitUntil } })
    await response.text()
    await (await session.with({ waitUntil }).fetch(`${site.url}/other`)).text()
    await Promise.all(taken.splice(0))
    await Promise.all(taken)
    assert.isTrue((await get('/')).response.fromCache)
    assert.isTrue((await get('/other')).response.fromCache)
  })

  test('an abort ends the wait for a write', async () => {
    const transport = {
      send: (operation: string) => (operation === 'GetItem' ? Promise.resolve({}) : new Promise(() => {})),
    }
    const site = await newSite(originUrl, { '/': { status: 204, headers: fresh.headers } })
    const session = new lib.CachedSession('some-table', { transport: transport as never, shared: true })
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(new Error('gone')), 80)
    const start = Date.now()
    assert.strictEqual((await rejection(session.fetch(`${site.url}/`, { signal: leaving.signal }))).message, 'gone')
    assert.isBelow(Date.now() - start, 800)
  })

  test('a clock may give fractions of a millisecond', async () => {
    const clock = {
      now: () => Date.now() + 0.123,
      sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    }
    const { get } = await newSession(harness, { '/': fresh }, { clock })
    await get()
    assert.isTrue((await get()).response.fromCache)
  })

  test('a session holds a cache and dicts of the classes that the package exports', async () => {
    const session = new lib.CachedSession('some-table', { ...connection, endpoint: harness.endpoint })
    assert.instanceOf(session.cache, lib.DynamoDbCache)
    assert.instanceOf(session.cache.responses, lib.DynamoDbDict)
    assert.instanceOf(session.with({}).cache, lib.DynamoDbCache)
  })

  test('a session and its dicts need no table before', async () => {
    const site = await newSite(originUrl, { '/': fresh })
    const session = new lib.CachedSession(newName('session-table'), { ...connection, endpoint: harness.endpoint })
    await (await session.fetch(`${site.url}/`)).text()
    await session.settle()
    assert.isTrue((await session.fetch(`${site.url}/`)).fromCache)
    assert.strictEqual(await session.cache.clear(), 1)
    await session[Symbol.asyncDispose]()
  })

  test('two caches with namespaces of their own share a table and nothing else', async () => {
    const { cache, get, site } = await newSession(harness, { '/': fresh })
    await get()
    const transport = lib.createTransport({ ...connection, endpoint: harness.endpoint })
    const other = new lib.DynamoDbCache({ tableName: cache.tableName, namespace: newName('other'), transport })
    const session = new lib.CachedSession({ cache: other })
    assert.isFalse((await session.fetch(`${site.url}/`)).fromCache)
    assert.strictEqual(await cache.responses.size(), 1)
  })
}
