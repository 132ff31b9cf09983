import { assert } from 'chai'
import { noiseBytes } from '../dict/large.ts'
import { always, newLine, throttled } from '../faults.ts'
import { type Library, listOf, newName, rejection, type Suite } from '../harness.ts'
import { arrived } from '../session/fixture.ts'
import { WireClock } from '../wire-clock.ts'
import { answer, hostileItems, inLanguage, meta, newCache } from './fixture.ts'

/** What the cache forgets. */
export const deleting: Suite = (test, harness) => {
  const { lib } = harness
  const to = (path: string) => answer(60, { status: 301, body: 'moved', headers: { location: path } })

  test('a URL goes with its methods, variants and parts for credentials, and nothing else goes', async () => {
    const { cache, get, site, sent } = await newCache(
      harness,
      { '*': answer(60, { echo: 'accept-language', headers: { vary: 'accept-language' } }) },
      { shared: true, allowableMethods: ['GET', 'HEAD', 'POST'] },
    )
    for (const path of ['/a', '/a/', '/ab', '/a?x']) {
      for (const language of ['de', 'fr', 'it']) await get(path, inLanguage(language))
    }
    await get('/a', { method: 'POST', body: 'x', ...inLanguage('de') })
    await get('/a', { headers: { authorization: 'ada', 'accept-language': 'de' } })
    assert.lengthOf(await listOf(cache.entries({ url: `${site.url}/a` })), 5)
    sent.length = 0
    assert.strictEqual(await cache.delete({ url: `${site.url}/a` }), 5)
    assert.notInclude(sent, 'DeleteItem')
    assert.notInclude(sent, 'GetItem')
    assert.isFalse(await cache.contains(`${site.url}/a`))
    assert.deepEqual(
      await cache.urls(),
      ['/a/', '/a?x', '/ab'].map((path) => site.url + path),
    )
    assert.lengthOf(await listOf(cache.entries()), 9)
  })

  test('a throttle that lasts ends a deletion within about the time of one request', async () => {
    const { cache, get, site } = await newCache(harness, { '*': answer() })
    await get('/a')
    const line = await newLine(harness.faultsUrl, { ...throttled, operation: 'BatchWriteItem', times: always })
    const clock = new WireClock()
    const { tableName, namespace } = cache
    const place = { ...harness.connection, endpoint: line.url, tableName, namespace }
    const limited = new lib.DynamoDbCache({ ...place, clock, timeoutMs: 2_000 })
    const error = await rejection(limited.delete({ prefix: site.url }))
    assert.strictEqual((error as unknown as Library.BatchError).code, 'BATCH')
    assert.isBelow(clock.offsetMs, 4_000)
    assert.isTrue(await cache.contains(`${site.url}/a`))
  })

  test('keys, URLs and requests are taken from any iterable', async () => {
    const { cache, get, site } = await newCache(harness, { '*': answer() }, { allowableMethods: ['GET', 'POST'] })
    const keys: string[] = []
    for (const path of ['/a', '/b', '/c', '/d', '/e']) keys.push((await get(path)).response.cacheKey ?? '')
    const posting = (body: string) => ({ method: 'POST', body, headers: { 'content-type': 'text/x' } })
    await get('/f', posting('x'))
    await get('/f', posting('y'))
    const [a = '', b = '', c = ''] = keys
    assert.strictEqual(await cache.delete({ key: a }), 1)
    async function* some() {
      yield b
      yield c
      yield b
    }
    assert.strictEqual(await cache.delete({ keys: some() }), 2)
    assert.strictEqual(await cache.delete({ urls: new Set([`${site.url}/d`, new URL(`${site.url}/none`)]) }), 1)
    const requests = [new Request(`${site.url}/e`), new Request(`${site.url}/f`, posting('x'))]
    assert.strictEqual(await cache.delete({ requests }), 2)
    assert.isTrue(await cache.contains(new Request(`${site.url}/f`, posting('y'))))
    assert.lengthOf(await listOf(cache.entries()), 1)
  })

  test('what is under way is not stored any more, by URL, key and request; what is asked for afterwards is', async () => {
    const routes = { '*': answer(60, { delayMs: 200, headers: { vary: 'accept-language' } }) }
    const settings = { shared: true, allowableMethods: ['GET', 'HEAD', 'POST'] }
    const german = inLanguage('de')
    const authorized = { headers: { authorization: 'ada' } }
    const tenant = { headers: { authorization: 'ada', 'x-tenant': 'a' } }
    const post = { method: 'POST', body: 'x' }
    type Selecting = (url: string, key: string) => Library.DeleteSelector
    const cases: [what: string, init: Library.CachedRequestInit, by: Selecting][] = [
      ['url', {}, (url) => ({ url })],
      ['url of a further variant', german, (url) => ({ url })],
      ['url of a HEAD', { method: 'HEAD' }, (url) => ({ url })],
      ['url of a POST', post, (url) => ({ url })],
      ['url with credentials', authorized, (url) => ({ url })],
      ['urls', {}, (url) => ({ urls: [url] })],
      ['key', {}, (_, key) => ({ key })],
      ['keys of a further variant', german, (_, key) => ({ keys: [key] })],
      ['key with credentials', authorized, (_, key) => ({ key })],
      ['requests', {}, (url) => ({ requests: [new Request(url)] })],
      ['requests with a body', post, (url) => ({ requests: [new Request(url, post)] })],
      ['requests with credentials', authorized, (url) => ({ requests: [new Request(url)] })],
      ['requests with credentials and matched headers', tenant, (url) => ({ requests: [new Request(url, tenant)] })],
    ]
    const ask = async ([what, init, by]: (typeof cases)[number], isStored: boolean) => {
      const matched = what.includes('matched') ? { ...settings, matchHeaders: ['x-tenant'] } : settings
      const { cache, get, session, site } = await newCache(harness, routes, matched)
      if (what.includes('variant')) await get('/', inLanguage('en'))
      if (isStored) await get('/', init)
      const url = `${site.url}/`
      const before = (await site.requests()).length
      const underWay = session.fetch(url, { ...init, cache: 'reload' })
      await arrived(site, before + 1)
      // Of what is not there yet, the key is known to who has it from before.
      const key = isStored ? (await session.fetch(url, { ...init, cache: 'only-if-cached' })).cacheKey : undefined
      const response = await underWay
      await cache.delete(by(url, key ?? String(response.cacheKey)))
      await response.text()
      const only = { ...init, cache: 'only-if-cached' as const }
      assert.strictEqual((await get('/', only)).response.status, 504, `${what} ${isStored}`)
      await get('/', init)
      assert.strictEqual((await get('/', only)).response.status, 200, `${what} ${isStored}`)
    }
    for (const isStored of [true, false]) await Promise.all(cases.map((each) => ask(each, isStored)))
  })

  test('what is asked for again while it is removed, by prefix or state, is not brought back', async () => {
    for (const by of ['prefix', 'valid'] as const) {
      const { cache, get, session, site } = await newCache(harness, { '*': answer(60, { delayMs: 200 }) })
      await get('/a')
      const underWay = session.fetch(`${site.url}/a`, { cache: 'reload' })
      await arrived(site, 2)
      assert.strictEqual(await cache.delete(by === 'valid' ? { valid: true } : { prefix: `${site.url}/` }), 1)
      await (await underWay).text()
      assert.isFalse(await cache.contains(`${site.url}/a`), by)
      await get('/a')
      assert.isTrue((await get('/a')).response.fromCache)
    }
  })

  test('a request goes with its variants and parts for credentials', async () => {
    const { cache, get, site } = await newCache(
      harness,
      { '*': answer(60, { echo: 'accept-language', headers: { vary: 'accept-language' } }) },
      { shared: true },
    )
    for (const language of ['de', 'fr']) await get('/a', inLanguage(language))
    for (const authorization of ['ada', 'bob']) await get('/a', { headers: { authorization } })
    await get('/a', { method: 'HEAD', ...inLanguage('it') })
    assert.strictEqual(await cache.delete({ requests: [new Request(`${site.url}/a`)] }), 4)
    assert.lengthOf(await listOf(cache.entries()), 1, 'HEAD')
  })

  test('a host goes with all its URLs, and no namesake', async () => {
    const { cache, get, site, putRaw } = await newCache(harness, { '*': answer() })
    for (const path of ['/a', '/b']) await get(path)
    const { host } = new URL(site.url)
    const namesake = `http://${host}.evil.example/ ${'0'.repeat(32)}`
    await putRaw(namesake, meta({}))
    assert.strictEqual(await cache.delete({ host: host.slice(0, -1) }), 0)
    assert.strictEqual(await cache.delete({ host }), 2)
    assert.deepEqual(await listOf(cache.responses.keys()), [namesake])
  })

  test('a prefix of URLs, or of keys', async () => {
    const { cache, get, site } = await newCache(harness, { '*': answer() })
    for (const path of ['/a/1', '/a/2', '/b']) await get(path)
    assert.strictEqual(await cache.delete({ prefix: `${site.url}/a/` }), 2)
    assert.deepEqual(await cache.urls(), [`${site.url}/b`])
  })

  test('by hand-made keys too, the URL tells', async () => {
    const keyFn = ({ url }: { url: string }) => `own ${new URL(url).pathname}`
    const { cache, get, site } = await newCache(harness, { '*': answer() }, { keyFn })
    for (const path of ['/a', '/ab', '/abc', '/b']) await get(path)
    assert.strictEqual(await cache.delete({ url: `${site.url}/a` }), 1)
    assert.strictEqual(await cache.delete({ requests: [new Request(`${site.url}/ab`)] }), 1)
    assert.deepEqual(
      await cache.urls(),
      ['/abc', '/b'].map((path) => site.url + path),
    )
  })

  test('by state: expired, older than, invalid; each one alone, and within a part of the cache', async () => {
    const { cache, get, site, advance, putRaw, sent } = await newCache(
      harness,
      { '/short': answer(10), '/dead': answer(10), '/long': answer(10_000), '/new': answer(10_000) },
      { keepStale: '1h' },
    )
    await get('/dead')
    await advance(3_700)
    await get('/short')
    await get('/long')
    await advance(60)
    await get('/new')
    for (const [name, item] of Object.entries(hostileItems)) await putRaw(name, item)
    assert.strictEqual(await cache.delete({ expired: true, host: 'other.example' }), 0)
    sent.length = 0
    assert.strictEqual(
      await cache.delete({ expired: true }),
      2,
      'the stale one, and what the table should have removed',
    )
    assert.lengthOf(
      sent.filter((operation) => operation === 'DeleteItem'),
      2,
    )
    assert.strictEqual(await cache.delete({ olderThan: 30, url: `${site.url}/new` }), 0)
    assert.strictEqual(await cache.delete({ olderThan: 30 }), 1)
    assert.deepEqual(await cache.urls(), [`${site.url}/new`])
    assert.strictEqual(await cache.delete({ invalid: true }), Object.keys(hostileItems).length)
    assert.deepEqual(await listOf(cache.filter({ invalid: true })), [])
    assert.isTrue(await cache.contains(`${site.url}/new`))
  })

  test('by state, a response that is stored meanwhile stays', async () => {
    const { cache, get, advance, transport } = await newCache(harness, { '/a': [answer(10), answer(500)] })
    await get('/a')
    await advance(20)
    const send = transport.send.bind(transport)
    transport.send = async (operation, input, options) => {
      if (operation === 'DeleteItem') {
        transport.send = send
        await get('/a')
      }
      return send(operation, input, options)
    }
    assert.strictEqual(await cache.delete({ expired: true }), 0)
    assert.lengthOf(await listOf(cache.entries({ valid: true })), 1)
  })

  test('large bodies are listed with their size, and go with their chunks, by state', async () => {
    const content = noiseBytes(200_000)
    const own: typeof fetch = async () => new Response(content, { headers: { 'cache-control': 'max-age=10' } })
    const { cache, session, advance, sent } = await newCache(harness, {}, { fetch: own })
    await (await session.fetch('http://origin.invalid/')).arrayBuffer()
    const [entry] = await listOf(cache.entries())
    assert.strictEqual(entry?.size, 200_000)
    assert.deepEqual(await entry?.body(), content)
    await advance(20)
    sent.length = 0
    assert.strictEqual(await cache.delete({ expired: true }), 1)
    // The chunk, and the record of it, are left to the clean-up.
    assert.deepEqual(sent, ['Query', 'DeleteItem', 'UpdateItem', 'UpdateItem', 'Query'])
    assert.strictEqual(await entry?.body(), undefined)
  })

  test('a URL goes with what its redirects lead to, and with the redirects that lead to it', async () => {
    const routes = { '/a': to('b'), '/b': to('c'), '/c': answer(), '/d': to('c'), '/e': answer() }
    for (const path of ['/a', '/c']) {
      const { cache, get, site } = await newCache(harness, routes)
      for (const start of ['/a', '/d', '/e']) await get(start)
      assert.lengthOf(await listOf(cache.entries()), 5)
      assert.isAtLeast(await cache.redirects.size(), 3)
      await cache.delete({ url: site.url + path })
      assert.deepEqual(await cache.urls(), [`${site.url}/e`], path)
      assert.strictEqual(await cache.redirects.size(), 0, path)
    }
  })

  test('by key and by state, redirects that lead to what is gone are forgotten, and hops stay', async () => {
    const { cache, get, site, putRaw } = await newCache(harness, {
      '/a': to('b'),
      '/b': answer(),
      '/c': to('d'),
      '/d': answer(),
    })
    const { response } = await get('/a')
    await get('/c')
    await putRaw('odd', { value: { N: '1' } }, cache.redirects)
    assert.strictEqual(await cache.delete({ key: response.cacheKey ?? '' }), 1)
    assert.deepEqual(
      await cache.urls(),
      ['/a', '/c', '/d'].map((path) => site.url + path),
    )
    assert.lengthOf(await listOf(cache.redirects.keys()), 2)
  })

  test('progress is told, and a signal stops the work', async () => {
    const { cache, get } = await newCache(harness, { '*': answer() })
    for (const path of ['/a', '/b', '/c']) await get(path)
    const told: number[] = []
    const aborted = AbortSignal.abort(new Error('enough'))
    assert.strictEqual((await rejection(cache.delete({ valid: true, signal: aborted }))).message, 'enough')
    assert.strictEqual((await rejection(cache.delete({ keys: ['x'], signal: aborted }))).message, 'enough')
    assert.strictEqual(await cache.delete({ valid: true, onProgress: (removed) => told.push(removed) }), 3)
    assert.deepEqual(told, [1, 2, 3])
    await get('/a')
    const cleared: number[] = []
    assert.strictEqual(await cache.clear({ onProgress: (removed) => cleared.push(removed) }), 1)
    assert.deepEqual(cleared, [1])
    assert.strictEqual((await rejection(cache.clear({ signal: aborted }))).message, 'enough')
  })

  test('a selector that says nothing, or too much, is a TypeError and removes nothing', async () => {
    const { cache, get, sent } = await newCache(harness, { '*': answer() })
    await get('/a')
    sent.length = 0
    const bad: [selector: object, named: string][] = [
      [{}, 'clear'],
      [{ expired: false }, 'clear'],
      [{ url: undefined }, 'clear'],
      [{ key: 'a', url: 'https://example.com/' }, 'key and url'],
      [{ keys: ['a'], expired: true }, 'state'],
      [{ keys: 'abc' }, 'keys'],
      [{ urls: ['/a'] }, 'url'],
      [{ everything: true }, 'everything'],
    ]
    for (const [selector, named] of bad) {
      const error = await rejection(cache.delete(selector as Library.DeleteSelector))
      assert.instanceOf(error, TypeError, named)
      assert.include(error.message, named)
    }
    assert.deepEqual(sent, [])
  })

  test('a table that is not there is an empty cache', async () => {
    const { transport, clock } = await newCache(harness, {})
    const cache = new lib.DynamoDbCache({ tableName: newName('none'), transport, clock })
    assert.deepEqual(await listOf(cache.entries()), [])
    assert.strictEqual(await cache.delete({ expired: true }), 0)
    assert.strictEqual(await cache.delete({ url: 'https://example.com/' }), 0)
    assert.strictEqual(await cache.resetExpiration('1h'), 0)
    assert.isFalse(await cache.contains('https://example.com/'))
  })
}
