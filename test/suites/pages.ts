import { assert } from 'chai'
import { listOf, type Suite } from './harness.ts'
import { newSession, validators } from './session/fixture.ts'

const fresh = { body: 'body', headers: { 'cache-control': 'max-age=60' } }

/** What a session does in a page only: there are other origins, preflights, and a cache of the browser's own. */
export const pages: Suite = (test, harness) => {
  test('a stale response of another origin is fetched anew, without a preflight', async () => {
    const routes = { '/': { body: 'body', headers: { ...fresh.headers, ...validators } } }
    const { get, advance, site } = await newSession(harness, routes, { crossOriginValidation: false })
    await get()
    await advance(100)
    assert.isFalse((await get()).response.fromCache)
    assert.isFalse((await get('/', { cache: 'no-cache' })).response.fromCache)
    assert.lengthOf(await site.requests(), 3)
    assert.strictEqual(await site.preflights(), 0)
  })

  test('with crossOriginValidation it is validated, which takes a preflight', async () => {
    const routes = { '/': { body: 'body', headers: { ...fresh.headers, ...validators } } }
    const { get, advance, site } = await newSession(harness, routes, { crossOriginValidation: true })
    await get()
    await advance(100)
    assert.isTrue((await get()).response.revalidated)
    assert.strictEqual(await site.preflights(), 1)
  })

  test('no cache mode causes a preflight', async () => {
    const { get, site } = await newSession(harness, { '*': fresh })
    for (const cache of ['default', 'no-cache', 'reload', 'no-store', 'force-cache', 'only-if-cached'] as const) {
      await get(`/${cache}`, { cache })
    }
    assert.lengthOf(await site.requests(), 5)
    assert.strictEqual(await site.preflights(), 0)
  })

  test("what may be stored is fetched past the browser's own cache", async () => {
    const { get, hits, site } = await newSession(harness, { '/': fresh })
    const native = async () => (await fetch(`${site.url}/`)).text()
    await native()
    await native()
    assert.strictEqual(await hits(), 1, 'the browser has a cache')
    assert.isFalse((await get()).response.fromCache)
    assert.strictEqual(await hits(), 2)
  })

  test('what was redirected is stored under its final URL only', async () => {
    const moved = { status: 302, headers: { location: 'end', ...fresh.headers } }
    const { get, cache, site } = await newSession(harness, { '/start': moved, '/end': fresh })
    for (let time = 0; time < 2; time++) {
      const { response } = await get('/start')
      assert.isTrue(response.redirected)
      assert.isFalse(response.fromCache)
    }
    assert.isTrue((await get('/end')).response.fromCache)
    assert.strictEqual(await cache.responses.size(), 1)
    assert.deepEqual(
      (await site.requests()).map(({ path }) => path),
      ['/start', '/end', '/start', '/end'],
    )
  })

  test('who asks at the same time for what is redirected is told of its end, too', async () => {
    const moved = { status: 302, headers: { location: 'end' }, delayMs: 300 }
    const { session, site } = await newSession(harness, { '/start': moved, '/end': fresh })
    const both = await Promise.all([1, 2].map(() => session.fetch(`${site.url}/start`)))
    for (const response of both) {
      assert.deepEqual([response.url, response.redirected], [`${site.url}/end`, true])
      assert.strictEqual(await response.text(), 'body')
    }
  })

  test('what varies by a header that the browser adds is not stored', async () => {
    const { get } = await newSession(harness, {
      '/': { ...fresh, headers: { ...fresh.headers, vary: 'accept-language' } },
    })
    const german = { headers: { 'accept-language': 'de' } }
    for (let time = 0; time < 2; time++) assert.isFalse((await get()).response.fromCache)
    assert.isFalse((await get('/', german)).response.fromCache)
    assert.isTrue((await get('/', german)).response.fromCache)
  })

  test('what varies by the origin of the page is stored', async () => {
    const { get } = await newSession(harness, { '/': { ...fresh, headers: { ...fresh.headers, vary: 'Origin' } } })
    assert.isFalse((await get()).response.fromCache)
    assert.isTrue((await get()).response.fromCache)
  })

  test('by the headers of the caller the responses of another origin are told apart, whatever it shows', async () => {
    const { get, hits } = await newSession(harness, {
      '/': { echo: 'accept-language', headers: { ...fresh.headers, vary: 'accept-language' } },
    })
    const text = async (language: string, cache: RequestCache = 'default') =>
      (await get('/', { cache, headers: { 'accept-language': language } })).text
    for (let time = 0; time < 2; time++) {
      assert.strictEqual(await text('de'), 'de')
      assert.strictEqual(await text('fr'), 'fr')
    }
    assert.strictEqual(await hits(), 2)
    await get('/', { headers: { 'accept-language': 'de', 'cache-control': 'no-cache' } })
    assert.strictEqual(await hits(), 3)
    assert.strictEqual(await text('de', 'only-if-cached'), 'de')
  })

  test('what cannot be validated is not stored for that', async () => {
    const routes = { '/': { body: 'body', headers: { 'cache-control': 'no-cache', ...validators } } }
    const without = await newSession(harness, routes, { crossOriginValidation: false })
    assert.isUndefined((await without.get()).response.cacheKey)
    assert.isDefined((await (await newSession(harness, routes)).get()).response.cacheKey)
  })

  test('what a server has stored is used as far as a page can tell that it is right', async () => {
    const moved = { status: 301, headers: { location: 'end', ...fresh.headers } }
    const { cache, session, hits, site } = await newSession(harness, { '/end': fresh, '/start': moved })
    const now = Date.now()
    const head = { url: site.url, type: 'basic', requestTime: now, responseTime: now, freshUntil: now + 60_000 }
    const serve = async (status: number, meta: object) => {
      await (await session.fetch(`${site.url}/end`, { cache: 'reload' })).text()
      const [key = ''] = await listOf(cache.responses.keys())
      const headers = { 'cache-control': 'max-age=60', location: 'end' }
      await cache.responses.putBlob(key, new Uint8Array([64]), { meta: { ...head, status, headers, ...meta } })
      // One that has not seen how responses vary.
      return (await session.with({}).fetch(`${site.url}/end`)).text()
    }
    assert.strictEqual(await serve(200, {}), '@')
    assert.strictEqual(await serve(200, { vary: ['accept-language'], variant: '' }), 'body')
    assert.strictEqual(await serve(301, {}), 'body')
    assert.strictEqual(await hits(), 5)
  })

  test('a relative URL is resolved against the base of the page', async () => {
    const { session, site } = await newSession(harness, { '/deep/data': fresh })
    const base = document.head.appendChild(document.createElement('base'))
    base.href = `${site.url}/deep/route`
    try {
      assert.strictEqual(await (await session.fetch('data')).text(), 'body')
    } finally {
      base.remove()
    }
  })

  test('another origin is asked anew when cookies are sent with a request, or no more', async () => {
    const { cache, get } = await newSession(harness, { '/': fresh })
    const key = async (credentials: RequestCredentials) => (await get('/', { credentials })).response.cacheKey
    assert.isDefined(await key('omit'))
    assert.isUndefined(await key('include').catch(() => undefined))
    assert.strictEqual(await cache.responses.size(), 1)
  })

  test('what the browser sent cookies for is not stored for many users', async () => {
    const { session } = await newSession(harness, {}, { shared: true, expireAfter: '1h' })
    const isStored = async (credentials: RequestCredentials) => {
      const response = await session.fetch(location.href, { credentials })
      await response.text()
      return response.cacheKey !== undefined
    }
    assert.isFalse(await isStored('same-origin'))
    assert.isFalse(await isStored('include'))
    assert.isTrue(await isStored('omit'))
  })
}
