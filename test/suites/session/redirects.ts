import { assert } from 'chai'
import { listOf, rejection, type Suite } from '../harness.ts'
import { newSite } from '../origin.ts'
import { newSession } from './fixture.ts'

const to = (location: string, status = 302, headers = {}) => ({
  status,
  headers: { location, 'cache-control': 'max-age=60', ...headers },
  body: 'moved',
})
const end = { body: 'end', headers: { 'cache-control': 'max-age=60' } }

/** Redirects: each hop a stored response of its own. */
export const redirects: Suite = (test, harness) => {
  test('a chain is followed, and the next time comes from the table hop by hop', async () => {
    const chain = await newSession(harness, { '/a': to('b', 301), '/b': to('./c?x=1'), '/c?x=1': end })
    const first = await chain.get('/a')
    assert.strictEqual(first.text, 'end')
    assert.isTrue(first.response.redirected)
    assert.strictEqual(first.response.url, `${chain.site.url}/c?x=1`)
    assert.strictEqual(await chain.hits(), 3)
    const second = await chain.get('/a')
    assert.strictEqual(second.text, 'end')
    assert.isTrue(second.response.fromCache)
    assert.isTrue(second.response.redirected)
    assert.strictEqual(second.response.url, first.response.url)
    assert.strictEqual(await chain.hits(), 3)
    assert.isTrue((await chain.get('/b')).response.fromCache)
  })

  test('where a chain ends is a response of its own', async () => {
    const { get, site } = await newSession(harness, { '/a': to('b', 301), '/b': to('./c?x=1'), '/c?x=1': end })
    const { response, text } = await get('/a')
    assert.strictEqual(text, 'end')
    assert.isTrue(response.redirected)
    assert.strictEqual(response.url, `${site.url}/c?x=1`)
    const own = await get('/c?x=1')
    assert.strictEqual(own.text, 'end')
    assert.isTrue(own.response.fromCache)
    assert.isFalse(own.response.redirected)
  })

  test('redirects tells where each hop ends', async () => {
    const { get, cache } = await newSession(harness, { '/a': to('b'), '/b': to('c'), '/c': end })
    const { response } = await get('/a')
    const links = await listOf(cache.redirects.entries())
    assert.lengthOf(links, 2)
    for (const [hop, target] of links) {
      assert.match(hop, /\/[ab] [0-9a-f]{32}$/)
      assert.strictEqual(target, response.cacheKey)
    }
  })

  test('each hop is stored by its own rules', async () => {
    const { get, site } = await newSession(harness, {
      '/a': to('b', 302, { 'cache-control': 'no-store' }),
      '/b': to('c', 308),
      '/c': end,
    })
    await get('/a')
    await get('/a')
    assert.deepEqual(
      (await site.requests()).map(({ path }) => path),
      ['/a', '/b', '/c', '/a'],
    )
  })

  test('a stored chain is one GetItem for each hop and its end; a hop that is stale, changed or gone is asked for again by itself', async () => {
    const routes = { 'PUT /b': { body: 'done' }, '/a': to('b'), '/b': to('c', 302, { 'cache-control': 'max-age=20' }) }
    const { get, cache, site, sent, advance } = await newSession(harness, { ...routes, '/c': end })
    await get('/a')
    const again = async () => {
      const before = (await site.requests()).length
      await get('/a')
      return (await site.requests()).slice(before).map(({ path }) => path)
    }
    sent.length = 0
    assert.deepEqual(await again(), [])
    assert.deepEqual(sent, ['GetItem', 'GetItem', 'GetItem'])
    await get('/b', { method: 'PUT', body: 'x' })
    assert.deepEqual(await again(), ['/b'], 'changed')
    await cache.delete({ key: (await get('/b', { redirect: 'manual' })).response.cacheKey ?? '' })
    assert.deepEqual(await again(), ['/b'], 'gone')
    await advance(30)
    assert.deepEqual(await again(), ['/b'], 'stale')
    assert.deepEqual(await again(), [])
  })

  test("redirect: 'manual' gives the redirect itself, from the table too", async () => {
    const { get } = await newSession(harness, { '/a': to('b') })
    for (const fromCache of [false, true]) {
      const { response, text } = await get('/a', { redirect: 'manual' })
      assert.strictEqual(response.status, 302)
      assert.strictEqual(response.headers.get('location'), 'b')
      assert.strictEqual(text, 'moved')
      assert.strictEqual(response.fromCache, fromCache)
      assert.isFalse(response.redirected)
    }
  })

  test("redirect: 'error', a loop, and a Location that is no HTTP URL are errors of fetch", async () => {
    const { get, hits } = await newSession(harness, {
      '/a': to('b'),
      '/loop': to('loop', 302, { 'cache-control': 'no-store' }),
      '/js': to('javascript:alert(1)'),
      '/bad': to('http://'),
    })
    assert.instanceOf(await rejection(get('/a', { redirect: 'error' })), TypeError)
    assert.instanceOf(await rejection(get('/js')), TypeError)
    assert.instanceOf(await rejection(get('/bad')), TypeError)
    const before = await hits()
    assert.instanceOf(await rejection(get('/loop')), TypeError)
    assert.strictEqual((await hits()) - before, 21)
  })

  test('a redirect without Location is a response like any other', async () => {
    const { get } = await newSession(harness, {
      '/': { status: 302, body: 'nowhere', headers: { 'cache-control': 'max-age=60' } },
    })
    const { response, text } = await get()
    assert.strictEqual(response.status, 302)
    assert.strictEqual(text, 'nowhere')
  })

  test('a hop whose body never ends, or fails, is followed all the same', async () => {
    const body = (pull: UnderlyingDefaultSource['pull']) => new ReadableStream(pull ? { pull } : {})
    const endless = body((controller) => new Promise(() => controller.enqueue(new Uint8Array(1))))
    const failing = body((controller) => controller.error(new Error('broken')))
    const stubborn = new ReadableStream({ cancel: () => Promise.reject(new Error('not now')) })
    const hops: [ReadableStream, directive: string][] = [
      [endless, 'max-age=60'],
      [failing, 'max-age=60'],
      [stubborn, 'no-store'],
    ]
    for (const [hop, directive] of hops) {
      const own: typeof fetch = async (input) => {
        const headers = { location: '/end', 'cache-control': directive }
        return String(input).endsWith('/end') ? new Response('end') : new Response(hop, { status: 302, headers })
      }
      const { session } = await newSession(harness, {}, { fetch: own, cacheTimeoutMs: 200 })
      const response = await session.fetch('http://origin.invalid/start')
      assert.strictEqual(await response.text(), 'end')
      assert.isTrue(response.redirected)
    }
  })

  test('a Location in UTF-8 leads where fetch goes, and one with credentials nowhere', async () => {
    const path = '/%C3%BC'
    const { get, session, site } = await newSession(harness, {
      '/a': to(String.fromCharCode(...new TextEncoder().encode('ü'))),
      [path]: end,
      '/secret': to('http://user:MARK@127.0.0.1/'),
      '/fragment': to('end#part'),
      '/end': end,
    })
    const { response } = await get('/a')
    assert.strictEqual(response.url, site.url + path)
    const error = await rejection(get('/secret'))
    assert.instanceOf(error, TypeError)
    assert.notInclude(error.message, 'MARK')
    assert.strictEqual((await session.fetch(`${site.url}/fragment`)).url, `${site.url}/end`)
  })

  test('headers go along on the same origin', async () => {
    const { session, site } = await newSession(harness, { '/a': to('b'), '/b': end })
    const request = new Request(`${site.url}/a`, { headers: { 'x-trace': '1' } })
    const response = await session.fetch(request)
    assert.strictEqual(await response.text(), 'end')
    const [, second] = await site.requests()
    assert.strictEqual(second?.path, '/b')
    assert.strictEqual(second?.headers['x-trace'], '1')
  })

  test('another origin is a hop like any other', async () => {
    const other = await newSite(harness.originUrl.replace('127.0.0.1', 'localhost'), { '/end': end })
    const { get } = await newSession(harness, { '/a': to(`${other.url}/end`) })
    const { response, text } = await get('/a', { headers: { 'x-trace': '1' } })
    assert.strictEqual(text, 'end')
    assert.strictEqual(response.url, `${other.url}/end`)
    assert.strictEqual((await other.requests())[0]?.headers['x-trace'], '1')
  })
}
