import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import { type Asked, asking, controlled, newSession, ofOne, shared } from './fixture.ts'

const pragma = (value: string, further: Record<string, string> = {}) => ({ headers: { pragma: value, ...further } })

/** What a request asks of the cache: RFC 9111 §5.2.1 and §5.4. */
export const requestDirectives: Suite = (test, harness) => {
  /** A session with a response that is 20 s old and fresh for 40 s more. */
  async function withFresh(directives = 'max-age=60', settings = shared) {
    const session = await newSession(harness, { '/': controlled(directives, { etag: '"v1"' }) }, settings)
    await session.get()
    await session.advance(20)
    return session
  }

  for (const directives of [
    'no-cache',
    'No-Cache',
    'x, no-cache',
    'max-age=0',
    'max-age=10',
    'max-age="10"',
    'min-fresh=50',
  ]) {
    test(`§5.2.1: '${directives}' makes a fresh response be validated`, async () => {
      const { get, hits } = await withFresh()
      const { response, text } = await get('/', asking(directives))
      assert.isTrue(response.revalidated)
      assert.strictEqual(text, 'body 1')
      assert.strictEqual(await hits(), 2)
    })
  }

  for (const directives of [
    'max-age=30',
    'min-fresh=30',
    'max-stale',
    'no-transform',
    'x-own, y="no-cache"',
    'max-age=99999999999',
    'stale-if-error=60',
    '',
  ]) {
    test(`§5.2.1: '${directives}' is met by a fresh response`, async () => {
      const { get, hits } = await withFresh()
      assert.isTrue((await get('/', asking(directives))).response.fromCache)
      assert.strictEqual(await hits(), 1)
    })
  }

  test('§5.2.1.5: the response to a request with no-store is not stored', async () => {
    for (const directives of ['no-store', 'No-Store', 'max-age=60, no-store']) {
      const { get, hits } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
      await get('/', asking(directives))
      assert.isFalse((await get()).response.fromCache, directives)
      assert.strictEqual(await hits(), 2)
    }
  })

  test('§5.2.1.5: a request with no-store leaves what is stored', async () => {
    const { get, hits } = await withFresh()
    await get('/', asking('no-store'))
    const seen = await hits()
    const { response, text } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, 'body 1')
    assert.strictEqual(await hits(), seen)
  })

  test('§5.2.1.4: no-cache stores the response', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    await get('/', asking('no-cache'))
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(await hits(), 1)
  })

  test('§5.2.1.7: only-if-cached takes what is fresh, or else is a 504 without a word with the origin', async () => {
    const { get, hits, advance } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    assert.strictEqual((await get('/', asking('only-if-cached'))).response.status, 504)
    assert.strictEqual(await hits(), 0)
    await get()
    for (const directives of ['only-if-cached', 'Only-If-Cached', 'only-if-cached, max-age=60']) {
      const { response, text } = await get('/', asking(directives))
      assert.isTrue(response.fromCache, directives)
      assert.strictEqual(text, 'body 1')
    }
    await advance(20)
    assert.strictEqual((await get('/', asking('only-if-cached, max-age=10'))).response.status, 504)
    assert.strictEqual((await get('/', asking('only-if-cached, no-cache'))).response.status, 504)
    await advance(100)
    assert.strictEqual((await get('/', asking('only-if-cached'))).response.status, 504)
    assert.strictEqual(await hits(), 1)
  })

  test('§5.2.1.7: only-if-cached never asks the origin, where the cache has no part either', async () => {
    const { get, hits } = await newSession(harness, { '*': controlled('max-age=60') }, shared)
    const only = { 'cache-control': 'only-if-cached' }
    const asked: Asked[] = [
      { cache: 'no-store', headers: only },
      { cache: 'no-store', headers: { 'cache-control': 'Only-If-Cached=1' } },
      { cache: 'reload', headers: only },
      { cache: 'no-cache', headers: only },
      { cache: 'only-if-cached', headers: { 'cache-control': 'no-store' } },
      asking('no-store, only-if-cached'),
      { headers: { ...only, 'if-match': '"a"' } },
      { headers: { ...only, authorization: 'Bearer a' }, dynadict: { authorized: 'bypass' } },
      { headers: only, dynadict: { disabled: true } },
      { headers: only, method: 'POST', body: 'x' },
    ]
    for (const init of asked) {
      const { response } = await get('/', init)
      assert.strictEqual(response.status, 504, JSON.stringify(init))
      assert.include(response.cacheStatus, 'only-if-cached')
    }
    assert.strictEqual(await hits(), 0)
  })

  test('§5.2.1.7: a 504 of the cache is not stored', async () => {
    const { get } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    await get('/', asking('only-if-cached'))
    assert.strictEqual((await get()).response.status, 200)
  })

  test('§5.2: the directives are sent to the origin as they are', async () => {
    const { get, site } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    const directives = 'max-age=10, x-own="a, b"'
    await get('/', asking(directives))
    assert.strictEqual((await site.requests())[0]?.headers['cache-control'], directives)
  })

  test('§5.4: Pragma: no-cache is no-cache where there is no Cache-Control, as caches that honour it do', async () => {
    for (const value of ['no-cache', 'No-Cache', 'x, no-cache']) {
      const { get, hits } = await withFresh()
      assert.isTrue((await get('/', pragma(value))).response.revalidated, value)
      assert.strictEqual(await hits(), 2)
    }
  })

  test('§5.4: beside Cache-Control Pragma is ignored', async () => {
    const { get, hits } = await withFresh()
    assert.isTrue((await get('/', pragma('no-cache', { 'cache-control': 'max-age=600' }))).response.fromCache)
    assert.strictEqual(await hits(), 1)
  })

  test('§5.4: another Pragma is nothing', async () => {
    const { get, hits } = await withFresh()
    assert.isTrue((await get('/', pragma('x-own'))).response.fromCache)
    assert.strictEqual(await hits(), 1)
  })

  test('§5.4: Pragma in a response has no meaning', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60', { pragma: 'no-cache' }) }, shared)
    await get()
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(await hits(), 1)
  })

  test('RFC 8246 §2: in a cache of one user no-cache mode does not validate what is immutable while it is fresh', async () => {
    for (const directives of ['max-age=60, immutable', 'IMMUTABLE, max-age=60', 'max-age=60, immutable="x"']) {
      const { get, hits } = await withFresh(directives, ofOne)
      const { response } = await get('/', { cache: 'no-cache' })
      assert.isTrue(response.fromCache, directives)
      assert.isFalse(response.revalidated, directives)
      assert.strictEqual(await hits(), 1)
    }
  })

  test('RFC 8246 §2: once it is stale it is validated, and reload mode fetches it', async () => {
    const { get, hits, advance } = await withFresh('max-age=60, immutable', ofOne)
    assert.isFalse((await get('/', { cache: 'reload' })).response.fromCache)
    await advance(100)
    assert.isTrue((await get()).response.revalidated)
    assert.strictEqual(await hits(), 3)
  })

  test('issue 6: in a shared cache no-cache mode validates what is immutable', async () => {
    const { get } = await withFresh('max-age=60, immutable', shared)
    assert.isTrue((await get('/', { cache: 'no-cache' })).response.revalidated)
  })

  test('RFC 8246 §2: immutable is no freshness', async () => {
    for (const directives of ['immutable', 'immutable, max-age=0']) {
      const { get, hits } = await newSession(harness, { '/': controlled(directives) }, ofOne)
      await get()
      await get()
      assert.strictEqual(await hits(), 2, directives)
    }
  })
}
