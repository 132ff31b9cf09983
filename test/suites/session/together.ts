import { assert } from 'chai'
import { type Library, rejection, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { arrived, newSession, validators } from './fixture.ts'

const shared: Library.SessionSettings = { shared: true }
const fresh: Answer = { body: 'body {count} ', repeat: 50, headers: { 'cache-control': 'max-age=60' } }
/** So slow that all requests at once are there before it is answered. */
const slow: Answer = { ...fresh, delayMs: 150 }
const times = (count: number) => Array.from({ length: count }, (_, index) => index)

/** One request of a process to the origin for all who ask for the same at once (DESIGN §5). */
export const together: Suite = (test, harness) => {
  const { lib } = harness
  const open = async (answer: Answer | Answer[], settings: Library.SessionSettings = {}) => {
    const made = await newSession(harness, { '/': answer }, { ...shared, ...settings })
    return { ...made, url: `${made.site.url}/` }
  }

  test('a hundred requests at once are one to the origin, each with a body of its own', async () => {
    const { session, url, hits } = await open({ ...slow, delayMs: 1_500 })
    const responses = await Promise.all(times(100).map(() => session.fetch(url)))
    const bodies = await Promise.all(responses.map(async (each) => new Uint8Array(await each.arrayBuffer())))
    assert.strictEqual(await hits(), 1)
    const [first = new Uint8Array(), ...others] = bodies
    const text = new TextDecoder().decode(first)
    assert.strictEqual(text, 'body 1 '.repeat(50))
    first.fill(0)
    for (const body of others) assert.strictEqual(new TextDecoder().decode(body), text)
    const collapsed = responses.filter(({ cacheStatus }) => cacheStatus.includes('; collapsed'))
    assert.lengthOf(collapsed, 99)
  })

  /** A session whose reads take a while, or as long as `reading` says, when the table has answered. */
  const openSlowly = async (settings: Library.SessionSettings = {}, answer: Answer | Answer[] = fresh) => {
    const made = await open(answer, settings)
    const { transport } = made
    const send = transport.send.bind(transport)
    const slowly = { readMs: 200 }
    transport.send = async (operation, input, options) => {
      const { readMs } = slowly
      const output = await send(operation, input, options)
      if (operation === 'GetItem') await new Promise((resolve) => setTimeout(resolve, readMs))
      return output
    }
    const reads = () => made.sent.filter((operation) => operation === 'GetItem').length
    return { ...made, slowly, reads }
  }

  test('a hundred requests at once are one read of the table, for a miss, a hit and each variant', async () => {
    const varying = (text: string, language: string): Answer => ({ ...fresh, body: text, when: { 'accept-language': language }, headers: { 'cache-control': 'max-age=60', vary: 'accept-language' } }) // biome-ignore format: one line
    const { session, url, hits, reads } = await openSlowly({}, [varying('one ', 'en'), varying('eins ', 'de')])
    const ask = async (language: string) => {
      const response = await session.fetch(url, { headers: { 'accept-language': language } })
      assert.strictEqual(await response.text(), (language === 'en' ? 'one ' : 'eins ').repeat(50))
      return response.fromCache
    }
    await Promise.all(times(100).map(() => ask('en')))
    assert.strictEqual(reads(), 1)
    await ask('de')
    const before = reads()
    const fromCache = await Promise.all(times(100).map((index) => ask(index % 2 ? 'en' : 'de')))
    assert.notInclude(fromCache, false)
    assert.isAtMost(reads() - before, 2)
    assert.strictEqual(await hits(), 2)
  })

  test('one who leaves while the table is read, or waits no longer, leaves the read to the others', async () => {
    const { session, url, get, slowly, reads } = await openSlowly()
    await get()
    slowly.readMs = 600
    const leaving = new AbortController()
    const left = rejection(session.fetch(url, { signal: leaving.signal }))
    const hasty = session.fetch(url, { dynadict: { cacheTimeoutMs: 100 } })
    const rest = times(5).map(() => session.fetch(url, { dynadict: { cacheTimeoutMs: 5_000 } }))
    setTimeout(() => leaving.abort(new Error('left')), 50)
    assert.strictEqual((await left).message, 'left')
    assert.match((await hasty).cacheStatus, /detail="TIMEOUT"/)
    // A read that somebody has given up may never end: who comes now does not wait for it.
    slowly.readMs = 0
    const before = reads()
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(reads(), before + 1)
    for (const response of await Promise.all(rest)) assert.isTrue(response.fromCache)
  })

  test('who comes after a write does not see what was read before it', async () => {
    const { session, url, get, slowly } = await openSlowly({}, [fresh, { body: 'done' }, fresh])
    await get()
    slowly.readMs = 900
    const before = session.fetch(url, { dynadict: { cacheTimeoutMs: 5_000 } })
    await new Promise((resolve) => setTimeout(resolve, 100))
    slowly.readMs = 0
    await session.fetch(url, { method: 'PUT', body: 'x' })
    assert.strictEqual((await get()).text, 'body 3 '.repeat(50))
    assert.isTrue((await before).fromCache)
  })

  test('reads that must be consistent are made by each', async () => {
    const { cache, transport, get, reads, url } = await openSlowly()
    await get()
    const { tableName, namespace } = cache
    const own = new lib.DynamoDbCache({ tableName, namespace, transport, consistent: true })
    const session = new lib.CachedSession({ cache: own, ...harness.session, ...shared })
    const before = reads()
    const responses = await Promise.all(times(5).map(() => session.fetch(url)))
    for (const response of responses) assert.isTrue(response.fromCache)
    assert.strictEqual(reads() - before, 5)
  })

  test('so it is for a validation, and for a POST that is allowable', async () => {
    const validated = { ...slow, headers: { ...slow.headers, ...validators } }
    const { session, url, advance, hits, get } = await open(validated, { allowableMethods: ['GET', 'POST'] })
    await get()
    await advance(70)
    const revalidated = await Promise.all(times(5).map(() => session.fetch(url)))
    for (const response of revalidated) assert.isTrue(response.fromCache)
    assert.strictEqual(await hits(), 2)
    const post = { method: 'POST', body: 'x' }
    await Promise.all(times(5).map(async () => (await session.fetch(url, post)).text()))
    assert.strictEqual(await hits(), 3)
  })

  test('what others ask differently goes its own way: another variant, Range, no-cache, max-age, reload', async () => {
    const varying = { ...slow, headers: { ...slow.headers, vary: 'accept-language', age: '10' } }
    const { session, url, hits, site } = await open(varying)
    const leader = session.fetch(url)
    await arrived(site, 1)
    const own: Library.CachedRequestInit[] = [
      { headers: { 'accept-language': 'de' } },
      { headers: { range: 'bytes=0-3' } },
      { headers: { 'cache-control': 'no-cache' } },
      { headers: { 'cache-control': 'max-age=5' } },
      { cache: 'reload' },
    ]
    const responses = await Promise.all([leader, ...own.map((init) => session.fetch(url, init))])
    const texts = await Promise.all(responses.map((response) => response.text()))
    assert.strictEqual(new Set(texts).size, 6)
    assert.strictEqual(await hits(), 6)
  })

  test('different URLs and different bodies do not wait for each other', async () => {
    const { session, site } = await newSession(harness, { '/slow': { ...fresh, delayMs: 400 }, '*': fresh }, shared)
    let isThere = false
    const waiting = session.fetch(`${site.url}/slow`).then(() => {
      isThere = true
    })
    await arrived(site, 1)
    await session.fetch(`${site.url}/fast`)
    assert.isFalse(isThere)
    await waiting
  })

  test('who comes after a write does not get the answer to a request from before it', async () => {
    const routes = { 'GET /': [{ ...fresh, delayMs: 400 }, fresh], 'POST /': { body: 'done' } }
    const { session, site } = await newSession(harness, routes, shared)
    const url = `${site.url}/`
    const before = session.fetch(url)
    await arrived(site, 1)
    await session.fetch(url, { method: 'POST', body: 'x' })
    const after = await (await session.fetch(url)).text()
    assert.notStrictEqual(after, await (await before).text())
  })

  test('who is in front leaves before the headers, and the rest need one request more', async () => {
    const { session, url, site, hits } = await open(slow)
    const leaving = new AbortController()
    const leader = session.fetch(url, { signal: leaving.signal })
    await arrived(site, 1)
    const rest = times(10).map(async () => (await session.fetch(url)).text())
    await new Promise((resolve) => setTimeout(resolve, 40))
    leaving.abort(new Error('left'))
    assert.strictEqual((await rejection(leader)).message, 'left')
    assert.strictEqual(new Set(await Promise.all(rest)).size, 1)
    assert.strictEqual(await hits(), 2)
  })

  test('who is in front leaves a body that does not break off for that, and who comes later goes by himself', async () => {
    let asked = 0
    const text = (value: string) => new TextEncoder().encode(value)
    // It heeds its signal until the headers are there, as wrappers that try again do.
    const fetch: typeof globalThis.fetch = async () => {
      const isFirst = ++asked === 1
      if (isFirst) await new Promise((resolve) => setTimeout(resolve, 300))
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(controller) {
          controller.enqueue(text(isFirst ? 'part' : 'all'))
          if (isFirst) await new Promise((resolve) => setTimeout(resolve, 500))
          controller.close()
        },
      })
      return new Response(body, { headers: { 'cache-control': 'no-cache', etag: '"v1"' } })
    }
    const { session, url } = await open(fresh, { fetch } as Library.SessionSettings)
    const leaving = new AbortController()
    const leader = session.fetch(url, { signal: leaving.signal })
    while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const follower = session.fetch(url)
    await leader
    leaving.abort(new Error('left'))
    assert.strictEqual(await (await session.fetch(url)).text(), 'all')
    assert.strictEqual(await (await follower).text(), 'all')
  })

  test('a filter is asked by each of those who wait', async () => {
    const { session, url, site, hits } = await open(slow)
    const leader = session.fetch(url)
    await arrived(site, 1)
    const filterFn = ({ headers }: Library.FilteredResponse) => headers.get('cache-control') !== 'max-age=60'
    const follower = await session.fetch(url, { dynadict: { filterFn } })
    assert.notInclude(follower.cacheStatus, 'collapsed')
    await Promise.all([leader.then((response) => response.text()), follower.text()])
    assert.strictEqual(await hits(), 2)
  })

  test('after an unsafe request nobody waits for what was asked before it, however the URL is written', async () => {
    const { session, site, hits } = await newSession(
      harness,
      { 'PUT /': { body: 'done' }, '*': { ...slow, delayMs: 800 } },
      { ...shared, sortQuery: true },
    )
    const before = session.fetch(`${site.url}/?a=1&b=2`)
    await arrived(site, 1)
    await (await session.fetch(`${site.url}/?b=2&a=1`, { method: 'PUT', body: 'x' })).text()
    const after = await session.fetch(`${site.url}/?b=2&a=1`)
    assert.notInclude(after.cacheStatus, 'collapsed')
    await Promise.all([before.then((response) => response.text()), after.text()])
    assert.strictEqual(await hits(), 3)
  })

  test('who is in front leaves in the middle of the body, and the rest need one request more', async () => {
    const { session, url, site, hits } = await open([{ ...slow, pauseMs: 150 }, fresh])
    const leaving = new AbortController()
    const leader = session.fetch(url, { signal: leaving.signal })
    await arrived(site, 1)
    const rest = times(10).map(async () => (await session.fetch(url)).text())
    const response = await leader
    leaving.abort(new Error('left'))
    await rejection(response.text())
    assert.deepEqual(new Set(await Promise.all(rest)), new Set(['body 2 '.repeat(50)]))
    assert.strictEqual(await hits(), 2)
  })

  test('who is in front cancels his body, and the rest have it all the same', async () => {
    const { session, url, site, hits, get } = await open({ ...slow, pauseMs: 100 })
    const leader = session.fetch(url)
    await arrived(site, 1)
    const rest = times(10).map(async () => (await session.fetch(url)).text())
    await (await leader).body?.cancel()
    assert.deepEqual(new Set(await Promise.all(rest)), new Set(['body 1 '.repeat(50)]))
    assert.strictEqual(await hits(), 1)
    assert.isTrue((await get()).response.fromCache)
  })

  test('who is in front leaves his body unread, and the rest have it all the same', async () => {
    const { session, url, site, hits } = await open({ ...slow, repeat: 20_000 })
    const leader = session.fetch(url)
    await arrived(site, 1)
    const rest = await Promise.all(times(10).map(async () => (await session.fetch(url)).text()))
    assert.strictEqual(new Set(rest).size, 1)
    assert.strictEqual(await hits(), 1)
    assert.strictEqual(await (await leader).text(), rest[0])
  })

  test('one of those who wait leaves, and nobody else is the worse for it', async () => {
    const { session, url, site, hits } = await open(slow)
    const leader = session.fetch(url)
    await arrived(site, 1)
    const leaving = new AbortController()
    const follower = session.fetch(url, { signal: leaving.signal })
    const rest = times(3).map(async () => (await session.fetch(url)).text())
    setTimeout(() => leaving.abort(new Error('left')), 30)
    assert.strictEqual((await rejection(follower)).message, 'left')
    await (await leader).text()
    await Promise.all(rest)
    assert.strictEqual(await hits(), 1)
  })

  test('nobody waits for the end of a stream of events, which may never come', async () => {
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'max-age=60' }
    const events: Answer = { headers, body: 'data: {count} ', repeat: 2, pauseMs: 5_000, delayMs: 150 }
    const taken: Promise<unknown>[] = []
    const { session, url, hits } = await open(events, { waitUntil: (promise) => void taken.push(promise) })
    const start = Date.now()
    const readers = times(3).map(async () => (await session.fetch(url)).body?.getReader())
    for (const reader of await Promise.all(readers)) {
      assert.isFalse((await reader?.read())?.done)
      await reader?.cancel()
    }
    await session.settle()
    assert.isBelow(Date.now() - start, 4_000)
    assert.strictEqual(await hits(), 3)
  })

  test('a body that is too large to be kept is fetched by each for itself', async () => {
    for (const chunked of [true, false]) {
      const { session, url, hits } = await open({ ...slow, chunked }, { maxBodyBytes: 100 })
      const texts = await Promise.all(times(4).map(async () => (await session.fetch(url)).text()))
      for (const text of texts) assert.match(text, /^(body \d ){50}$/)
      assert.strictEqual(await hits(), 4)
    }
  })

  test('an origin that fails fails each, and nobody waits for ever', async () => {
    const { session, url } = await open({ reset: true, delayMs: 50 })
    const errors = await Promise.all(times(5).map(() => rejection(session.fetch(url))))
    assert.lengthOf(errors, 5)
    const cut = await open({ ...slow, cut: true })
    const outcomes = await Promise.all(times(3).map(() => rejection(cut.session.fetch(cut.url).then((each) => each.text())))) // biome-ignore format: one line
    assert.lengthOf(outcomes, 3)
  })

  test('sessions that write nothing make one request, too, and nothing is stored', async () => {
    const { session, url, hits, cache, sent } = await open(slow, { readOnly: true })
    const responses = await Promise.all(times(5).map(() => session.fetch(url)))
    const texts = await Promise.all(responses.map((each) => each.text()))
    assert.deepEqual(new Set(texts), new Set(['body 1 '.repeat(50)]))
    assert.strictEqual(await hits(), 1)
    for (const { cacheKey } of responses) assert.isUndefined(cacheKey)
    assert.strictEqual(await cache.responses.size(), 0)
    assert.notInclude(sent, 'PutItem')
  })

  test('who writes does not take what comes for one who does not', async () => {
    const { session, url, site, hits, get } = await open(slow)
    const leader = session.fetch(url, { dynadict: { readOnly: true } })
    await arrived(site, 1)
    assert.strictEqual((await get()).text, 'body 2 '.repeat(50))
    assert.strictEqual(await (await leader).text(), 'body 1 '.repeat(50))
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(await hits(), 2)
  })

  test('an origin that fails is asked once by all who may have what is stale, or may not', async () => {
    const failures: Answer[] = [
      { status: 503, delayMs: 150 },
      { raw: 'no HTTP\r\n\r\n', delayMs: 150 },
    ]
    for (const failure of failures) {
      const { session, url, advance, hits, get } = await open([fresh, failure], { staleIfError: true })
      await get()
      await advance(70)
      const responses = await Promise.all(times(6).map(() => session.fetch(url)))
      for (const response of responses) {
        assert.isTrue(response.isStale)
        assert.strictEqual(await response.text(), 'body 1 '.repeat(50))
      }
      assert.lengthOf(responses.filter(({ cacheStatus }) => cacheStatus.includes('; collapsed')), 5) // biome-ignore format: one line
      assert.strictEqual(await hits(), 2)
    }
    const strict = { ...fresh, headers: { 'cache-control': 'max-age=60, must-revalidate' } }
    const { session, url, advance, hits, get } = await open([strict, { raw: 'no HTTP\r\n\r\n', delayMs: 150 }])
    await get()
    await advance(70)
    const statuses = await Promise.all(times(6).map(async () => (await session.fetch(url)).status))
    assert.deepEqual(new Set(statuses), new Set([504]))
    assert.strictEqual(await hits(), 2)
  })

  test('who may not have what is stale is not told that the origin fails by one who may', async () => {
    const { session, url, site, advance, get } = await open([fresh, { status: 503, delayMs: 150 }])
    await get()
    await advance(70)
    const leader = session.fetch(url, { dynadict: { staleIfError: true } })
    await arrived(site, 2)
    assert.strictEqual((await session.fetch(url)).status, 503)
    assert.isTrue((await leader).isStale)
  })

  test('what may not be stored is asked for by each', async () => {
    const { session, url, hits } = await open({ ...slow, headers: { 'cache-control': 'no-store' } })
    const texts = await Promise.all(times(5).map(async () => (await session.fetch(url)).text()))
    assert.strictEqual(new Set(texts).size, 5)
    assert.strictEqual(await hits(), 5)
  })

  test('nobody gets the answer to the credentials of another who asks at the same time', async () => {
    const answers = ['ada', 'bob'].map((name): Answer => ({ ...slow, when: { authorization: name }, body: name, repeat: 1 })) // biome-ignore format: one line
    const { session, url } = await open([...answers, { ...slow, body: 'nobody', repeat: 1 }])
    const as = (authorization: string) => ({ headers: { authorization } })
    const asked = times(12).map(async (index) => {
      const name = ['ada', 'bob', 'nobody'][index % 3] ?? ''
      const response = await session.fetch(url, name === 'nobody' ? {} : as(name))
      return [await response.text(), name]
    })
    for (const [text, name] of await Promise.all(asked)) assert.strictEqual(text, name)
  })
}
