import { assert } from 'chai'
import { listOf, rejection, type Suite } from '../harness.ts'
import type { Answer, Routes } from '../origin.ts'
import { newSession, validators } from './fixture.ts'

const fresh = (seconds = 60): Answer => ({ headers: { 'cache-control': `max-age=${seconds}` }, body: 'body' })

/** What is stored, for how long, and what is not. */
export const caching: Suite = (test, harness) => {
  const { lib } = harness

  /** Whether the second of two requests came from the cache. */
  async function isCached(answer: Answer, settings = {}, init = {}, routes: Routes = {}): Promise<boolean> {
    const { get } = await newSession(harness, { '/': answer, ...routes }, settings)
    const first = await get('/', init)
    assert.isFalse(first.response.fromCache)
    const second = await get('/', init)
    assert.strictEqual(second.text, first.text)
    return second.response.fromCache
  }

  test('a response with max-age is served from the table until it is stale', async () => {
    const { get, hits, advance } = await newSession(harness, { '/': fresh(60) })
    const first = await get()
    assert.isFalse(first.response.fromCache)
    await advance(30)
    const second = await get()
    assert.isTrue(second.response.fromCache)
    assert.strictEqual(second.text, 'body')
    assert.strictEqual(await hits(), 1)
    await advance(31)
    assert.isFalse((await get()).response.fromCache)
    assert.strictEqual(await hits(), 2)
  })

  test('a hit takes one request to DynamoDB, a miss two', async () => {
    const { get, sent } = await newSession(harness, { '/': fresh() })
    await get()
    assert.deepEqual(sent, ['GetItem', 'PutItem'])
    sent.length = 0
    await get()
    assert.deepEqual(sent, ['GetItem'])
  })

  test('a second session on the same table has what the first one stored', async () => {
    const { session, site, cache, get } = await newSession(harness, { '/': fresh() })
    await get()
    const other = new lib.CachedSession({ cache })
    assert.isTrue((await other.fetch(`${site.url}/`)).fromCache)
    await session.settle()
  })

  test('a response that says nothing of freshness is stored only by a setting or to be validated', async () => {
    assert.isFalse(await isCached({ body: 'x' }))
    assert.isTrue(await isCached({ body: 'x' }, { expireAfter: 60 }))
    assert.isTrue(await isCached({ body: 'x', headers: validators }))
  })

  test('what the response prohibits is not stored', async () => {
    const directed = (directives: string) => ({ body: 'x', headers: { 'cache-control': directives } })
    for (const directive of [
      'no-store',
      'NO-STORE',
      'private',
      'max-age=60, private',
      'max-age=60,no-store',
      'max-age=0',
    ]) {
      assert.isFalse(await isCached(directed(directive), { shared: true }), directive)
    }
    assert.isTrue(await isCached(directed('max-age=60, private'), { shared: false }))
  })

  test('s-maxage is for shared caches', async () => {
    const answer = { body: 'x', headers: { 'cache-control': 's-maxage=60, max-age=0' } }
    assert.isTrue(await isCached(answer, { shared: true }))
    assert.isFalse(await isCached(answer, { shared: false }))
  })

  test('a cache is shared unless it is told otherwise', async () => {
    assert.isFalse(await isCached({ body: 'x', headers: { 'cache-control': 'max-age=60, private' } }))
  })

  test('Expires counts from Date; an invalid one is the past', async () => {
    const expires = (value: string) => ({ body: 'x', headers: { expires: value } })
    assert.isTrue(await isCached(expires('{now+60}')))
    for (const value of ['{now-60}', '0', '-1', 'soon', 'Thu, 99 Foo 2099 00:00:00 GMT']) {
      assert.isFalse(await isCached(expires(value)), value)
      assert.isFalse(await isCached(expires(value), { expireAfter: 60 }), `${value}, though a setting would`)
    }
    const skewed = { body: 'x', headers: { date: '{now-3600}', expires: '{now-3540}' } }
    assert.isFalse(await isCached(skewed), 'an hour old by its Date')
    assert.isTrue(
      await isCached({ body: 'x', headers: { 'cache-control': 'max-age=60', expires: '0' } }),
      'max-age wins',
    )
  })

  test('an empty Expires is the past', async () => {
    assert.isFalse(await isCached({ body: 'x', headers: { expires: '' } }, { expireAfter: 60 }))
  })

  test('Age counts against freshness', async () => {
    const { get, advance } = await newSession(harness, {
      '/': { body: 'x', headers: { 'cache-control': 'max-age=60', age: '50' } },
    })
    await get()
    await advance(5)
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.isAtLeast(Number(response.headers.get('age')), 55)
    await advance(6)
    assert.isFalse((await get()).response.fromCache)
  })

  test('expireAfter is the freshness of responses that state none: seconds, text, a Date, never', async () => {
    const year = 365 * 24 * 3_600
    const lifetimes: [expireAfter: unknown, live: number, dead: number | undefined][] = [
      [60, 50, 20],
      ['1h', 3_500, 200],
      ['7d', 7 * 86_400 - 100, 200],
      [new Date(Date.now() + 100_000), 80, 40],
      ['never', 100 * year, undefined],
    ]
    for (const [expireAfter, live, dead] of lifetimes) {
      const { get, advance } = await newSession(harness, { '/': { body: 'x' } }, { expireAfter: expireAfter as number })
      await get()
      await advance(live)
      const { response } = await get()
      assert.isTrue(response.fromCache, String(expireAfter))
      assert.strictEqual(response.expires === undefined, dead === undefined)
      if (dead === undefined) continue
      await advance(dead)
      assert.isFalse((await get()).response.fromCache, String(expireAfter))
    }
  })

  test('precedence: prohibition, request, response, session', async () => {
    const hour = { expireAfter: '1h' }
    const withRequest = { dynadict: { expireAfter: '1h' } }
    const says = (directives: string) => ({ body: 'x', headers: { 'cache-control': directives } })
    assert.isFalse(await isCached(says('no-store'), hour, withRequest), 'a prohibition wins over both')
    assert.isTrue(await isCached(says('max-age=0'), {}, withRequest), 'the request wins over the response')
    assert.isFalse(await isCached(says('max-age=0'), hour), 'the response wins over the session')
    assert.isTrue(await isCached({ body: 'x' }, { expireAfter: 0 }, withRequest), 'the request wins over the session')
    assert.isTrue(await isCached({ body: 'x' }, hour), 'the session where nothing else is said')
  })

  test('cacheControl: false takes no notice of what the response says', async () => {
    const settings = { expireAfter: '1h', cacheControl: false }
    for (const directives of ['no-store', 'private', 'no-cache', 'max-age=0', 'must-revalidate']) {
      assert.isTrue(await isCached({ body: 'x', headers: { 'cache-control': directives } }, settings), directives)
    }
    assert.isFalse(await isCached(fresh(), { cacheControl: false }), 'without a setting there is no freshness')
  })

  test('expireAfter is for allowable codes only; stated freshness for every status but 206', async () => {
    assert.isFalse(await isCached({ status: 404, body: 'x' }, { expireAfter: 60 }))
    assert.isTrue(await isCached({ status: 404, body: 'x' }, { expireAfter: 60, allowableCodes: [200, 404] }))
    assert.isTrue(await isCached({ status: 500, body: 'x' }, { expireAfter: 60, allowableCodes: [200, 500] }))
    assert.isTrue(await isCached({ ...fresh(), status: 404 }))
    assert.isTrue(await isCached({ status: 204, headers: { 'cache-control': 'max-age=60' } }))
    assert.isTrue(await isCached({ ...fresh(), status: 500 }))
    assert.isTrue(await isCached({ ...fresh(), status: 299 }))
    assert.isFalse(await isCached({ ...fresh(), status: 206 }))
  })

  test('by name: conditions that only the origin can judge pass the cache by', async () => {
    for (const name of ['If-Match', 'if-unmodified-since']) {
      const { get, sent, session, site } = await newSession(harness, { '/': fresh() }, { shared: true })
      const headers = { [name]: '"x"' }
      const { response } = await get('/', { headers })
      assert.match(response.cacheStatus, /fwd=bypass/)
      const asRequest = await session.fetch(new Request(`${site.url}/`, { headers }))
      assert.match(asRequest.cacheStatus, /fwd=bypass/)
      assert.deepEqual(sent, [], name)
      assert.isFalse((await get('/')).response.fromCache, 'nothing was stored for others')
    }
  })

  test("what a private session stored is not another user's", async () => {
    const { get, session, site } = await newSession(
      harness,
      { '/': { body: 'mine', headers: { 'cache-control': 'private, max-age=60', etag: '"v"' } } },
      { shared: false },
    )
    await get()
    assert.isTrue((await get()).response.fromCache)
    const shared = session.with({ shared: true })
    assert.isFalse((await shared.fetch(`${site.url}/`)).fromCache)
    assert.strictEqual((await shared.fetch(`${site.url}/`, { cache: 'only-if-cached' })).status, 504)
  })

  test('by name: a response with Vary: * is not stored', async () => {
    assert.isFalse(await isCached({ body: 'x', headers: { 'cache-control': 'max-age=60', vary: '*' } }))
    assert.isFalse(await isCached({ body: 'x', headers: { 'cache-control': 'max-age=60', vary: 'accept, *' } }))
    const settings = { expireAfter: '1h', cacheControl: false }
    assert.isFalse(await isCached({ body: 'x', headers: { vary: '*' } }, settings))
  })

  test('other methods go to the origin, with body and headers as they are', async () => {
    const { session, site, sent } = await newSession(harness, { '*': fresh() })
    for (const method of ['POST', 'put', 'DELETE', 'PATCH', 'OPTIONS']) {
      const init = { method, headers: { 'content-type': 'text/x' }, ...(method === 'DELETE' ? {} : { body: 'sent' }) }
      const response = await session.fetch(`${site.url}/`, init)
      assert.isFalse(response.fromCache)
      assert.match(response.cacheStatus, /fwd=method/)
      assert.strictEqual(await response.text(), 'body')
    }
    const requests = await site.requests()
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
    )
    assert.strictEqual(requests[0]?.body, 'sent')
    assert.strictEqual(requests[0]?.headers['content-type'], 'text/x')
    assert.deepEqual(
      sent.filter((operation) => !['PutItem', 'Query'].includes(operation)),
      [],
      'but to invalidate',
    )
  })

  test('HEAD is cached by itself, with its headers as they were', async () => {
    const { get } = await newSession(harness, { '/': { ...fresh(), body: '12345' } })
    const first = await get('/', { method: 'HEAD' })
    const second = await get('/', { method: 'head' })
    assert.isTrue(second.response.fromCache)
    assert.strictEqual(second.text, '')
    assert.strictEqual(second.response.headers.get('content-length'), '5')
    assert.strictEqual(first.response.headers.get('content-length'), '5')
    assert.strictEqual((await get()).text, '12345')
  })

  test('URLs that name different resources do not share a stored response', async () => {
    const paths = [
      '/',
      '/a',
      '/a/',
      '/A',
      '//a',
      '/a?',
      '/a?x',
      '/a?x=',
      '/a?x=1',
      '/a?x=1&y=2',
      '/a?y=2&x=1',
      '/%61',
      '/a%2Fb',
      '/a/b',
    ]
    const { get } = await newSession(harness, { '*': fresh() })
    for (const path of paths) assert.isFalse((await get(path)).response.fromCache, path)
    for (const path of paths) assert.isTrue((await get(path)).response.fromCache, path)
    assert.isTrue((await get('/a#fragment')).response.fromCache, 'a fragment is not sent')
  })

  test('long URLs do not collide, and keys stay within their limit', async () => {
    const { get } = await newSession(harness, { '*': fresh() })
    const long = `/?q=${'x'.repeat(3_000)}`
    assert.isFalse((await get(`${long}1`)).response.fromCache)
    assert.isFalse((await get(`${long}2`)).response.fromCache)
    const { response } = await get(`${long}1`)
    assert.isTrue(response.fromCache)
    assert.isAtMost(response.cacheKey?.length ?? 0, 1_024)
  })

  test('a secret in the query is in no stored byte, and still tells resources apart', async () => {
    const { get, cache } = await newSession(harness, { '*': fresh() })
    for (const secret of ['MARK-one', 'MARK-two']) {
      for (const name of ['api_key', 'API_KEY', 'access%5Ftoken', 'apikey']) {
        assert.isFalse((await get(`/?a=1&${name}=${secret}`)).response.fromCache)
        const { response } = await get(`/?a=1&${name}=${secret}`)
        assert.isTrue(response.fromCache)
        assert.include(response.url, secret, 'the caller sees what was asked for')
      }
    }
    const stored = JSON.stringify(await listOf(cache.responses.metas()))
    assert.include(stored, 'REDACTED')
    assert.notInclude(stored, 'MARK')
  })

  test('a body that does not fit is handed on whole and not stored', async () => {
    const { get, sent } = await newSession(harness, { '/': { ...fresh(), body: 'x', repeat: 2_100_000 } })
    for (let time = 0; time < 2; time++) {
      const { response, text } = await get()
      assert.isFalse(response.fromCache)
      assert.strictEqual(text.length, 2_100_000)
    }
    assert.notInclude(sent, 'PutItem')
    assert.isFalse(await isCached({ ...fresh(), body: 'x', repeat: 2_000 }, { maxBodyBytes: 1_000 }))
    assert.isTrue(await isCached({ ...fresh(), body: 'x', repeat: 2_000_000 }))
  })

  test('a body that breaks off or is left unread is not stored', async () => {
    const { get, session, site } = await newSession(harness, {
      '/cut': { ...fresh(), cut: true },
      '/': { ...fresh(), repeat: 50_000 },
    })
    await rejection(get('/cut'))
    await rejection(get('/cut'))
    const left = await session.fetch(`${site.url}/`)
    await left.body?.cancel()
    assert.isFalse((await session.fetch(`${site.url}/`)).fromCache)
  })

  test('an origin that is down is the error of fetch', async () => {
    const { session } = await newSession(harness, {})
    for (const url of [harness.deadEndpoint, 'http://', harness.deadEndpoint.replace('//', '//user:secret@')]) {
      const native = await rejection(fetch(url))
      assert.strictEqual((await rejection(session.fetch(url))).name, native.name, url)
    }
  })

  test('a URL that is not absolute leads where fetch goes, or nowhere', async () => {
    const { session } = await newSession(harness, {})
    const outcome = (response: Promise<Response>) =>
      response.then(
        ({ url, status }) => `${status} ${url}`,
        ({ name }) => name,
      )
    assert.strictEqual(await outcome(session.fetch('not a url')), await outcome(fetch('not a url')))
  })

  test('what is not HTTP goes to fetch', async () => {
    const { session, sent } = await newSession(harness, {})
    const response = await session.fetch('data:text/plain,hello')
    assert.strictEqual(await response.text(), 'hello')
    assert.deepEqual(sent, [])
  })
}
