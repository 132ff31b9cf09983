import { assert } from 'chai'
import type { Library, Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { newSession } from './fixture.ts'

const fresh: Answer = { body: 'body {count}', headers: { 'cache-control': 'max-age=60' } }
const posting: Library.SessionSettings = { shared: true, allowableMethods: ['GET', 'HEAD', 'POST', 'PUT'] }
const json = (text: string, type = 'application/json'): Library.CachedRequestInit => ({
  method: 'POST',
  body: text,
  headers: { 'content-type': type },
})
const post = (body?: BodyInit | null): Library.CachedRequestInit => ({ method: 'POST', body: body ?? null })

/** Methods in allowableMethods: their body is part of the key, and they do not invalidate. */
export const methods: Suite = (test, harness) => {
  /** Whether the second request is answered by the response to the first. */
  async function isOne(first: Library.CachedRequestInit, second: Library.CachedRequestInit, settings = {}) {
    const { get } = await newSession(harness, { '*': fresh }, { ...posting, ...settings })
    await get('/', first)
    return (await get('/', second)).response.fromCache
  }

  test('a POST is answered from the cache, by its body, and not by what another method stored', async () => {
    const { get, site } = await newSession(harness, { '*': fresh }, posting)
    await get()
    await get('/', post('one'))
    const { response, text } = await get('/', post('one'))
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, 'body 2')
    for (const other of [post('two'), post(''), post(), { ...post('one'), method: 'PUT' }]) {
      assert.isFalse((await get('/', other)).response.fromCache)
    }
    assert.isTrue((await get()).response.fromCache)
    assert.deepEqual((await site.requests()).map(({ body }) => body), ['', 'one', 'two', '', '', 'one']) // biome-ignore format: one line
  })

  test('a method is one in any letter case in which fetch takes it', async () => {
    const settings = { allowableMethods: ['get', 'post', 'PURGE'] }
    assert.isTrue(await isOne({ method: 'post', body: 'x' }, { method: 'POST', body: 'x' }, settings))
    assert.isTrue(await isOne({ method: 'get' }, {}, settings))
    assert.isTrue(await isOne({}, {}, settings))
  })

  test('JSON: neither white space nor the order of members counts; numbers and lists do as they are written', async () => {
    assert.isTrue(await isOne(json('{"a":1,"b":[1,2]}'), json('{ "b" : [1,2], "a":1 }')))
    assert.isTrue(await isOne(json('{"a":1}'), json('{"a": 1}', 'application/json; charset=utf-8')))
    assert.isFalse(await isOne(json('{"a":[1,2]}'), json('{"a":[2,1]}')))
    assert.isFalse(await isOne(json('9007199254740993'), json('9007199254740992')))
    assert.isFalse(await isOne(json('{"a":1}'), json('{"a":1.0}')))
    assert.isFalse(await isOne(json('{"a":1,"a":2}'), json('{"a":2,"a":1}')))
    assert.isFalse(await isOne(json('{"a":1}'), json('{"a":1}', 'text/plain')))
    assert.isTrue(await isOne(json('{"a":1,"id":7}'), json('{"id":8,"a":1}'), { ignoredParameters: ['ID'] }))
  })

  test('forms and FormData: by their fields and parts, whatever the boundary', async () => {
    const form = (query: string) => post(new URLSearchParams(query))
    assert.isTrue(await isOne(form('a=1&b=2'), form('a=1&b=2')))
    assert.isFalse(await isOne(form('a=1&b=2'), form('b=2&a=1')))
    assert.isTrue(await isOne(form('a=1&t=5'), form('t=6&a=1'), { ignoredParameters: ['t'] }))
    const data = (text: string, name = 'file.txt') => {
      const parts = new FormData()
      parts.append('a', '1')
      parts.append('file', new Blob([text], { type: 'text/x' }), name)
      return post(parts)
    }
    assert.isTrue(await isOne(data('text'), data('text')))
    assert.isFalse(await isOne(data('text'), data('other')))
    assert.isFalse(await isOne(data('text'), data('text', 'other.txt')))
  })

  test('bytes, blobs, streams and Requests: by their bytes', async () => {
    const { get, session, site } = await newSession(harness, { '*': fresh }, posting)
    const bytes = () => Uint8Array.from([0, 255, 13, 10, 195])
    await get('/', post(bytes()))
    assert.isTrue((await get('/', post(bytes().buffer))).response.fromCache)
    assert.isFalse((await get('/', post(bytes().subarray(1)))).response.fromCache)
    const stream = new Response(bytes()).body
    assert.isTrue((await get('/', { method: 'POST', body: stream, duplex: 'half' } as never)).response.fromCache)
    const request = new Request(`${site.url}/`, { method: 'POST', body: new Blob([bytes()]) })
    assert.isTrue((await session.fetch(request)).fromCache)
    const miss = new Request(`${site.url}/new`, { method: 'POST', body: 'from a Request' })
    assert.isTrue((await session.fetch(miss)).ok)
    assert.strictEqual((await site.requests()).at(-1)?.body, 'from a Request')
  })

  test('a body is sent as it is, with the type that fetch gives it', async () => {
    const { get, site } = await newSession(harness, { '*': fresh }, posting)
    const bodies: [body: () => BodyInit, sent: string][] = [
      [() => 'text', 'text'],
      [() => new URLSearchParams({ a: 'b c' }), 'a=b+c'],
      [() => new Blob(['x'], { type: 'text/x' }), 'x'],
      [() => new TextEncoder().encode('raw'), 'raw'],
    ]
    for (const [body, sent] of bodies) {
      await fetch(`${site.url}/`, post(body()) as RequestInit)
      await get('/', post(body()))
      const [native, own] = (await site.requests()).slice(-2)
      assert.strictEqual(own?.body, sent)
      assert.strictEqual(own?.headers['content-type'], native?.headers['content-type'], sent)
    }
    const parts = new FormData()
    parts.append('a', '1')
    await get('/', post(parts))
    const last = (await site.requests()).at(-1)
    const boundary = /boundary=(.*)$/.exec(last?.headers['content-type'] ?? '')?.[1] ?? 'none'
    assert.include(last?.body, boundary)
  })

  test('GraphQL: each query by itself, and a POST to one leaves the others', async () => {
    const query = (id: number) => json(JSON.stringify({ query: 'query($id: ID!) { user(id: $id) { name } }', variables: { id } })) // biome-ignore format: one line
    const { get, hits } = await newSession(harness, { '/graphql': { body: '{"data":{}}' } }, { ...posting, expireAfter: 60 }) // biome-ignore format: one line
    for (const id of [1, 2, 3]) assert.isFalse((await get('/graphql', query(id))).response.fromCache)
    for (const id of [1, 2, 3]) assert.isTrue((await get('/graphql', query(id))).response.fromCache)
    assert.strictEqual(await hits(), 3)
  })

  test('an allowable POST invalidates nothing, another method does, the responses to POST as well', async () => {
    const { get } = await newSession(harness, { '*': fresh }, { ...posting, allowableMethods: ['GET', 'POST'] })
    const isStored = async (init?: Library.CachedRequestInit) =>
      (await get('/', { ...init, cache: 'only-if-cached' })).response.ok
    await get()
    await get('/', post('query'))
    await get('/', post('other'))
    await get('/', { ...post('query'), cache: 'no-store' })
    assert.isTrue(await isStored())
    assert.isTrue(await isStored(post('query')))
    await get('/', { method: 'DELETE' })
    assert.isFalse(await isStored())
    assert.isFalse(await isStored(post('query')))
    assert.isFalse(await isStored(post('other')))
  })

  test('by default a POST goes to the origin each time, and what is stored of its URL goes', async () => {
    const { get } = await newSession(harness, { '*': fresh }, { shared: true })
    await get()
    for (let time = 0; time < 2; time++) assert.match((await get('/', post('x'))).response.cacheStatus, /fwd=method/)
    assert.isFalse((await get()).response.fromCache)
  })

  test('a POST that was redirected as it is invalidates where it leads, too', async () => {
    const routes = { '/from': { status: 307, headers: { location: 'to' } }, '/to': fresh }
    const { get } = await newSession(harness, routes, { shared: true })
    await get('/to')
    assert.isTrue((await get('/to')).response.fromCache)
    await get('/from', post('x'))
    assert.isFalse((await get('/to')).response.fromCache)
  })

  test('redirects of a POST: 301, 302 and 303 make it a GET without body, 307 and 308 send it again (Fetch §4.4)', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      for (const form of ['init', 'Request']) {
        const from = { status, headers: { location: 'to', 'cache-control': 'max-age=60' } }
        const { session, site, hits } = await newSession(harness, { '/from': from, '/to': fresh }, posting)
        const init = { method: 'POST', body: 'sent', headers: { 'content-type': 'text/x', 'x-own': 'y' } }
        const send = () => {
          const url = `${site.url}/from`
          return form === 'init' ? session.fetch(url, init) : session.fetch(new Request(url, init))
        }
        const what = `${status} of ${form}`
        assert.strictEqual(await (await send()).text(), 'body 1', what)
        const [first, second] = await site.requests()
        assert.deepEqual([first?.method, first?.body], ['POST', 'sent'], what)
        const isAgain = status >= 307
        assert.deepEqual([second?.method, second?.body], isAgain ? ['POST', 'sent'] : ['GET', ''], what)
        assert.strictEqual(second?.headers['content-type'], isAgain ? 'text/x' : undefined, what)
        assert.strictEqual(second?.headers['x-own'], 'y', what)
        const hit = await send()
        assert.isTrue(hit.fromCache && hit.redirected, what)
        assert.strictEqual(await hits(), 2, what)
        const bare = await session.fetch(`${site.url}/to`)
        assert.strictEqual(bare.fromCache, !isAgain, `${what}: what a GET finds where it led`)
      }
    }
  })

  test('redirects of a PUT: 303 makes it a GET, 301 and 302 leave it', async () => {
    for (const status of [301, 302, 303]) {
      const from = { status, headers: { location: 'to', 'cache-control': 'max-age=60' } }
      const { get, site } = await newSession(harness, { '/from': from, '/to': fresh }, posting)
      await get('/from', { method: 'PUT', body: 'sent' })
      const last = (await site.requests()).at(-1)
      assert.deepEqual([last?.method, last?.body], status === 303 ? ['GET', ''] : ['PUT', 'sent'])
    }
  })

  test('a redirect to a method that is not allowable goes to the origin each time', async () => {
    const from = { status: 303, headers: { location: 'to', 'cache-control': 'max-age=60' } }
    const { get, site } = await newSession(harness, { '/from': from, '/to': fresh }, { shared: true, allowableMethods: ['POST'] }) // biome-ignore format: one line
    for (const text of ['body 1', 'body 2']) {
      const { response, text: got } = await get('/from', post('x'))
      assert.strictEqual(got, text)
      assert.isFalse(response.fromCache)
      assert.isTrue(response.redirected)
      assert.strictEqual(response.url, `${site.url}/to`)
    }
  })

  test('such a redirect to another origin leaves credentials behind, as any does', async () => {
    const from = { status: 303, headers: { location: '{site-elsewhere}/to' } }
    const { get, site } = await newSession(harness, { '/from': from, '/to': fresh }, { shared: true, allowableMethods: ['POST'] }) // biome-ignore format: one line
    const headers = { authorization: 'secret', 'x-api-key': 'secret', 'content-type': 'text/x', 'x-own': 'y' }
    await get('/from', { ...post('x'), headers })
    const seen = (await site.requests()).at(-1)?.headers ?? {}
    assert.deepEqual(Object.keys(headers).filter((name) => name in seen), ['x-own']) // biome-ignore format: one line
  })

  test('a body that is too large to be part of a key passes the cache by, whole', async () => {
    const { get, site, sent } = await newSession(harness, { '*': fresh }, posting)
    const { response } = await get('/', post('x'.repeat(2_000_001)))
    assert.match(response.cacheStatus, /fwd=bypass/)
    assert.strictEqual((await site.requests())[0]?.body.length, 2_000_001)
    assert.deepEqual(sent, [])
  })

  test('a stale POST with a validator is asked for anew, with its body', async () => {
    const validated = { ...fresh, headers: { ...fresh.headers, etag: '"v"' } }
    const { get, site, advance } = await newSession(harness, { '*': validated }, posting)
    await get('/', post('x'))
    await advance(70)
    assert.strictEqual((await get('/', post('x'))).text, 'body 2')
    assert.isUndefined((await site.requests())[1]?.headers['if-none-match'])
    assert.isTrue((await get('/', post('x'))).response.fromCache)
  })
}
