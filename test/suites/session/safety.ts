import { assert } from 'chai'
import { type Library, listOf, rejection, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { newSession, validators } from './fixture.ts'

const shared: Library.SessionSettings = { shared: true }
const fresh: Answer = { body: 'body {count}', headers: { 'cache-control': 'max-age=60' } }
const validated: Answer = { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators } }

/** What a session gives away, what it takes from strangers, and what it makes of a table that others can write. */
export const safety: Suite = (test, harness) => {
  test('nothing of our own reaches fetch: no setting, no mode, no header but the conditions of a validation', async () => {
    const seen: { init: RequestInit; headers: Headers }[] = []
    const own: typeof fetch = async (_, init = {}) => {
      seen.push({ init, headers: new Headers(init.headers) })
      return new Response('x', { headers: validated.headers as Record<string, string> })
    }
    const { session, advance } = await newSession(harness, {}, { ...shared, fetch: own })
    const url = 'http://origin.invalid/'
    const dynadict = { expireAfter: '1h', staleIfError: true, keySecret: 'secret' } as const
    const read = async (init: Library.CachedRequestInit) => (await session.fetch(url, init)).text()
    await read({ dynadict, headers: { 'x-own': 'y' } })
    await read({ dynadict, cache: 'reload' })
    await advance(7_200)
    await read({ dynadict })
    await read({ dynadict, method: 'POST', body: 'x' })
    await read({ dynadict, cache: 'no-store' })
    for (const { init } of seen) {
      assert.notProperty(init, 'dynadict')
      assert.notInclude(JSON.stringify(init), 'secret')
      if (init.cache !== undefined) assert.include(['force-cache', 'no-store'], init.cache)
    }
    const names = seen.map(({ headers }) => [...headers.keys()].filter((name) => name !== 'content-type'))
    const [miss, reload, validation, post, noStore] = names
    assert.deepEqual(miss, ['x-own'])
    assert.deepEqual(reload, ['cache-control', 'pragma'])
    assert.deepEqual(validation, ['if-modified-since', 'if-none-match'])
    assert.deepEqual(post, [])
    assert.deepEqual(noStore, ['cache-control', 'pragma'])
  })

  test('what a header makes of a resource is for those who send the same: Host, X-Forwarded-*, method overrides', async () => {
    const names = [
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'X-Forwarded-Port',
      'X-Forwarded-Prefix',
      'X-Forwarded-Scheme',
      'X-Forwarded-Server',
      'Forwarded',
      'X-Host',
      'X-Original-URL',
      'X-Rewrite-URL',
      'X-HTTP-Method-Override',
      'X-HTTP-Method',
      'X-Method-Override',
    ]
    for (const name of names) {
      const routes = { '/': { ...fresh, echo: name.toLowerCase() } }
      const { get } = await newSession(harness, routes, shared)
      const as = (value: string) => ({ headers: { [name]: value } })
      assert.strictEqual((await get('/', as('evil'))).text, 'evil')
      assert.strictEqual((await get()).text, '', `${name} poisons`)
      assert.strictEqual((await get('/', as('evil'))).text, 'evil')
      assert.isTrue((await get('/', as('evil'))).response.fromCache)
      assert.isTrue((await get()).response.fromCache)
    }
  })

  test('so it is where a redirect leads, and what it is invalidated by is every one of them', async () => {
    const routes = {
      '/from': { status: 302, headers: { location: 'to', 'cache-control': 'max-age=60' } },
      '/to': { ...fresh, echo: 'x-forwarded-host' },
    }
    const { get } = await newSession(harness, routes, shared)
    const evil = { headers: { 'x-forwarded-host': 'evil' } }
    assert.strictEqual((await get('/from', evil)).text, 'evil')
    assert.strictEqual((await get('/from')).text, '')
    assert.strictEqual((await get('/to')).text, '')
    await get('/to', { method: 'POST', body: 'x', headers: { 'x-http-method-override': 'PUT' } })
    assert.isFalse((await get('/to')).response.fromCache)
    assert.isFalse((await get('/to', evil)).response.fromCache)
  })

  test('such a header that is ignored does not count', async () => {
    const settings = { ...shared, ignoredParameters: ['Forwarded'] }
    const { get } = await newSession(harness, { '/': fresh }, settings)
    await get('/', { headers: { forwarded: 'for=1.2.3.4' } })
    assert.isTrue((await get('/', { headers: { forwarded: 'for=5.6.7.8' } })).response.fromCache)
  })

  test('a fragment is no part of a key and is not sent; a user in a URL is what fetch refuses', async () => {
    const { get, session, site, cache } = await newSession(harness, { '*': fresh }, shared)
    await get('/#evil')
    assert.isTrue((await get('/')).response.fromCache)
    assert.strictEqual((await site.requests())[0]?.path, '/')
    assert.notInclude(JSON.stringify(await listOf(cache.responses.metas())), 'evil')
    const withUser = `${site.url.replace('//', '//user:password@')}/`
    const native = await fetch(withUser).then(
      () => undefined,
      ({ name }) => name,
    )
    const own = await session.fetch(withUser).then(
      () => undefined,
      ({ name }) => name,
    )
    assert.strictEqual(own, native)
  })

  test('line ends and other characters that would split a request go no further than with fetch', async () => {
    const { session, site, get } = await newSession(harness, { '*': fresh }, shared)
    const inits: RequestInit[] = [
      ...['a\r\nx-evil: 1', 'a\nb', 'a\0b', '\u0141'].map((value) => ({ headers: { 'x-own': value } })),
      ...['bad name', 'bad:name', 'bad\r\nname', ''].map((name): RequestInit => ({ headers: [[name, 'x']] })),
      { method: 'GET /evil HTTP/1.1\r\n' },
    ]
    const outcome = (response: Promise<Response>) =>
      response.then(
        ({ ok }) => ok,
        (error) => error instanceof TypeError,
      )
    // Workers take some, and Bun makes a GET of a method that is none.
    for (const init of inits) {
      const [own, native] = await Promise.all([session.fetch, fetch].map((each) => outcome(each(`${site.url}/`, init))))
      assert.strictEqual(own, native, JSON.stringify(init))
    }
    await get('/a%0d%0ax-evil:%201')
    await get('/a\r\n\tb')
    for (const { path, headers } of await site.requests()) {
      assert.notMatch(path, /[\r\n]/)
      assert.notProperty(headers, 'x-evil')
    }
  })

  test('header names of prototypes are names like any other', async () => {
    // Node's own Headers lose `__proto__` when they are copied.
    const names = { constructor: 'c', hasownproperty: 'h', tostring: 't' }
    const headers = Object.fromEntries([...Object.entries({ ...validated.headers, ...names }), ['__proto__', 'p']])
    const { get, advance } = await newSession(harness, { '/': { body: 'x', headers } }, shared)
    const check = ({ response }: { response: Response }) => {
      for (const [name, value] of [
        ['constructor', 'c'],
        ['hasOwnProperty', 'h'],
        ['toString', 't'],
      ] as const) {
        // biome-ignore format: rows
        assert.strictEqual(response.headers.get(name), value, name)
      }
    }
    check(await get())
    check(await get())
    await advance(70)
    check(await get())
    assert.isUndefined(({} as Record<string, unknown>).p)
    const { get: getVarying } = await newSession(harness, { '/': { ...fresh, headers: { ...fresh.headers, vary: '__proto__, constructor' } } }, shared) // biome-ignore format: one line
    await getVarying()
    assert.isTrue((await getVarying()).response.fromCache)
  })

  /** What stands in the table in the place of a response, as somebody may have written it, and what a session makes of it. */
  async function planted(
    change: (meta: Record<string, unknown>, body: Uint8Array) => { meta: object; body?: Uint8Array },
  ) {
    const made = await newSession(harness, { '/': validated, '/to': fresh }, shared)
    const { response } = await made.get()
    const key = response.cacheKey ?? ''
    const [[, meta] = ['', {}]] = await listOf(made.cache.responses.metas())
    const forged = change({ ...(meta as Record<string, unknown>) }, new TextEncoder().encode('planted'))
    await made.cache.responses.putBlob(key, forged.body ?? new TextEncoder().encode('planted'), { meta: forged.meta })
    return { ...made, key }
  }

  test('an item that is no response, of whatever shape, is a miss that is overwritten', async () => {
    const shapes: object[] = [
      Object.fromEntries([['__proto__', { status: 200 }]]),
      { constructor: 'x' },
      { status: Number.MAX_SAFE_INTEGER },
      { status: 101 },
      { status: -200 },
      { headers: [] },
      { headers: { 'x-own': 7 } },
      { headers: { 'x-own': ['a'] } },
      { headers: 'x-own: 1' },
      { headers: null },
      { setCookie: 'a=1' },
      { setCookie: ['a=1\r\nx-evil: 1'] },
      { headers: { 'x-own': 'a\0b' } },
      { requestTime: 'yesterday' },
      { responseTime: -1 },
      { responseTime: null },
      { freshUntil: 'never' },
      { lifetimeMs: -1 },
      { claimedUntil: 'x' },
      { url: 7 },
      { type: {} },
      { vary: { 0: 'accept' } },
      { own: 'yes' },
      { decoded: 1 },
      { method: null },
    ]
    for (const shape of shapes) {
      const isWhole = Object.hasOwn(shape, '__proto__') || Object.hasOwn(shape, 'constructor')
      const { get, events } = await planted((meta) => ({ meta: isWhole ? shape : { ...meta, ...shape } }))
      const { response, text } = await get()
      assert.deepEqual([response.status, text, response.fromCache], [200, 'body', false], JSON.stringify(shape))
      assert.deepEqual(events.map(({ type }) => type), ['cache-read-failed'], JSON.stringify(shape)) // biome-ignore format: one line
      assert.isTrue((await get()).response.fromCache)
    }
  })

  test('an invalidation that somebody planted is a miss that is overwritten', async () => {
    for (const invalidated of [true, 9e15, 'x', null]) {
      const { get } = await planted(() => ({ meta: { invalidated } }))
      assert.isFalse((await get()).response.fromCache)
      assert.isTrue((await get()).response.fromCache, String(invalidated))
    }
  })

  test('a response that claims to be for one credential is for nobody else, where it stands for all', async () => {
    const { get } = await planted((meta) => ({
      meta: { ...meta, own: true, headers: { 'cache-control': 'private, max-age=60' } },
    }))
    assert.strictEqual((await get()).text, 'body', 'it is private, and this cache is shared')
    const authorized = await planted((meta) => ({ meta: { ...meta, own: true } }))
    assert.strictEqual((await authorized.get('/', { headers: { authorization: 'token' } })).text, 'body')
  })

  test('a Location that is a script leads nowhere', async () => {
    for (const location of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'http://user:pw@evil.test/',
    ]) {
      const { get, site } = await planted((meta) => ({
        meta: { ...meta, status: 302, headers: { location, 'cache-control': 'max-age=60' } },
      }))
      const before = (await site.requests()).length
      assert.instanceOf(await rejection(get()), TypeError)
      const manual = (await get('/', { redirect: 'manual' })).response
      assert.strictEqual(manual.headers.get('location'), location)
      assert.strictEqual((await site.requests()).length, before)
    }
  })

  test('300 KB of headers and thousands of names are what they are', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`x-${index}`, 'v'.repeat(100)]))
    const { get } = await planted((meta) => ({
      meta: { ...meta, headers: { ...(meta.headers as object), ...many } },
    }))
    const { response, text } = await get()
    assert.deepEqual([text, response.fromCache], ['planted', true])
    assert.strictEqual(response.headers.get('x-1999')?.length, 100)
  })

  test('times of the future, and a claim without an end, do not keep a response from being validated', async () => {
    const { get, advance, session } = await planted((meta) => ({ meta: { ...meta, claimedUntil: 8e15 } }))
    await advance(100)
    assert.isTrue((await get('/', { dynadict: { staleWhileRevalidate: true } })).response.isStale)
    await session.settle()
    assert.isFalse((await get()).response.isStale)
    assert.strictEqual((await get()).response.fromCache, true)
    const future = await planted((meta) => ({ meta: { ...meta, requestTime: 8e15, responseTime: 8e15, freshUntil: 8e15 } })) // biome-ignore format: one line
    const { response } = await future.get()
    assert.strictEqual(response.headers.get('age'), '0')
    await future.get('/', { cache: 'reload' })
    assert.strictEqual((await future.get()).text, 'body')
  })
}
