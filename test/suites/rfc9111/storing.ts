import { assert } from 'chai'
import { rejection, type Suite } from '../harness.ts'
import { answer, controlled, isReused, newSession, ofOne, shared } from './fixture.ts'

/** What is stored: RFC 9111 §3, but for credentials and header fields. */
export const storing: Suite = (test, harness) => {
  const reused = isReused.bind(undefined, harness)

  for (const directives of ['no-store', 'max-age=60, no-store', 'no-store, max-age=60', 'max-age=60, NO-Store']) {
    test(`§5.2.2.5: '${directives}' is not stored`, async () => {
      assert.isFalse(await reused(controlled(directives), { settings: shared }))
      assert.isFalse(await reused(controlled(directives), { settings: ofOne }))
    })
  }

  test('§3: no-store in a second line of Cache-Control counts', async () => {
    assert.isFalse(await reused(answer({ 'cache-control': ['max-age=60', 'no-store'] })))
    assert.isFalse(await reused(answer({ 'Cache-Control': 'max-age=60', 'cache-control': 'No-Store' })))
  })

  test('§5.2.2.5: no-store holds for a cache of one user that would store what has validators', async () => {
    assert.isFalse(await reused(controlled('no-store', { etag: '"v1"' }), { settings: ofOne }))
  })

  for (const directives of ['private, max-age=60', 'max-age=60, PRIVATE', 'public, private, max-age=60']) {
    test(`§5.2.2.7: '${directives}' is for a cache of one user`, async () => {
      assert.isFalse(await reused(controlled(directives), { settings: shared }))
      assert.isTrue(await reused(controlled(directives), { settings: ofOne }))
    })
  }

  test('§3: s-maxage alone lets a shared cache store, and says nothing to another one', async () => {
    assert.isTrue(await reused(controlled('s-maxage=60'), { settings: shared }))
    assert.isFalse(await reused(controlled('s-maxage=60'), { settings: ofOne }))
  })

  test('§3: a response that says nothing of freshness and has no validator is not reused', async () => {
    assert.isFalse(await reused(answer()))
    assert.isFalse(await reused(controlled('public')))
  })

  for (const status of [
    200, 201, 202, 203, 299, 300, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 409, 410, 414, 418, 429, 451,
    499, 500, 501, 502, 503, 504, 599,
  ]) {
    test(`§3: a ${status} with explicit freshness is stored`, async () => {
      assert.isTrue(await reused(controlled('max-age=60', {}, { status }), { settings: shared }), 'max-age')
      assert.isTrue(await reused(answer({ expires: '{now+60}' }, { status }), { settings: shared }), 'Expires')
    })
  }

  for (const status of [204, 205]) {
    test(`§3: a ${status}, which has no body, is stored with explicit freshness`, async () => {
      assert.isTrue(await reused({ status, headers: { 'cache-control': 'max-age=60' } }))
    })
  }

  for (const status of [201, 202, 302, 303, 307, 400, 403, 429, 500, 503, 599]) {
    test(`§3: a ${status} without explicit freshness is not reused, since it is not heuristically cacheable`, async () => {
      const old = { 'last-modified': '{now-864000}' }
      assert.isFalse(await reused(answer(old, { status })))
    })
  }

  test('§3: a 304 that no condition asked for is not stored', async () => {
    const { get } = await newSession(
      harness,
      { '/': [{ status: 304, headers: { 'cache-control': 'max-age=60', etag: '"v1"' } }, controlled('max-age=60')] },
      shared,
    )
    assert.strictEqual((await get()).response.status, 304)
    const { response, text } = await get()
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, 'body 2')
  })

  test('§3: what is stored is found again by another session', async () => {
    const { lib } = harness
    const { cache, site, clock, get, hits } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    await get()
    const other = new lib.CachedSession({ cache, clock, ...shared })
    assert.isTrue((await other.fetch(`${site.url}/`)).fromCache)
    assert.strictEqual(await hits(), 1)
  })

  test('§3: the response to a POST is not what answers a GET', async () => {
    const { get, hits } = await newSession(
      harness,
      { 'POST /': controlled('max-age=60', { 'content-location': '{site}/' }), 'GET /': controlled('max-age=60') },
      shared,
    )
    await get('/', { method: 'POST', body: 'x' })
    assert.isFalse((await get()).response.fromCache)
    assert.strictEqual(await hits(), 2)
  })

  test('§5.2.3: directives that nobody knows change nothing', async () => {
    for (const extension of ['community="UCI"', 'x', 'x=y', 'no-storing', 'xno-store', 'no-cached, privately']) {
      assert.isTrue(await reused(controlled(`max-age=60, ${extension}`)), extension)
    }
  })

  test('§5.2.3: an unknown directive beside private does not undo it', async () => {
    assert.isFalse(await reused(controlled('private, community="UCI", max-age=60')))
  })

  for (const cut of [{ cut: true }, { cut: true, chunked: true }]) {
    const framing = 'chunked' in cut ? 'its chunks' : 'its Content-Length'
    test(`§3.3: a body that ends before ${framing} does is not stored`, async () => {
      const { session, site, get } = await newSession(
        harness,
        { '/': [controlled('max-age=60', {}, { ...cut, body: 'x', repeat: 5_000 }), controlled('max-age=60')] },
        shared,
      )
      const partial = await session.fetch(`${site.url}/`)
      await rejection(partial.text())
      await session.settle()
      const { response, text } = await get()
      assert.isFalse(response.fromCache)
      assert.strictEqual(text, 'body 2')
      assert.isTrue((await get()).response.fromCache)
    })
  }

  test('§3: a body that comes slowly is stored whole', async () => {
    const slow = controlled('max-age=60', {}, { body: 'ab', repeat: 3_000, pauseMs: 120 })
    assert.isTrue(await reused(slow))
  })

  test('§3: an interim response is not what is stored, and its fields are not those of the response', async () => {
    const early = {
      status: 103,
      headers: { 'cache-control': 'no-store', link: '</style.css>; rel=preload', vary: '*' },
    }
    const { get, hits } = await newSession(
      harness,
      { '/': controlled('max-age=60', {}, { informational: [early, { status: 102 }] }) },
      shared,
    )
    assert.strictEqual((await get()).response.status, 200)
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.isNull(response.headers.get('link'))
    assert.strictEqual(await hits(), 1)
  })

  test('§5.2.2.3: must-understand lets a status that is understood be stored in spite of no-store', async () => {
    const directives = 'must-understand, no-store, max-age=60'
    assert.isTrue(await reused(controlled(directives)))
    assert.isTrue(await reused(controlled(directives, {}, { status: 404 })))
    assert.isTrue(await reused(controlled(directives), { settings: ofOne }))
  })

  test('§5.2.2.3: must-understand keeps a status that is not understood from being stored', async () => {
    for (const status of [299, 499, 599]) {
      assert.isFalse(await reused(controlled('must-understand, max-age=60', {}, { status })), String(status))
    }
  })

  test('§5.2.2.3: must-understand on a status that is understood changes nothing else', async () => {
    assert.isTrue(await reused(controlled('must-understand, max-age=60')))
    assert.isFalse(await reused(controlled('must-understand, max-age=60, private')))
  })
}
