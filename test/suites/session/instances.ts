import { assert } from 'chai'
import { type Library, newName, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { arrived, newSession, validators } from './fixture.ts'

const shared: Library.SessionSettings = { shared: true }
const posting = { allowableMethods: ['GET', 'HEAD', 'POST'] }
const fresh: Answer = { body: 'body {count} ', repeat: 50, headers: { 'cache-control': 'max-age=60' } }
const times = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Of several instances with one table, and of requests that pass each other (DESIGN §5). */
export const instances: Suite = (test, harness) => {
  const { lib, connection, endpoint } = harness

  /** Sessions as of further processes: nothing in common but the table. */
  async function newInstances(routes: Record<string, Answer | Answer[]>, settings: Library.SessionSettings = {}) {
    const made = await newSession(harness, routes, { ...shared, ...settings })
    const { cache, clock } = made
    const another = (further: Library.SessionSettings = {}) => {
      const transport = lib.createTransport({ ...connection, endpoint })
      const { tableName, namespace } = cache
      const own = new lib.DynamoDbCache({ tableName, namespace, transport, clock })
      return new lib.CachedSession({ cache: own, clock, ...harness.session, ...shared, ...settings, ...further })
    }
    return { ...made, another, url: `${made.site.url}/` }
  }

  test('many instances validate a stale response behind its use by one request', async () => {
    const routes = { '/': { ...fresh, headers: { ...fresh.headers, ...validators }, delayMs: 100 } }
    const { get, another, advance, hits, url } = await newInstances(routes, { staleWhileRevalidate: true })
    await get()
    await advance(100)
    const sessions = times(10).map(() => another())
    const responses = await Promise.all(sessions.map((session) => session.fetch(url)))
    for (const response of responses) assert.isTrue(response.isStale)
    await Promise.all(sessions.map((session) => session.settle()))
    assert.strictEqual(await hits(), 2)
    assert.isFalse((await get()).response.isStale)
  })

  test('a claim ends by itself, so that an instance that died keeps nobody from validating', async () => {
    const routes = { '/': { ...fresh, headers: { ...fresh.headers, ...validators } } }
    const { get, another, advance, hits, session, url } = await newInstances(routes, { staleWhileRevalidate: true })
    await get()
    await advance(100)
    const dying: typeof fetch = () => new Promise(() => {})
    assert.isTrue((await another({ fetch: dying }).fetch(url)).isStale)
    // Its claim is written behind its answer.
    await new Promise((resolve) => setTimeout(resolve, 200))
    await get()
    await session.settle()
    assert.strictEqual(await hits(), 1)
    await advance(40)
    await get()
    await session.settle()
    assert.strictEqual(await hits(), 2)
    assert.isFalse((await get()).response.isStale)
  })

  test('a response that comes later than a newer one does not take its place', async () => {
    const { session, another, url, site, get } = await newInstances({ '/': [{ ...fresh, delayMs: 300 }, fresh] })
    const older = another().fetch(url)
    await arrived(site, 1)
    // Times are told in milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 5))
    await (await session.fetch(url)).text()
    assert.match(await (await older).text(), /^body 1/)
    assert.match((await get()).text, /^body 2/)
  })

  test('what a request invalidates is not brought back by a GET that was under way: of all variants and credentials', async () => {
    const varying = (text: string, when?: Answer['when']): Answer => ({
      ...(when && { when }),
      body: text,
      delayMs: 250,
      headers: { 'cache-control': 'max-age=60', vary: 'accept-language' },
    })
    const asked: Library.CachedRequestInit[] = [
      {},
      { headers: { 'accept-language': 'de' } },
      { headers: { authorization: 'Bearer ada' } },
      { headers: { authorization: 'Bearer bob' } },
    ]
    for (const isStored of [true, false]) {
      const routes = { 'PUT /': { body: 'done' }, '/': varying('old') }
      const { another, url, site } = await newInstances(routes)
      const [reader, writer] = [another(), another()]
      const before = isStored ? 1 : 0
      if (isStored) await (await reader.fetch(url)).text()
      // Those that are there are asked for again.
      const init = (own: Library.CachedRequestInit) => ({ ...own, cache: 'reload' as const })
      const underWay = asked.map((own) => reader.fetch(url, init(own)))
      await arrived(site, before + asked.length)
      await (await writer.fetch(url, { method: 'PUT', body: 'x', headers: { authorization: 'Bearer ada' } })).text()
      await Promise.all(underWay.map(async (response) => (await response).text()))
      for (const own of asked) {
        const kept = await another().fetch(url, { ...own, cache: 'only-if-cached' })
        assert.strictEqual(kept.status, 504, JSON.stringify([isStored, own]))
      }
    }
  })

  /** Whether requests that are under way while a PUT is done are stored after it, by what they are. */
  async function storedAmid(
    asked: Library.CachedRequestInit[],
    settings: Library.SessionSettings = {},
    isAskedAgain = false,
  ) {
    const kept: [what: string, isStored: boolean][] = []
    for (const before of [0, 1]) {
      for (const init of asked) {
        const routes = {
          'PUT /': { body: 'done' },
          '/': [...(before ? [fresh] : []), { ...fresh, delayMs: 400 }, fresh],
        }
        const { another, url, site } = await newInstances(routes, settings)
        if (before) await (await another().fetch(url, init)).text()
        const underWay = another().fetch(url, { ...init, cache: 'reload' })
        await arrived(site, before + 1)
        await (await another().fetch(url, { method: 'PUT', body: 'x' })).text()
        // What is asked for afterwards takes the place of the mark.
        if (isAskedAgain) await (await another().fetch(url)).text()
        await (await underWay).text()
        const { ok } = await another().fetch(url, { ...init, cache: 'only-if-cached' })
        kept.push([JSON.stringify([before, init]), ok])
      }
    }
    return kept.flatMap(([what, isStored]) => (isStored ? what : []))
  }

  test('so it is for a HEAD, and for a POST that is allowable', async () => {
    const post = { method: 'POST', body: 'x' }
    const asked = [{ method: 'HEAD' }, post, { ...post, headers: { authorization: 'Bearer ada' } }]
    assert.deepEqual(await storedAmid(asked, posting), [])
  })

  test('so it is where a newer response has taken the place of the mark', async () => {
    // A HEAD would be answered by the newer GET.
    const asked = [{ method: 'POST', body: 'x' }, { headers: { authorization: 'Bearer ada' } }]
    assert.deepEqual(await storedAmid(asked, posting, true), [])
  })

  test('so it is where other headers count in the key: matched ones, and those that route', async () => {
    const asked = [{ headers: { 'x-tenant': 'a' } }, { headers: { 'x-forwarded-host': 'a.example' } }, {}]
    assert.deepEqual(await storedAmid(asked, { matchHeaders: ['x-tenant'] }), [])
  })

  test('so it is where the PUT is done just before the write, and after the look for what forbids it', async () => {
    const headers = { 'cache-control': 'max-age=60', vary: 'accept-language' }
    const english = { 'accept-language': 'en' }
    const asked: Library.CachedRequestInit[] = [
      { method: 'POST', body: 'x', headers: english },
      { headers: { 'accept-language': 'de' } },
      { headers: { ...english, authorization: 'Bearer ada' } },
    ]
    for (const init of asked) {
      const { cache, another, url } = await newInstances({ 'PUT /': { body: 'done' }, '/': { headers } }, posting)
      await (await another().fetch(url, { headers: english })).text()
      const transport = lib.createTransport({ ...connection, endpoint })
      const put = async () => (await another().fetch(url, { method: 'PUT', body: 'x' })).text()
      let isDone = false
      const late: Library.Transport = {
        send: async (operation, input, options) => {
          if (operation === 'PutItem' && !isDone) {
            isDone = true
            await put()
          }
          return transport.send(operation, input, options)
        },
      }
      const { tableName, namespace } = cache
      const own = new lib.DynamoDbCache({ tableName, namespace, transport: late })
      const session = new lib.CachedSession({
        cache: own,
        ...harness.session,
        ...shared,
        ...posting,
        cacheTimeoutMs: 10_000,
      })
      await (await session.fetch(url, init)).text()
      assert.isTrue(isDone)
      const kept = await another().fetch(url, { ...init, cache: 'only-if-cached' })
      assert.strictEqual(kept.status, 504, JSON.stringify(init))
    }
  })

  test('so it is of what is stored where keyFn makes the keys', async () => {
    const keyFn = ({ method, url: of }: { method: string; url: string }) => `mine ${method} ${new URL(of).pathname}`
    const headers = { 'cache-control': 'max-age=60', vary: 'accept-language' }
    const { session, another, url } = await newInstances({ 'PUT /': { body: 'done' }, '/': { headers } }, { keyFn })
    const asked: Library.CachedRequestInit[] = [
      { method: 'HEAD' },
      {},
      { headers: { 'accept-language': 'de' } },
      { headers: { authorization: 'Bearer ada' } },
    ]
    for (const init of asked) await (await session.fetch(url, init)).text()
    await (await another().fetch(url, { method: 'PUT', body: 'x', headers: { authorization: 'Bearer bob' } })).text()
    for (const init of asked) {
      const { status } = await session.fetch(url, { ...init, cache: 'only-if-cached' })
      assert.strictEqual(status, 504, JSON.stringify(init))
    }
  })

  test('so it is for those who know already how the responses vary', async () => {
    const headers = { 'cache-control': 'max-age=60', vary: 'accept-language' }
    const routes = {
      'PUT /': { body: 'done' },
      '/': [{ headers }, { headers, delayMs: 300 }, { headers, body: 'new' }],
    }
    const { session, another, url, site, get } = await newInstances(routes)
    const german = { headers: { 'accept-language': 'de' } }
    await get()
    const underWay = session.fetch(url, german)
    await arrived(site, 2)
    await (await another().fetch(url, { method: 'PUT', body: 'x' })).text()
    await (await underWay).text()
    assert.strictEqual(await (await session.fetch(url, german)).text(), 'new')
  })

  test('a GET that is sent after an invalidation is stored', async () => {
    const { get, another, url } = await newInstances({ 'PUT /': { body: 'done' }, '/': fresh })
    await get()
    await (await another().fetch(url, { method: 'PUT', body: 'x' })).text()
    assert.isFalse((await get()).response.fromCache)
    assert.isTrue((await get()).response.fromCache)
  })

  test('an instance that dies before its response is written leaves nothing, or nothing that is used', async () => {
    const { cache, another, url, get, site } = await newInstances({ '/': { ...fresh, repeat: 60_000 } })
    const transport = lib.createTransport({ ...connection, endpoint })
    for (const after of [0, 1, 2]) {
      let writes = 0
      const dying: Library.Transport = {
        send: (operation, input, options) =>
          !/Get|Query/.test(operation) && ++writes > after
            ? new Promise(() => {})
            : transport.send(operation, input, options),
      }
      const { tableName, namespace } = cache
      const own = new lib.DynamoDbCache({ tableName, namespace, transport: dying })
      const session = new lib.CachedSession({ cache: own, ...shared, cacheTimeoutMs: 200 })
      await (await session.fetch(url)).text()
      const kept = await another().fetch(url, { cache: 'only-if-cached' })
      assert.strictEqual(kept.status, 504)
    }
    assert.strictEqual((await site.requests()).length, 3)
    await get()
    assert.isTrue((await get()).response.fromCache)
  })

  test('two caches of one name in two tables, or two names in one table, have nothing in common', async () => {
    const { get, cache, url } = await newInstances({ '/': fresh })
    await get()
    const transport = lib.createTransport({ ...connection, endpoint })
    const other = new lib.DynamoDbCache({ tableName: cache.tableName, namespace: newName('other'), transport })
    const session = new lib.CachedSession({ cache: other, ...shared })
    assert.isFalse((await session.fetch(url)).fromCache)
  })
}
