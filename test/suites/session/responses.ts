import { assert } from 'chai'
import { type Library, rejection, type Suite } from '../harness.ts'
import { newSession, validators } from './fixture.ts'

const fresh = { 'cache-control': 'max-age=60' }

/** What the caller gets: a genuine Response, the same from the table as from the network. */
export const responses: Suite = (test, harness) => {
  const { lib } = harness

  test('a hit equals the response of the network but for what a cache adds', async () => {
    const { get } = await newSession(harness, {
      '/': {
        status: 203,
        statusText: 'Told By Another',
        body: 'ünïcode',
        headers: { ...fresh, 'content-type': 'text/plain; charset=utf-8', etag: '"v1"', 'x-own': 'a, b' },
      },
    })
    const first = await get()
    const second = await get()
    const added = ['age', 'cache-status', 'connection', 'keep-alive', 'transfer-encoding']
    // A Date is added where there is none, and that of other origins is none for a page.
    if (!first.response.headers.has('date')) added.push('date')
    const headersOf = ({ response }: typeof first) =>
      Object.fromEntries([...response.headers].filter(([name]) => !added.includes(name)))
    assert.deepEqual(headersOf(second), headersOf(first))
    assert.strictEqual(second.text, first.text)
    for (const property of ['status', 'statusText', 'url', 'type', 'redirected', 'ok'] as const) {
      assert.strictEqual(second.response[property], first.response[property], property)
    }
  })

  test('it is a Response, tells where it comes from, and so does its clone', async () => {
    const { session, site } = await newSession(harness, { '/': { body: '{"a":1}', headers: fresh } })
    await (await session.fetch(`${site.url}/`)).text()
    const response = await session.fetch(`${site.url}/`)
    const clone = response.clone()
    for (const each of [response, clone, clone.clone()]) {
      assert.instanceOf(each, Response)
      assert.isTrue(each.fromCache)
      assert.isFalse(each.isStale)
      assert.isFalse(each.revalidated)
      assert.match(each.cacheKey ?? '', /^http:.* [0-9a-f]{32}$/)
      assert.instanceOf(each.createdAt, Date)
      assert.closeTo(Number(each.expires) - Number(each.createdAt), 60_000, 1_500)
      assert.match(each.cacheStatus, /^dynadict; hit; ttl=\d+$/)
      assert.strictEqual(each.headers.get('cache-status'), each.cacheStatus)
      assert.strictEqual(each.url, `${site.url}/`)
    }
    assert.deepEqual(await response.json(), { a: 1 })
    assert.deepEqual(await clone.json(), { a: 1 })
    assert.isTrue(response.bodyUsed)
  })

  test('it expires the earlier the older it was on arrival', async () => {
    const { get } = await newSession(harness, { '/': { body: 'x', headers: { ...fresh, age: '30' } } })
    for (const fromCache of [false, true]) {
      const { response } = await get()
      assert.strictEqual(response.fromCache, fromCache)
      assert.closeTo(Number(response.expires) - Number(response.createdAt), 30_000, 1_500)
    }
  })

  test('a miss says that it was stored, and where', async () => {
    const { get } = await newSession(harness, { '/': { body: 'x', headers: fresh }, '/no': { body: 'x' } })
    const { response } = await get()
    assert.match(response.cacheStatus, /^dynadict; fwd=uri-miss; fwd-status=200; stored; ttl=\d+$/)
    assert.isString(response.cacheKey)
    assert.strictEqual((await get()).response.cacheKey, response.cacheKey)
    const not = (await get('/no')).response
    assert.strictEqual(not.cacheStatus, 'dynadict; fwd=uri-miss; fwd-status=200; detail="no freshness"')
    assert.isUndefined(not.cacheKey)
  })

  test('Cache-Status of a cache before is kept', async () => {
    const { get } = await newSession(harness, {
      '/': { body: 'x', headers: { ...fresh, 'cache-status': 'Upstream; hit' } },
    })
    assert.match((await get()).response.headers.get('cache-status') ?? '', /^Upstream; hit, dynadict; fwd=uri-miss/)
    assert.match((await get()).response.headers.get('cache-status') ?? '', /^Upstream; hit, dynadict; hit/)
  })

  test('bytes come back exactly, whatever they are', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    const base64 = btoa(String.fromCharCode(...all))
    const { session, site } = await newSession(harness, {
      '/latin': { body: '6eQ=', base64: true, headers: { ...fresh, 'content-type': 'text/plain; charset=iso-8859-1' } },
      '/all': { body: base64, base64: true, headers: fresh },
      '/json': { body: '{ "n": 12345678901234567890, "a": [3, 1.0],\n "nul": null }', headers: fresh },
      '/null': { body: 'null', headers: { ...fresh, 'content-type': 'application/json' } },
    })
    for (const path of ['/latin', '/all', '/json', '/null']) {
      const first = new Uint8Array(await (await session.fetch(site.url + path)).arrayBuffer())
      const hit = await session.fetch(site.url + path)
      assert.isTrue(hit.fromCache)
      assert.deepEqual(new Uint8Array(await hit.arrayBuffer()), first)
    }
    assert.deepEqual(new Uint8Array(await (await session.fetch(`${site.url}/all`)).arrayBuffer()), all)
  })

  test('a coded body is stored decoded, and its coding and coded length are gone', async () => {
    for (const coding of ['gzip', 'br'] as const) {
      const { get } = await newSession(harness, { '/': { body: 'text ', repeat: 1_000, coding, headers: fresh } })
      for (const fromCache of [false, true]) {
        const { response, text } = await get()
        assert.strictEqual(response.fromCache, fromCache)
        assert.strictEqual(text.length, 5_000)
        assert.isNull(response.headers.get('content-encoding'))
        assert.isNull(response.headers.get('content-length'))
      }
    }
  })

  test('statuses without a body have none', async () => {
    const { get } = await newSession(harness, { '/': { status: 204, headers: fresh } })
    for (let time = 0; time < 2; time++) {
      const { response } = await get()
      assert.strictEqual(response.status, 204)
      assert.isNull(response.body)
    }
  })

  test('a body can be read in chunks, by a BYOB reader, and is stored once it has ended', async () => {
    const { session, site } = await newSession(harness, {
      '/': { body: 'x', repeat: 10_000, chunked: true, headers: fresh },
    })
    const response = await session.fetch(`${site.url}/`)
    const reader = response.body?.getReader({ mode: 'byob' })
    let size = 0
    for (;;) {
      const { done, value } = (await reader?.read(new Uint8Array(700))) ?? { done: true }
      if (done) break
      size += value?.byteLength ?? 0
    }
    assert.strictEqual(size, 10_000)
    const hit = await session.fetch(`${site.url}/`)
    assert.isTrue(hit.fromCache)
    assert.strictEqual((await hit.text()).length, 10_000)
  })

  test('a reader who changes his chunks does not change what is stored', async () => {
    const { session, site } = await newSession(harness, { '/': { body: 'original', headers: fresh } })
    const response = await session.fetch(`${site.url}/`)
    for await (const chunk of response.body as ReadableStream<Uint8Array>) chunk.fill(0)
    assert.strictEqual(await (await session.fetch(`${site.url}/`)).text(), 'original')
  })

  test('fetch is bound, assignable to typeof fetch, and takes strings, URLs and Requests', async () => {
    const { session, site } = await newSession(harness, { '*': { body: 'x', headers: fresh } })
    const bound: typeof fetch = session.fetch
    const { fetch: alone } = session
    await (await alone(`${site.url}/`)).text()
    await (await bound(new URL(`${site.url}/`))).text()
    const request = new Request(`${site.url}/`)
    assert.isTrue((await alone(request)).fromCache)
    assert.isFalse(request.bodyUsed)
  })

  test('init may be a Request, null, or an object that inherits its members', async () => {
    const { session, site } = await newSession(harness, { '*': { body: 'x', headers: fresh } })
    const url = `${site.url}/`
    const put = new Request(url, { method: 'PUT', headers: { authorization: 'token' } })
    await (await session.fetch(url, put as never)).text()
    await (await session.fetch(url, Object.create({ method: 'DELETE' }))).text()
    await (await session.fetch(url, null)).text()
    const requests = await site.requests()
    assert.deepEqual(
      requests.map(({ method, headers }) => [method, headers.authorization]),
      [
        ['PUT', 'token'],
        ['DELETE', undefined],
        ['GET', undefined],
      ],
    )
  })

  test('a Request as init brings its body along', async () => {
    const { session, site } = await newSession(harness, { '*': { body: 'x', headers: fresh } })
    const post = new Request(`${site.url}/`, { method: 'POST', body: 'sent' })
    await (await session.fetch(`${site.url}/`, post as never)).text()
    assert.deepEqual(
      (await site.requests()).map(({ method, body }) => [method, body]),
      [['POST', 'sent']],
    )
  })

  test('what fetch refuses is refused on a hit, too', async () => {
    const { session, site } = await newSession(harness, { '/': { body: 'x', headers: fresh } })
    const url = `${site.url}/`
    await (await session.fetch(url)).text()
    assert.isTrue((await session.fetch(url)).fromCache)
    const integrity = 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
    for (const init of [{ body: 'x' }, { redirect: 'bogus' }, { integrity }] as RequestInit[]) {
      const outcome = (response: Promise<Response>) =>
        response.then(
          () => 'taken',
          (error) => error.name,
        )
      assert.strictEqual(await outcome(session.fetch(url, init as never)), await outcome(fetch(url, init)))
    }
    assert.instanceOf(await rejection(session.fetch(url, { cache: 'bogus' } as never)), TypeError)
    const request = new Request(url, { signal: AbortSignal.abort() })
    assert.isTrue((await session.fetch(request, { signal: null })).fromCache)
    assert.isNull((await session.fetch(url, { method: 'HEAD' })).body)
    assert.isNull((await session.fetch(url, { method: 'HEAD' })).body)
  })

  test('an empty chunk does not end or hang a body', async () => {
    const chunks = ['', 'hi', '', '', 'ho', '']
    const own: typeof fetch = async () => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
          controller.close()
        },
      })
      return new Response(body, { headers: fresh })
    }
    const { session } = await newSession(harness, {}, { fetch: own })
    assert.strictEqual(await (await session.fetch('http://origin.invalid/')).text(), 'hiho')
    const hit = await session.fetch('http://origin.invalid/')
    assert.isTrue(hit.fromCache)
    assert.strictEqual(await hit.text(), 'hiho')
  })

  test('a reason phrase beyond Latin-1 is kept', async () => {
    const own: typeof fetch = async () => {
      const response = new Response('x', { headers: fresh })
      return Object.defineProperty(response, 'statusText', { value: '✓ ok' })
    }
    const { session } = await newSession(harness, {}, { fetch: own })
    for (const fromCache of [false, true]) {
      const response = await session.fetch('http://origin.invalid/')
      assert.strictEqual(response.statusText, '✓ ok')
      assert.strictEqual(response.fromCache, fromCache)
      await response.text()
    }
  })

  test('an abort rejects with its reason, before and during the request', async () => {
    const { session, site } = await newSession(harness, { '/': { never: true } })
    const before = AbortSignal.abort(new Error('gone'))
    assert.strictEqual((await rejection(session.fetch(`${site.url}/`, { signal: before }))).message, 'gone')
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(new Error('left')), 50)
    assert.strictEqual((await rejection(session.fetch(`${site.url}/`, { signal: leaving.signal }))).message, 'left')
  })

  const ofModes = ['cache-control', 'pragma']

  /** The names of the headers that the origin sees of plain fetches and of those of a session. */
  async function newWitness() {
    const { get, site, advance } = await newSession(harness, {
      '/': { body: 'x', headers: { ...fresh, ...validators } },
    })
    const seen = async () => Object.keys((await site.requests()).at(-1)?.headers ?? {}).sort()
    await fetch(`${site.url}/`)
    const plain = await seen()
    const own = async (init: Library.CachedRequestInit = {}) => {
      await get('/', init)
      return seen()
    }
    return { plain, own, advance }
  }

  test('nothing of our own reaches the origin but the conditions of a validation', async () => {
    const { plain, own, advance } = await newWitness()
    const conditions = ['if-none-match', 'if-modified-since']
    const rest = (names: string[], but: string[]) => names.filter((name) => !but.includes(name))
    assert.deepEqual(rest(await own({ dynadict: { expireAfter: '1h' } }), ofModes), plain)
    await advance(7_200)
    const validating = await own()
    assert.deepEqual(rest(validating, [...ofModes, ...conditions]), plain)
    assert.isTrue(conditions.some((name) => validating.includes(name)))
  })

  test('Cache-Control and Pragma are sent for the modes that ask for them, and for no other', async () => {
    const { plain, own, advance } = await newWitness()
    assert.deepEqual(await own(), plain)
    await advance(100)
    const validating = await own()
    for (const name of ofModes) assert.notInclude(validating, name)
    const bypass = [...plain, ...ofModes].sort()
    assert.deepEqual(await own({ cache: 'no-store' }), bypass)
    assert.deepEqual(await own({ cache: 'reload' }), bypass)
  })

  test('a wrong setting is named', async () => {
    const { session, site, cache } = await newSession(harness, {})
    const bad: [object, RegExp][] = [
      [{ expireAfter: 'soon' }, /expireAfter/],
      [{ expireAfter: -5 }, /expireAfter/],
      [{ allowableCodes: 200 }, /allowableCodes/],
      [{ allowableCodes: [206] }, /allowableCodes/],
      [{ cacheMode: 'sometimes' }, /cacheMode/],
      [{ maxBodyBytes: -1 }, /maxBodyBytes/],
      [{ cacheTimeoutMs: 0 }, /cacheTimeoutMs/],
      [{ shared: 'no' }, /shared/],
      [{ fetch: 'fetch' }, /fetch/],
      [{ cache: {} }, /cache must be a DynamoDbCache/],
      [{ expire_after: 5 }, /CachedSession has no option 'expire_after'/],
      [{ region: 'us west' }, /region/],
    ]
    for (const [settings, message] of bad) {
      assert.throws(() => new lib.CachedSession('some-table', { ...harness.connection, ...settings } as never), message)
    }
    assert.throws(() => new lib.CachedSession({ cache, region: 'us-west-2' }), /region belongs to the cache/)
    new lib.CachedSession({ cache, region: undefined })
    assert.throws(() => new lib.CachedSession({ cache, tableName: 'x' } as never), /tableName/)
    assert.throws(() => new lib.CachedSession('some-table', { cache }), /tableName belongs to the cache/)
    const wrong = session.fetch(`${site.url}/`, { dynadict: { expire: 5 } } as never)
    assert.match((await rejection(wrong)).message, /init\.dynadict has no option 'expire'/)
  })
}
