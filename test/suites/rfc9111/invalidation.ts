import { assert } from 'chai'
import { rejection, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { arrived } from '../session/fixture.ts'
import { controlled, newSession, ofOne, shared } from './fixture.ts'

const stored = controlled('max-age=600')

/** What an unsafe request does to what is stored: RFC 9111 §4.4. */
export const invalidation: Suite = (test, harness) => {
  /** Whether what is stored of a path is still used after a request. */
  async function survives(
    method: string,
    answered: Answer,
    path = '/',
    init = {},
    settings = shared,
  ): Promise<boolean> {
    const { get } = await newSession(harness, { [`${method} /`]: answered, '*': stored }, settings)
    await get(path)
    assert.isTrue((await get(path)).response.fromCache, 'stored')
    await get('/', { method, ...init })
    const { response } = await get(path)
    return response.fromCache && !response.revalidated
  }

  test('§4.4: what Location names is found by the settings of its own URL', async () => {
    const answered = { headers: { location: '{site-path}/item?b=2&a=1&t=2' } }
    const urlsExpireAfter = [[/item/, { sortQuery: true, ignoredParameters: ['t'] }]] as const
    const path = '/item?b=2&a=1&t=1'
    assert.isFalse(
      await survives('POST', answered, path, { body: 'x' }, { ...shared, urlsExpireAfter } as typeof shared),
    )
  })

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    test(`§4.4: a ${method} invalidates its target`, async () => {
      for (const status of [200, 201, 202, 204, 299]) {
        assert.isFalse(await survives(method, { status }), String(status))
      }
      assert.isFalse(await survives(method, { status: 200 }, '/', {}, ofOne), 'a cache of one user')
    })
  }

  test('§4.4: a method whose safety nobody knows invalidates its target', async () => {
    assert.isFalse(await survives('PURGE', { status: 200 }))
  })

  test('§4.4: a redirection is no error', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      assert.isFalse(await survives('POST', { status, headers: {} }), String(status))
    }
  })

  test('§4.4: a redirection is none where it leads to an error, either', async () => {
    const routes = { 'POST /': { status: 303, headers: { location: 'gone' } }, '/gone': { status: 404 }, '/': stored }
    const { get } = await newSession(harness, routes, shared)
    await get()
    assert.strictEqual((await get('/', { method: 'POST', body: 'x' })).response.status, 404)
    assert.isFalse((await get()).response.fromCache)
  })

  for (const method of ['PUT', 'POST']) {
    test(`RFC 9110 §9.2.2: a ${method} without an answer may have been done, and invalidates its target, which is a choice`, async () => {
      for (const lost of [{ reset: true }, { raw: 'no HTTP\r\n\r\n' }]) {
        const { session, site, get } = await newSession(harness, { [`${method} /`]: lost, '*': stored }, shared)
        await get()
        await get('/other')
        const error = await rejection(session.fetch(`${site.url}/`, { method, body: 'x' }))
        assert.isFalse(harness.lib.isDynadictError(error), 'the failure is that of fetch')
        assert.isFalse((await get()).response.fromCache, JSON.stringify(lost))
        assert.isTrue((await get('/other')).response.fromCache)
      }
    })
  }

  test('RFC 9110 §9.2.2: so does one that is given up after it was sent, and none that was given up before', async () => {
    const { session, site, get } = await newSession(harness, { 'PUT /': { never: true }, '*': stored }, shared)
    await get()
    const put = (signal: AbortSignal) => session.fetch(`${site.url}/`, { method: 'PUT', body: 'x', signal })
    assert.strictEqual((await rejection(put(AbortSignal.abort(new Error('before'))))).message, 'before')
    await session.settle()
    assert.isTrue((await get()).response.fromCache)
    const leaving = new AbortController()
    const left = rejection(put(leaving.signal))
    await arrived(site, 2)
    leaving.abort(new Error('left'))
    assert.strictEqual((await left).message, 'left')
    await session.settle()
    assert.isFalse((await get()).response.fromCache)
  })

  test('RFC 9110 §9.2.2: a request that found nobody to listen was not done, and invalidates nothing', async () => {
    const ask = harness.session?.fetch ?? fetch
    const down: typeof fetch = (input, init) => ask(init?.method === 'PUT' ? harness.deadEndpoint : input, init)
    const { session, site, get } = await newSession(harness, { '*': stored }, { ...shared, fetch: down })
    await get()
    await rejection(session.fetch(`${site.url}/`, { method: 'PUT', body: 'x' }))
    assert.isTrue((await get()).response.fromCache)
  })

  test('§4.4: an error invalidates nothing', async () => {
    for (const status of [400, 403, 404, 409, 412, 422, 499, 500, 503, 599]) {
      assert.isTrue(await survives('POST', { status }), String(status))
    }
  })

  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    test(`RFC 9110 §9.2.1: a ${method} is safe, and invalidates nothing`, async () => {
      // What must not be stored goes to the origin, although a response to it is there.
      const init = { headers: { 'cache-control': 'no-store' } }
      assert.isTrue(await survives(method, stored, '/', init))
    })
  }

  test('§4.4: another URI stays, one with another query too', async () => {
    for (const path of ['/other', '/?q=1']) assert.isTrue(await survives('POST', { status: 200 }, path), path)
  })

  test('§4.4: the target is invalidated with its query', async () => {
    const { get } = await newSession(harness, { 'POST /a?q=1': { status: 204 }, '*': stored }, shared)
    await get('/a?q=1')
    await get('/a')
    await get('/a?q=1', { method: 'POST' })
    assert.isFalse((await get('/a?q=1')).response.fromCache)
    assert.isTrue((await get('/a')).response.fromCache)
  })

  test('§4.4: all variants of the target are invalidated', async () => {
    const varying = controlled('max-age=600', { vary: 'X-Flavour' })
    const { get } = await newSession(harness, { 'POST /': { status: 204 }, '*': varying }, shared)
    const flavours = ['mint', 'lime', 'plum']
    for (const flavour of flavours) await get('/', { headers: { 'x-flavour': flavour } })
    await get('/', { method: 'POST', headers: { 'x-flavour': 'other' } })
    for (const flavour of flavours) {
      const { response } = await get('/', { headers: { 'x-flavour': flavour } })
      assert.isFalse(response.fromCache && !response.revalidated, flavour)
    }
  })

  for (const name of ['location', 'content-location']) {
    for (const [kind, value] of [
      ['a path', 'other'],
      ['a path from the root', '{site-path}/other'],
      ['a whole URL', '{site}/other'],
      ['a URL with a fragment', '{site}/other#part'],
    ] as const) {
      test(`§4.4: ${name} as ${kind} of the same origin is invalidated too, which is a choice`, async () => {
        const routes = { 'POST /': { status: 201, headers: { [name]: value } }, '*': stored }
        const { get } = await newSession(harness, routes, shared)
        await get('/other')
        await get('/third')
        await get('/', { method: 'POST' })
        assert.isFalse((await get('/other')).response.fromCache)
        assert.isTrue((await get('/third')).response.fromCache)
      })
    }

    test(`§4.4: ${name} of another origin is not invalidated`, async () => {
      const { get, session, site } = await newSession(
        harness,
        { 'POST /': { status: 201, headers: { [name]: '{site-elsewhere}/other' } }, '*': stored },
        shared,
      )
      const elsewhere = site.url.replace('127.0.0.1', 'localhost')
      await (await session.fetch(`${elsewhere}/other`)).text()
      await get('/', { method: 'POST' })
      const response = await session.fetch(`${elsewhere}/other`)
      assert.isTrue(response.fromCache)
      await response.text()
    })

    test(`§4.4: ${name} of an error is not invalidated`, async () => {
      for (const status of [400, 500]) {
        assert.isTrue(await survives('POST', { status, headers: { [name]: 'other' } }, '/other'), String(status))
      }
    })

    test(`§4.4: ${name} of a safe request is not invalidated`, async () => {
      const { get } = await newSession(
        harness,
        { '/': controlled('no-store', { [name]: 'other' }), '/other': stored },
        shared,
      )
      await get('/other')
      await get('/')
      assert.isTrue((await get('/other')).response.fromCache)
    })

    test(`§4.4: a ${name} that is no URL does no harm`, async () => {
      for (const value of ['http://[', '', 'data:text/plain,x', '//']) {
        assert.isFalse(await survives('POST', { status: 201, headers: { [name]: value } }), value)
      }
    })
  }

  test('§4.4: a request that the cache is told to pass by invalidates all the same', async () => {
    assert.isFalse(await survives('POST', { status: 200 }, '/', { cache: 'no-store' }))
    assert.isFalse(await survives('POST', { status: 200 }, '/', { headers: { authorization: 'Bearer a' } }))
    assert.isFalse(await survives('POST', { status: 200 }, '/', { body: 'x' }))
  })

  test('§4: an unsafe request is written through, each time', async () => {
    const { get, hits } = await newSession(harness, { '*': stored }, shared)
    for (const count of [1, 2]) {
      const { response, text } = await get('/', { method: 'POST', body: 'x' })
      assert.isFalse(response.fromCache)
      assert.strictEqual(text, `body ${count}`)
    }
    assert.strictEqual(await hits(), 2)
  })

  test('§4.4: what was invalidated is not served stale', async () => {
    const { get } = await newSession(
      harness,
      { 'POST /': { status: 200 }, '*': controlled('max-age=600, stale-while-revalidate=600') },
      { ...shared, staleIfError: true },
    )
    await get()
    await get('/', { method: 'POST' })
    const { response } = await get()
    assert.isFalse(response.isStale)
    assert.isFalse(response.fromCache && !response.revalidated)
  })

  test('§4.4: the next response is stored again', async () => {
    const { get, hits } = await newSession(harness, { 'POST /': { status: 200 }, '*': stored }, shared)
    await get()
    await get('/', { method: 'POST' })
    await get()
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(await hits(), 3)
  })

  test('DESIGN §5: a response that was asked for before the unsafe request, and comes after it, is not used', async () => {
    const slow: Answer = { ...stored, delayMs: 400 }
    const { get } = await newSession(harness, { 'POST /': { status: 200 }, '*': [slow, stored] }, shared)
    const before = get()
    await new Promise((resolve) => setTimeout(resolve, 150))
    await get('/', { method: 'POST' })
    assert.strictEqual((await before).text, 'body 1')
    const { response, text } = await get()
    assert.isFalse(response.fromCache && !response.revalidated)
    assert.strictEqual(text, 'body 2')
  })
}
