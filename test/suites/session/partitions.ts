import { assert } from 'chai'
import { type Library, listOf, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { newSession } from './fixture.ts'

const shared = { shared: true }
const stating = (cacheControl: string) => ({ body: 'body', headers: { 'cache-control': cacheControl } })
const as = (token: string, name = 'authorization') => ({ headers: { [name]: token } })

/** Who sees what: the parts of a shared cache that are for those only who send the same credentials (DESIGN: RFC 9111 §3.5). */
export const partitions: Suite = (test, harness) => {
  test('what was stored for one Authorization is served to the same, and to no other', async () => {
    for (const cacheControl of ['max-age=60', 'private, max-age=60']) {
      const { get, hits } = await newSession(harness, { '/': stating(cacheControl) }, shared)
      await get('/', as('Bearer ada'))
      assert.isTrue((await get('/', as('Bearer ada'))).response.fromCache, cacheControl)
      assert.isFalse((await get('/', as('Bearer bob'))).response.fromCache, cacheControl)
      assert.isFalse((await get('/')).response.fromCache, cacheControl)
      assert.strictEqual(await hits(), 3)
    }
  })

  test('what the response allows to share is stored for all', async () => {
    for (const directive of ['public', 's-maxage=60', 'must-revalidate']) {
      const { get, hits } = await newSession(harness, { '/': stating(`max-age=60, ${directive}`) }, shared)
      await get('/', as('Bearer ada'))
      assert.isTrue((await get('/', as('Bearer bob'))).response.fromCache, directive)
      assert.isTrue((await get('/')).response.fromCache, directive)
      assert.strictEqual(await hits(), 1)
    }
  })

  test('what was stored without Authorization is not served with one, unless it may be shared', async () => {
    const { get } = await newSession(harness, { '/': stating('max-age=60') }, shared)
    await get('/')
    assert.isFalse((await get('/', as('Bearer ada'))).response.fromCache)
  })

  test('what a private cache stored for its user is not for others, nor what it replays to him', async () => {
    const headers = { 'cache-control': 'max-age=60, private="x-user"', 'x-user': 'ada', 'set-cookie': 'sid=ada' }
    const { session, site, hits } = await newSession(harness, { '*': { body: 'body', headers } }, { shared: false })
    const all = session.with(shared)
    const url = `${site.url}/`
    await (await session.fetch(url, as('Bearer ada'))).text()
    assert.isFalse((await all.fetch(url, { cache: 'only-if-cached' })).ok)
    await (await session.fetch(`${url}b`)).text()
    const response = await all.fetch(`${url}b`)
    assert.isTrue(response.fromCache)
    assert.deepEqual([response.headers.get('x-user'), response.headers.getSetCookie()], [null, []])
    assert.strictEqual(await hits(), 2)
  })

  test('who has a part of his own gets the fields that are for him, and no cookie again', async () => {
    const headers = { 'cache-control': 'max-age=60, private="x-user"', 'x-user': 'ada', 'set-cookie': 'sid=ada' }
    const { get } = await newSession(harness, { '/': { body: 'body', headers } }, shared)
    await get('/', as('Bearer ada'))
    const { response } = await get('/', as('Bearer ada'))
    assert.isTrue(response.fromCache)
    assert.deepEqual([response.headers.get('x-user'), response.headers.getSetCookie()], ['ada', []])
  })

  test("authorized: 'bypass' passes such requests by", async () => {
    const { get, sent } = await newSession(
      harness,
      { '/': stating('public, max-age=60') },
      { shared: true, authorized: 'bypass' },
    )
    assert.match((await get('/', as('Bearer ada'))).response.cacheStatus, /fwd=bypass/)
    assert.deepEqual(sent, [])
  })

  test('what a 304 or a HEAD says to one user is not told to all', async () => {
    const etag = '"v1"'
    const open: Answer = { body: 'body', headers: { 'cache-control': 'public, max-age=60', etag } }
    const own = { 'cache-control': 'max-age=60', etag, 'x-user': 'ada' }
    for (const method of ['GET', 'HEAD']) {
      const ofOne = { when: { authorization: 'Bearer ada' }, headers: own, ...(method === 'GET' && { status: 304 }) }
      const routes = { 'GET /': [ofOne, open], 'HEAD /': { ...ofOne, body: 'body' } }
      const { get, advance } = await newSession(harness, routes, shared)
      await get()
      await advance(70)
      const { response, text } = await get('/', { method, ...as('Bearer ada') })
      assert.strictEqual(response.headers.get('x-user'), 'ada', method)
      assert.strictEqual(text, method === 'GET' ? 'body' : '')
      assert.isFalse((await get('/', { cache: 'force-cache' })).response.headers.has('x-user'), method)
      if (method === 'GET') assert.isTrue((await get('/', as('Bearer ada'))).response.fromCache)
    }
  })

  test('what is for one stays his when a 304 would allow to share it, and is fresh again', async () => {
    const etag = '"v1"'
    const sharing = { status: 304, headers: { 'cache-control': 'public, max-age=60', etag } }
    const own = { body: 'mine', headers: { 'cache-control': 'max-age=60', etag } }
    const { get, advance } = await newSession(harness, { '/': [own, sharing, { body: 'open' }] }, shared)
    await get('/', as('Bearer ada'))
    await advance(70)
    assert.isTrue((await get('/', as('Bearer ada'))).response.revalidated)
    assert.match((await get('/', as('Bearer ada'))).response.cacheStatus, /; hit/)
    assert.strictEqual((await get()).text, 'open')
  })

  test('Cookie and API keys part what is fresh by a setting, and not what the origin says is fresh', async () => {
    for (const name of ['cookie', 'x-api-key', 'X-Auth-Token', 'apikey', 'access_token']) {
      const settings: Library.SessionSettings = { shared: true, expireAfter: '1h' }
      const { get } = await newSession(harness, { '/': { body: 'mine' }, '/stated': stating('max-age=60') }, settings)
      await get('/', as('a=1', name))
      assert.isTrue((await get('/', as('a=1', name))).response.fromCache, name)
      assert.isFalse((await get('/', as('a=2', name))).response.fromCache, name)
      await get('/stated', as('a=1', name))
      assert.isTrue((await get('/stated', as('a=2', name))).response.fromCache, name)
    }
  })

  test('a header of redact counts as a credential, one of ignoredParameters does not count at all', async () => {
    const settings: Library.SessionSettings = { shared: true, expireAfter: '1h', redact: ['X-Tenant'] }
    const { get } = await newSession(harness, { '/': { body: 'x' } }, settings)
    await get('/', as('a', 'x-tenant'))
    assert.isFalse((await get('/', as('b', 'x-tenant'))).response.fromCache)
    const ignoring = await newSession(
      harness,
      { '/': stating('max-age=60') },
      { shared: true, ignoredParameters: ['AUTHORIZATION'] },
    )
    await ignoring.get('/', as('Bearer ada'))
    assert.isTrue((await ignoring.get('/', as('Bearer bob'))).response.fromCache)
  })

  test('neither a credential nor a secret of the URL is in any stored byte', async () => {
    const { get, cache } = await newSession(harness, { '/': stating('max-age=60') }, shared)
    await get('/?api_key=MARK1&page=2', as('Bearer MARK2'))
    const [stored] = await listOf(cache.responses.metas())
    assert.exists(stored)
    const text = JSON.stringify(stored)
    assert.include(text, 'page=2')
    assert.notMatch(text, /MARK/)
  })

  test('keySecret tells caches apart that are to know nothing of each other', async () => {
    const { get, session, site } = await newSession(harness, { '/': stating('max-age=60') }, shared)
    await get('/', as('Bearer ada'))
    const other = session.with({ keySecret: 'other' })
    assert.isFalse((await other.fetch(`${site.url}/`, as('Bearer ada'))).fromCache)
  })

  test('a private session has no parts: it is for one principal', async () => {
    const { get } = await newSession(harness, { '/': stating('max-age=60') }, { shared: false })
    await get('/', as('Bearer old'))
    assert.isTrue((await get('/', as('Bearer refreshed'))).response.fromCache)
  })

  test('a shared session stores Set-Cookie only with storeSetCookie, and a private one does', async () => {
    const routes = { '/': { body: 'x', headers: { 'cache-control': 'max-age=60', 'set-cookie': ['a=1', 'b=2'] } } }
    const replayed = async (settings: Library.SessionSettings) => {
      const { get, cache } = await newSession(harness, routes, settings)
      await get()
      const { response } = await get()
      assert.isTrue(response.fromCache)
      const [stored] = await listOf(cache.responses.metas())
      return { cookies: response.headers.getSetCookie(), isStored: JSON.stringify(stored).includes('a=1') }
    }
    assert.deepEqual(await replayed({ shared: true }), { cookies: [], isStored: false })
    assert.deepEqual(await replayed({ shared: true, storeSetCookie: true }), {
      cookies: ['a=1', 'b=2'],
      isStored: true,
    })
    assert.deepEqual(await replayed({ shared: false }), { cookies: ['a=1', 'b=2'], isStored: true })
  })
}
