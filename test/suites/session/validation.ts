import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import { newSession, validators } from './fixture.ts'

/** Validators and 304, and the directives that ask for them. */
export const validation: Suite = (test, harness) => {
  test('a stale response is validated by its ETag: one GetItem, one UpdateItem, no body', async () => {
    const { get, advance, sent, site, cache } = await newSession(harness, {
      '/': { body: 'body', headers: { 'cache-control': 'max-age=60', etag: '"v1"', 'x-count': '{now}' } },
    })
    const first = await get()
    await advance(100)
    sent.length = 0
    const { response, text } = await get()
    assert.deepEqual(sent, ['GetItem', 'UpdateItem'])
    assert.strictEqual(text, 'body')
    assert.strictEqual(response.status, 200)
    assert.isTrue(response.fromCache)
    assert.isTrue(response.revalidated)
    assert.match(response.cacheStatus, /fwd=stale; fwd-status=304/)
    assert.strictEqual((await site.requests())[1]?.headers['if-none-match'], '"v1"')
    assert.notStrictEqual(response.headers.get('x-count'), first.response.headers.get('x-count'), 'updated by the 304')
    assert.strictEqual(response.headers.get('content-length'), '4', 'not by the Content-Length of the 304')
    await advance(30)
    const again = await get()
    assert.isTrue(again.response.fromCache)
    assert.isFalse(again.response.revalidated)
    assert.strictEqual(await cache.responses.size(), 1)
  })

  test('Last-Modified validates too', async () => {
    const { get, advance, site } = await newSession(harness, {
      '/': {
        body: 'body',
        headers: { 'cache-control': 'max-age=60', 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' },
      },
    })
    await get()
    await advance(100)
    assert.isTrue((await get()).response.revalidated)
    assert.strictEqual((await site.requests())[1]?.headers['if-modified-since'], 'Mon, 02 Nov 2026 00:00:00 GMT')
  })

  test('a response that has changed replaces the stored one', async () => {
    const { get, advance } = await newSession(harness, {
      '/': [
        { body: 'one', headers: { 'cache-control': 'max-age=60', etag: '"v1"' } },
        { body: 'two', headers: { 'cache-control': 'max-age=60', etag: '"v2"' } },
      ],
    })
    await get()
    await advance(100)
    const changed = await get()
    assert.isFalse(changed.response.fromCache)
    assert.strictEqual(changed.text, 'two')
    const { response, text } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, 'two')
  })

  test('an error of the origin while validating leaves the stored response', async () => {
    const ok = { body: 'one', headers: { 'cache-control': 'max-age=60', ...validators } }
    const { get, advance } = await newSession(harness, { '/': [ok, { status: 500, body: 'broken' }, ok] })
    await get()
    await advance(100)
    assert.strictEqual((await get()).response.status, 500)
    const { response, text } = await get()
    assert.isTrue(response.revalidated)
    assert.strictEqual(text, 'one')
  })

  test('no-cache is stored and validated at every use', async () => {
    const { get, hits } = await newSession(harness, {
      '/': { body: 'body', headers: { 'cache-control': 'no-cache, max-age=60', ...validators } },
    })
    await get()
    for (const expected of [2, 3]) {
      const { response } = await get()
      assert.isTrue(response.revalidated)
      assert.strictEqual(await hits(), expected)
    }
  })

  test('must-revalidate is served while it is fresh, and validated when it is not', async () => {
    const { get, hits, advance } = await newSession(harness, {
      '/': { body: 'body', headers: { 'cache-control': 'must-revalidate, max-age=60', ...validators } },
    })
    await get()
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.isFalse(response.revalidated)
    assert.strictEqual(await hits(), 1)
    await advance(100)
    assert.isTrue((await get('/', { cache: 'force-cache' })).response.revalidated)
  })

  test('the request may ask for more than freshness', async () => {
    const { get, advance } = await newSession(harness, {
      '/': { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators } },
    })
    await get()
    await advance(20)
    const asks = async (directives: string) => (await get('/', { headers: { 'cache-control': directives } })).response
    assert.isFalse((await asks('max-age=30')).revalidated)
    assert.isTrue((await asks('max-age=10')).revalidated)
    await advance(20)
    assert.isTrue((await asks('no-cache')).revalidated)
    await advance(20)
    assert.isFalse((await asks('min-fresh=30')).revalidated)
    assert.isTrue((await asks('min-fresh=50')).revalidated)
    assert.isTrue((await asks('no-store')).cacheStatus.includes('fwd=bypass'))
    assert.isTrue((await get('/', { dynadict: { expireAfter: 0 } })).response.revalidated)
  })

  test('a 304 about what only the caller has goes to the caller', async () => {
    const { get } = await newSession(harness, {
      '/': { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators } },
    })
    const { response } = await get('/', {
      headers: { 'if-none-match': '"v1"', 'if-modified-since': validators['last-modified'] },
    })
    assert.strictEqual(response.status, 304)
    assert.isFalse(response.fromCache)
  })

  test('of two instances that validate at once the first one writes, and both are served', async () => {
    const { session, site, advance, get } = await newSession(harness, {
      '/': { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators }, delayMs: 30 },
    })
    await get()
    await advance(100)
    // By a fetch of its own it does not wait for the other's request.
    const another = session.wrap((input, init) => fetch(input, init))
    const both = await Promise.all([session.fetch(`${site.url}/`), another(`${site.url}/`)])
    for (const response of both) {
      assert.isTrue(response.revalidated)
      assert.strictEqual(await response.text(), 'body')
    }
  })

  test('a 304 that forbids to store takes the stored response away', async () => {
    const stored = { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators } }
    const { get, cache } = await newSession(harness, {
      '/': [stored, { headers: { 'cache-control': 'no-store', ...validators } }, stored],
    })
    await get()
    const { response, text } = await get('/', { cache: 'no-cache' })
    assert.isTrue(response.revalidated)
    assert.strictEqual(text, 'body')
    assert.isTrue(await cache.responses.isEmpty())
    assert.isFalse((await get()).response.fromCache)
  })

  test('Set-Cookie of a 304 reaches the caller', async () => {
    const headers = { 'cache-control': 'max-age=60', ...validators }
    const { get } = await newSession(harness, {
      '/': [{ body: 'body', headers }, { headers: { ...headers, 'set-cookie': 'a=1' } }],
    })
    await get()
    const { response } = await get('/', { cache: 'no-cache' })
    assert.isTrue(response.revalidated)
    assert.deepEqual(response.headers.getSetCookie(), ['a=1'])
  })

  test('a 304 that names another representation confirms nothing', async () => {
    const first = { body: 'one', headers: { 'cache-control': 'max-age=60', etag: '"v1"' } }
    const second = { body: 'two', headers: { 'cache-control': 'max-age=60', etag: '"v2"' } }
    for (const isChanged of [false, true]) {
      const routes = { 'PUT /': { body: 'done' }, '/': [first, { ...second, status: 304, body: '' }, second] }
      const { get, advance } = await newSession(harness, routes)
      // What is stored in the place of an invalidated one is replaced like any other.
      if (isChanged) await get('/', { method: 'PUT', body: 'x' })
      await get()
      await advance(100)
      const { response, text } = await get()
      assert.strictEqual(text, 'two')
      assert.isFalse(response.revalidated)
      const stored = await get()
      assert.strictEqual(stored.text, 'two')
      assert.isTrue(stored.response.fromCache)
    }
  })

  test('a 304 does not touch what another instance has stored meanwhile', async () => {
    const { get, advance, cache } = await newSession(harness, {
      '/': { body: 'old', headers: { 'cache-control': 'max-age=60', ...validators }, delayMs: 150 },
    })
    const { response } = await get()
    const key = response.cacheKey ?? ''
    await advance(100)
    const validating = get()
    await new Promise((resolve) => setTimeout(resolve, 60))
    await cache.responses.putBlob(key, new TextEncoder().encode('new'), { meta: { from: 'elsewhere' } })
    assert.strictEqual((await validating).text, 'old')
    assert.deepEqual((await cache.responses.openBlob(key))?.meta, { from: 'elsewhere' })
  })

  test('expireAfter: 0 and a past Date validate, and say nothing of what is stored', async () => {
    const { get, hits } = await newSession(harness, {
      '/': { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators } },
    })
    await get()
    for (const expireAfter of [0, new Date(0)]) {
      assert.isTrue((await get('/', { dynadict: { expireAfter } })).response.revalidated)
      assert.isFalse((await get()).response.revalidated)
    }
    assert.strictEqual(await hits(), 3)
  })

  test('a stale response is kept for keepStale to be validated, and not longer', async () => {
    const { get, advance, site } = await newSession(
      harness,
      { '/': { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators } } },
      { keepStale: '1h' },
    )
    await get()
    await advance(60 + 3_500)
    assert.isTrue((await get()).response.revalidated)
    await advance(60 + 3_700)
    assert.isFalse((await get()).response.fromCache)
    const { headers } = (await site.requests()).at(-1) ?? {}
    assert.notProperty(headers, 'if-none-match')
    assert.notProperty(headers, 'if-modified-since')
  })
}
