import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { controlled, newSession, shared } from './fixture.ts'

/** What a 304 does to what is stored: RFC 9111 §4.3.4 and §3.2. */
export const freshening: Suite = (test, harness) => {
  /** Stores, lets it become stale, gets a 304 with these headers, and asks once more while it is fresh. */
  async function freshen(stored: Answer['headers'], notModified: Answer['headers']) {
    const session = await newSession(
      harness,
      {
        '/': [
          controlled('max-age=60', { etag: '"v1"', ...stored }, { ignoreConditions: true }),
          { status: 304, headers: { etag: '"v1"', ...notModified } },
          controlled('max-age=60', { etag: '"v1"' }, { ignoreConditions: true }),
        ],
      },
      shared,
    )
    const first = await session.get()
    await session.advance(100)
    const second = await session.get()
    const third = await session.get()
    return { ...session, first, second, third }
  }

  test('§4.3.4: a 304 makes the stored response fresh again, for its own lifetime', async () => {
    const { second, third, advance, get, hits } = await freshen({}, { 'cache-control': 'max-age=600' })
    assert.isTrue(second.response.revalidated)
    assert.isTrue(third.response.fromCache)
    assert.isFalse(third.response.revalidated)
    await advance(500)
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(await hits(), 2)
  })

  test('§3.2: where a 304 says nothing of freshness, that of the stored response counts anew', async () => {
    const { third, hits, advance, get } = await freshen({}, {})
    assert.isTrue(third.response.fromCache)
    assert.isFalse(third.response.revalidated)
    assert.strictEqual(await hits(), 2)
    await advance(70)
    await get()
    assert.strictEqual(await hits(), 3)
  })

  test('§4.3.3: the one who asked gets a 200 with the stored body', async () => {
    const { first, second } = await freshen({ 'content-type': 'text/x-own' }, {})
    assert.strictEqual(second.response.status, 200)
    assert.strictEqual(second.text, first.text)
    assert.strictEqual(second.response.headers.get('content-type'), 'text/x-own')
  })

  test('§3.2: each field of the 304 replaces that of the stored response or is added to it; others stay', async () => {
    const { second, third } = await freshen(
      {
        'x-old': 'stays',
        'x-both': 'old',
        'content-type': 'text/plain',
        'content-location': '/old',
        expires: '{now+60}',
      },
      {
        'x-both': 'new',
        'x-new': 'added',
        'content-type': 'text/x-new',
        'content-location': '/new',
        'content-language': 'de',
        expires: '{now+900}',
        'cache-control': 'max-age=60, x=y',
      },
    )
    for (const { response } of [second, third]) {
      const { headers } = response
      assert.strictEqual(headers.get('x-old'), 'stays')
      assert.strictEqual(headers.get('x-both'), 'new')
      assert.strictEqual(headers.get('x-new'), 'added')
      assert.strictEqual(headers.get('content-type'), 'text/x-new')
      assert.strictEqual(headers.get('content-location'), '/new')
      assert.strictEqual(headers.get('content-language'), 'de')
      assert.strictEqual(headers.get('cache-control'), 'max-age=60, x=y')
    }
  })

  test('§3.2: a field of several lines is replaced as a whole', async () => {
    const { third } = await freshen({ 'x-both': ['a', 'b', 'c'] }, { 'x-both': ['d', 'e'] })
    assert.strictEqual(third.response.headers.get('x-both'), 'd, e')
  })

  test('§3.2: Content-Length is not replaced', async () => {
    const { first, second, third } = await freshen({}, { 'content-length': '0' })
    for (const { response, text } of [second, third]) {
      assert.strictEqual(text, first.text)
      assert.strictEqual(response.headers.get('content-length'), String(first.text.length))
    }
  })

  test('§3.2: what describes the coding or the part of a body that was decoded is not replaced', async () => {
    const { third } = await freshen({}, { 'content-encoding': 'gzip', 'content-range': 'bytes 0-1/2' })
    assert.isNull(third.response.headers.get('content-encoding'))
    assert.isNull(third.response.headers.get('content-range'))
  })

  test('§3.1: fields of the connection are not taken from a 304', async () => {
    const { third } = await freshen({}, { connection: 'x-hop', 'x-hop': 'a', 'proxy-authenticate': 'Basic' })
    assert.isNull(third.response.headers.get('x-hop'))
    assert.isNull(third.response.headers.get('proxy-authenticate'))
  })

  test('§3.2: Date is that of the 304', async () => {
    const { first, second, third } = await freshen({}, {})
    const [before, after] = [first, third].map(({ response }) => Date.parse(response.headers.get('date') ?? ''))
    assert.closeTo((after ?? 0) - (before ?? 0), 100_000, 2_000)
    assert.strictEqual(second.response.headers.get('date'), third.response.headers.get('date'))
  })

  test('§5.2.2.5: a 304 with no-store leaves nothing that is reused', async () => {
    const { second, third } = await freshen({}, { 'cache-control': 'no-store' })
    assert.strictEqual(second.text, 'body 1')
    assert.strictEqual(third.text, 'body 3')
  })

  test('§5.2.2.4: a 304 with no-cache makes the next use a validation', async () => {
    const { get, advance, hits } = await newSession(
      harness,
      {
        '/': [
          controlled('max-age=60', { etag: '"v1"' }),
          controlled('no-cache', { etag: '"v1"' }),
          controlled('no-cache', { etag: '"v1"' }),
        ],
      },
      shared,
    )
    await get()
    await advance(100)
    await get()
    assert.isTrue((await get()).response.revalidated)
    assert.strictEqual(await hits(), 3)
  })

  test('§4.3.4: a 304 that names another strong ETag updates nothing, and the response is asked for anew', async () => {
    const { get, advance, hits, site } = await newSession(
      harness,
      {
        '/': [
          controlled('max-age=60', { etag: '"v1"' }, { ignoreConditions: true }),
          { status: 304, headers: { etag: '"v2"', 'x-own': 'of v2' } },
          controlled('max-age=60', { etag: '"v2"' }, { ignoreConditions: true }),
        ],
      },
      shared,
    )
    await get()
    await advance(100)
    const { response, text } = await get()
    assert.strictEqual(text, 'body 3')
    assert.isFalse(response.revalidated)
    assert.notProperty((await site.requests())[2]?.headers, 'if-none-match')
    assert.strictEqual((await get()).text, 'body 3')
    assert.strictEqual(await hits(), 3)
  })

  test('§4.3.4: a weak ETag that matches confirms', async () => {
    for (const [stored, told] of [
      ['W/"v1"', 'W/"v1"'],
      ['"v1"', 'W/"v1"'],
    ] as const) {
      const { second, third } = await freshen({ etag: stored }, { etag: told, 'x-own': 'new' })
      assert.isTrue(second.response.revalidated, told)
      assert.strictEqual(third.response.headers.get('x-own'), 'new')
    }
  })

  test('§4.3.4: a 304 without a validator confirms the one response that was asked about, as a good cache has it', async () => {
    const { second, third } = await freshen({}, { etag: null, 'x-own': 'new' })
    assert.isTrue(second.response.revalidated)
    assert.strictEqual(third.response.headers.get('x-own'), 'new')
  })

  test('§3.2: what a 304 brought is there for another session', async () => {
    const { cache, clock, site } = await freshen({}, { 'x-own': 'new' })
    const other = new harness.lib.CachedSession({ cache, clock, ...shared })
    const response = await other.fetch(`${site.url}/`)
    assert.isTrue(response.fromCache)
    assert.strictEqual(response.headers.get('x-own'), 'new')
    assert.strictEqual(await response.text(), 'body 1')
  })
}
