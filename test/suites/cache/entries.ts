import { assert } from 'chai'
import { type Library, listOf, rejection, type Suite } from '../harness.ts'
import { answer, hostileItems, inLanguage, meta, newCache } from './fixture.ts'

/** What the cache says of what it holds. */
export const entries: Suite = (test, harness) => {
  const { lib } = harness
  const pathsOf = (site: { url: string }, list: readonly Library.StoredEntry[]) =>
    list.map(({ url }) => url.slice(site.url.length))

  test('an entry tells of a stored response all but its body, which is read when it is asked for', async () => {
    const { cache, get, site, sent, clock } = await newCache(harness, {
      '/a': answer(60, { status: 404, body: 'gone', headers: { 'content-type': 'text/plain' } }),
    })
    const { response } = await get('/a')
    sent.length = 0
    const entry = await cache.get(`${site.url}/a`)
    assert.deepEqual(sent, ['GetItem'])
    assert.strictEqual(entry?.key, response.cacheKey)
    assert.strictEqual(entry?.url, `${site.url}/a`)
    assert.strictEqual(entry?.method, 'GET')
    assert.strictEqual(entry?.status, 404)
    assert.strictEqual(entry?.headers.get('content-type'), 'text/plain')
    assert.strictEqual(entry?.size, 4)
    assert.isFalse(entry?.isStale)
    assert.closeTo(Number(entry?.createdAt), clock.now(), 10_000)
    assert.closeTo(Number(entry?.expires), clock.now() + 60_000, 10_000)
    assert.closeTo(Number(entry?.keptUntil), clock.now() + 60_000 + 7 * 86_400_000, 10_000)
    sent.length = 0
    assert.strictEqual(new TextDecoder().decode(await entry?.body()), 'gone')
    assert.deepEqual(sent, ['GetItem'])
  })

  test('a request, a URL and a key find an entry; what is not there is undefined', async () => {
    const { cache, get, session, site } = await newCache(
      harness,
      { '*': answer() },
      { allowableMethods: ['GET', 'POST'] },
    )
    const { response } = await get('/a')
    await get('/b', { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } })
    const posted = (body: string) =>
      new Request(`${site.url}/b`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    assert.isTrue(await cache.contains(`${site.url}/a`))
    assert.isTrue(await cache.contains(new URL(`${site.url}/a`)))
    assert.isTrue(await cache.contains(new Request(`${site.url}/a`)))
    assert.isTrue(await cache.contains({ key: response.cacheKey ?? '' }))
    const request = posted('{"a":1}')
    assert.isTrue(await cache.contains(request))
    assert.strictEqual(await request.text(), '{"a":1}', 'its body is not used up')
    assert.isFalse(await cache.contains(posted('{"a":2}')))
    assert.isFalse(await cache.contains(`${site.url}/b`))
    assert.isFalse(await cache.contains({ key: 'no such' }))
    assert.strictEqual(await cache.get(`${site.url}/c`), undefined)
    await session.settle()
  })

  test('the request selects the variant', async () => {
    const { cache, get, site } = await newCache(harness, {
      '/': answer(60, { echo: 'accept-language', headers: { vary: 'accept-language' } }),
    })
    for (const language of ['de', 'fr']) await get('/', inLanguage(language))
    for (const language of ['de', 'fr']) {
      const entry = await cache.get(new Request(`${site.url}/`, inLanguage(language)))
      assert.strictEqual(new TextDecoder().decode(await entry?.body()), language)
      assert.deepEqual(entry?.vary, ['accept-language'])
    }
    assert.isFalse(await cache.contains(new Request(`${site.url}/`, inLanguage('it'))))
  })

  test('what one user got with credentials is found with the same credentials only', async () => {
    const { cache, get, site } = await newCache(harness, { '/': answer() }, { shared: true })
    const as = (user: string) => ({ headers: { authorization: user } })
    await get('/', as('ada'))
    assert.isTrue(await cache.contains(new Request(`${site.url}/`, as('ada'))))
    assert.isFalse(await cache.contains(new Request(`${site.url}/`, as('bob'))))
    assert.isFalse(await cache.contains(`${site.url}/`))
    const [entry] = await listOf(cache.entries())
    assert.isTrue(entry?.isOwn)
  })

  test('requests become keys by the settings of the session, or by those that are given', async () => {
    const settings = { ignoredParameters: ['utm'], sortQuery: true }
    const { cache, get, site, transport, clock } = await newCache(harness, { '*': answer() }, settings)
    await get('/?b=1&a=2&utm=x')
    assert.isTrue(await cache.contains(`${site.url}/?a=2&b=1`))
    const { namespace, tableName } = cache
    const other = new lib.DynamoDbCache({ tableName, namespace, transport, clock })
    assert.isFalse(await other.contains(`${site.url}/?b=1&a=2&utm=x`))
    assert.isTrue(await other.contains(`${site.url}/?b=1&a=2&utm=y`, { settings }))
    const bad = { settings: { sortQuerry: true } as object }
    assert.include((await rejection(other.contains(`${site.url}/`, bad))).message, 'sortQuerry')
  })

  test('the URL, the host, or a prefix bounds the entries, and no namesake of theirs comes in', async () => {
    const { cache, get, site, putRaw } = await newCache(harness, { '*': answer() })
    for (const path of ['/a', '/a/b', '/a?x', '/ab', '/b']) await get(path)
    const host = new URL(site.url).host
    await putRaw(`http://${host}.evil.example/ ${'0'.repeat(32)}`, meta({ url: { S: `http://${host}.evil.example/` } }))
    const listed = async (options: Library.EntriesOptions) =>
      pathsOf(site, await listOf(cache.filter({ ...options, invalid: false })))
    assert.deepEqual(await listed({ url: `${site.url}/a` }), ['/a'])
    assert.deepEqual(await listed({ url: new URL(`${site.url}/a?x`) }), ['/a?x'])
    assert.deepEqual(await listed({ prefix: `${site.url}/a/` }), ['/a/b'])
    assert.deepEqual(await listed({ prefix: `${site.url}/a` }), ['/a', '/a/b', '/a?x', '/ab'])
    assert.deepEqual(await listed({ host }), ['/a', '/a/b', '/a?x', '/ab', '/b'])
    assert.deepEqual(await listed({ host: 'other.example' }), [])
    assert.deepEqual(await listed({ host, limit: 2 }), ['/a', '/a/b'])
    assert.lengthOf(await listOf(cache.entries()), 6)
  })

  test('where keyFn makes the keys, the stored URL tells', async () => {
    const settings: Library.SessionSettings = { keyFn: ({ url }) => `own ${new URL(url).pathname}` }
    const { cache, get, site } = await newCache(harness, { '*': answer() }, settings)
    for (const path of ['/a', '/b']) await get(path)
    assert.deepEqual(pathsOf(site, await listOf(cache.entries({ url: `${site.url}/a` }))), ['/a'])
    assert.lengthOf(await listOf(cache.entries({ host: new URL(site.url).host })), 2)
    assert.lengthOf(await listOf(cache.entries({ prefix: 'own ' })), 2)
    assert.isTrue(await cache.contains(`${site.url}/b`))
  })

  test('valid, stale and expired are states, olderThan bounds them', async () => {
    const { cache, get, site, advance, clock } = await newCache(
      harness,
      { '/short': answer(10), '/long': answer(1_000), '/dead': answer(10) },
      { keepStale: '1h' },
    )
    await get('/dead')
    await advance(3_700)
    await get('/short')
    await get('/long')
    await advance(60)
    const listed = async (options: Library.StateOptions) =>
      pathsOf(site, (await listOf(cache.filter({ ...options, invalid: false }))) as Library.StoredEntry[]).sort()
    assert.deepEqual(await listed({}), ['/long', '/short'])
    assert.deepEqual(await listed({ valid: true }), ['/long'])
    assert.deepEqual(await listed({ stale: true }), ['/short'])
    assert.deepEqual(await listed({ valid: true, stale: true }), ['/long', '/short'])
    assert.deepEqual(await listed({ expired: true }), ['/dead', '/short'])
    assert.deepEqual(await listed({ expired: true, olderThan: '1h' }), ['/dead'])
    assert.deepEqual(await listed({ olderThan: 30 }), ['/long', '/short'])
    assert.deepEqual(await listed({ olderThan: 300 }), [])
    assert.deepEqual(await listed({ olderThan: new Date(clock.now()) }), ['/long', '/short'])
    const [stale] = await listOf(cache.entries({ stale: true }))
    assert.isTrue(stale?.isStale)
  })

  test('urls are sorted, each once, with secrets hidden', async () => {
    const { cache, get, site } = await newCache(harness, { '*': answer(60, { headers: { vary: 'accept-language' } }) })
    for (const path of ['/b', '/a', '/a?api_key=MARK']) {
      for (const language of ['de', 'fr']) await get(path, inLanguage(language))
    }
    const expected = ['/a', '/a?api_key=REDACTED', '/b'].map((path) => site.url + path)
    assert.deepEqual(await cache.urls(), expected)
    assert.deepEqual(await cache.urls({ prefix: `${site.url}/b` }), expected.slice(2))
  })

  test('what is no stored response ends no listing, and is told on demand', async () => {
    const { cache, get, putRaw } = await newCache(harness, { '*': answer() })
    await get('/a')
    for (const [name, item] of Object.entries(hostileItems)) await putRaw(`http ${name}`, item)
    assert.lengthOf(await listOf(cache.entries()), 1)
    assert.lengthOf(await cache.urls(), 1)
    const invalid = await listOf(cache.filter({ invalid: true }))
    assert.sameMembers(
      invalid.map(({ key }) => key),
      Object.keys(hostileItems).map((name) => `http ${name}`),
    )
    for (const entry of invalid) assert.isTrue(lib.isDynadictError(entry.error), entry.key)
    assert.lengthOf(await listOf(cache.filter({ invalid: true, valid: true })), 1 + invalid.length)
    assert.isFalse(await cache.contains({ key: 'http no meta' }))
    assert.strictEqual((await rejection(cache.get({ key: 'http no meta' }))).code, 'DECODE')
  })

  test('what an attacker writes into an entry stays text', async () => {
    const { cache, putRaw } = await newCache(harness, {})
    await putRaw('https://hostile.example/ x', {
      ...meta({
        url: { S: 'javascript:alert(1)' },
        headers: { M: { __proto__x: { S: '1' }, constructor: { S: '<script>' } } },
        freshUntil: { N: '-1e100' },
      }),
      expires: { N: '1e100' },
    })
    await putRaw('https://hostile.example/ y', meta({ freshUntil: { N: '1e100' }, size: { N: '7' } }))
    const [first, second] = await listOf(cache.entries())
    assert.strictEqual(first?.url, 'javascript:alert(1)')
    assert.strictEqual(first?.headers.get('constructor'), '<script>')
    assert.isTrue(first?.isStale)
    assert.strictEqual(first?.keptUntil, undefined)
    assert.strictEqual(second?.expires, undefined)
    assert.strictEqual((await second?.body())?.byteLength, 1)
  })

  test('a mark of invalidation is no entry', async () => {
    const { cache, get, session, site } = await newCache(harness, { '*': answer() })
    await get('/a')
    await session.fetch(`${site.url}/a`, { method: 'POST' })
    assert.lengthOf(await listOf(cache.responses.keys()), 1)
    assert.deepEqual(await listOf(cache.filter({ valid: true, stale: true, expired: true, invalid: true })), [])
    assert.isFalse(await cache.contains(`${site.url}/a`))
  })

  test('the body of another response is never that of an entry', async () => {
    const { cache, get } = await newCache(harness, { '/a': [answer(60, { body: 'old' }), answer(60, { body: 'new' })] })
    await get('/a')
    const [old] = await listOf(cache.entries())
    await get('/a', { cache: 'reload' })
    assert.strictEqual(await old?.body(), undefined)
    const [now] = await listOf(cache.entries())
    assert.strictEqual(new TextDecoder().decode(await now?.body()), 'new')
    await cache.clear()
    assert.strictEqual(await now?.body(), undefined)
  })

  test('an entry is still its own when the origin has confirmed it: its size is kept', async () => {
    const { cache, get, advance } = await newCache(harness, {
      '/a': answer(10, { body: '12345', headers: { etag: '"v1"', 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' } }),
    })
    await get('/a')
    await advance(20)
    assert.isTrue((await get('/a')).response.revalidated)
    const [entry] = await listOf(cache.entries({ valid: true }))
    assert.strictEqual(entry?.size, 5)
  })

  test('a signal ends a listing, and a bad option is a TypeError', async () => {
    const { cache, get } = await newCache(harness, { '*': answer() })
    await get('/a')
    const signal = AbortSignal.abort(new Error('enough'))
    assert.strictEqual((await rejection(listOf(cache.entries({ signal })))).message, 'enough')
    const bad: [options: object, named: string][] = [
      [{ expire: true }, 'expire'],
      [{ url: '/a' }, 'url'],
      [{ url: 'ftp://x/' }, 'url'],
      [{ host: 'a/b' }, 'host'],
      [{ host: 'example.com', prefix: 'x' }, 'host and prefix'],
      [{ olderThan: 'yesterday' }, 'olderThan'],
      [{ limit: -1 }, 'limit'],
    ]
    for (const [options, named] of bad) {
      const error = await rejection(listOf(cache.entries(options)))
      assert.instanceOf(error, TypeError)
      assert.include(error.message, named)
    }
  })
}
