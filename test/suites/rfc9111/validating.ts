import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { controlled, lastRequest, newSession, shared } from './fixture.ts'

const long = 'Mon, 02 Nov 2026 00:00:00 GMT'

/** A stale response is validated: RFC 9111 §4.3.1 and §4.3.3, RFC 9110 §8.8. */
export const validating: Suite = (test, harness) => {
  /** Stores a response, lets it become stale, and asks again. */
  async function revalidate(stored: Answer, later: Answer | Answer[] = [], seconds = 100) {
    const session = await newSession(harness, { '/': [stored, later].flat() }, shared)
    const first = await session.get()
    await session.advance(seconds)
    return { ...session, first, second: await session.get(), request: await lastRequest(session) }
  }

  test('§4.3.1: If-None-Match holds the stored ETag', async () => {
    const { request, second, hits } = await revalidate(controlled('max-age=60', { etag: '"v1"' }))
    assert.strictEqual(request.headers['if-none-match'], '"v1"')
    assert.notProperty(request.headers, 'if-modified-since')
    assert.isTrue(second.response.revalidated)
    assert.isTrue(second.response.fromCache)
    assert.strictEqual(second.response.status, 200)
    assert.strictEqual(second.text, 'body 1')
    assert.strictEqual(await hits(), 2)
  })

  test('§4.3.1: If-Modified-Since holds the stored Last-Modified, to the letter', async () => {
    for (const value of [long, 'Monday, 02-Nov-26 00:00:00 GMT', 'Mon Nov  2 00:00:00 2026']) {
      const { request, second } = await revalidate(controlled('max-age=60', { 'last-modified': value }))
      assert.strictEqual(request.headers['if-modified-since'], value)
      assert.notProperty(request.headers, 'if-none-match')
      assert.isTrue(second.response.revalidated)
    }
  })

  test('RFC 9110 §8.8.4: with an ETag and a Last-Modified both are sent', async () => {
    const { request, second } = await revalidate(controlled('max-age=60', { etag: '"v1"', 'last-modified': long }))
    assert.strictEqual(request.headers['if-none-match'], '"v1"')
    assert.strictEqual(request.headers['if-modified-since'], long)
    assert.isTrue(second.response.revalidated)
  })

  for (const etag of ['W/"v1"', '""', '"a b,c"', '"x\\y"', 'W/"\u00e9"']) {
    test(`RFC 9110 §8.8.3: the ETag ${etag} is sent as it is`, async () => {
      const { request, second } = await revalidate(controlled('max-age=60', { etag }, { ignoreConditions: true }), [
        { status: 304, headers: { etag } },
      ])
      assert.strictEqual(request.headers['if-none-match'], etag)
      assert.isTrue(second.response.revalidated)
      assert.strictEqual(second.text, 'body 1')
    })
  }

  test('§4.3.1: what has no validator is asked for without conditions', async () => {
    const { request, second } = await revalidate(controlled('max-age=60'))
    for (const name of ['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range']) {
      assert.notProperty(request.headers, name)
    }
    assert.strictEqual(second.text, 'body 2')
    assert.isFalse(second.response.fromCache)
  })

  test("§4.3.1: the request's own fields go along with the condition", async () => {
    const { get, advance, site } = await newSession(
      harness,
      { '/': controlled('max-age=60', { etag: '"v1"' }) },
      shared,
    )
    const init = { headers: { accept: 'text/x-own', 'x-own': 'a' } }
    await get('/', init)
    await advance(100)
    await get('/', init)
    const [, { headers } = { headers: {} as Record<string, string> }] = await site.requests()
    assert.include(headers, { accept: 'text/x-own', 'x-own': 'a', 'if-none-match': '"v1"' })
  })

  test('§4.3.3: a full response is what is served, and replaces the stored one', async () => {
    const { second, get, hits } = await revalidate(controlled('max-age=60', { etag: '"v1"' }), [
      controlled('max-age=60', { etag: '"v2"', 'x-own': 'new' }),
    ])
    assert.strictEqual(second.text, 'body 2')
    assert.isFalse(second.response.revalidated)
    const { response, text } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, 'body 2')
    assert.strictEqual(response.headers.get('x-own'), 'new')
    assert.strictEqual(await hits(), 2)
  })

  test('§4.3.3: a full response that may not be stored does not leave the old one fresh', async () => {
    const { second, get, hits } = await revalidate(controlled('max-age=60', { etag: '"v1"' }), [
      controlled('no-store'),
      controlled('no-store'),
    ])
    assert.strictEqual(second.text, 'body 2')
    assert.strictEqual((await get()).text, 'body 3')
    assert.strictEqual(await hits(), 3)
  })

  test('§4.3.3: a 5xx is handed on, which is one of the two choices, and the stored response stays to be validated', async () => {
    const stored = controlled('max-age=60', { etag: '"v1"' })
    const { second, get, hits } = await revalidate(stored, [{ status: 503, body: 'down' }, stored])
    assert.strictEqual(second.response.status, 503)
    assert.strictEqual(second.text, 'down')
    const { response, text } = await get()
    assert.isTrue(response.revalidated)
    assert.strictEqual(text, 'body 1')
    assert.strictEqual(await hits(), 3)
  })

  test('§4.3.3: a 404 is a response like any other', async () => {
    const { second, get } = await revalidate(controlled('max-age=60', { etag: '"v1"' }), [
      controlled('max-age=60', {}, { status: 404 }),
    ])
    assert.strictEqual(second.response.status, 404)
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(response.status, 404)
  })

  test('§4.3.4: a stored response of another status is validated too, and keeps its status', async () => {
    const { second } = await revalidate(controlled('max-age=60', { etag: '"v1"' }, { status: 404 }))
    assert.isTrue(second.response.revalidated)
    assert.strictEqual(second.response.status, 404)
    assert.strictEqual(second.text, 'body 1')
  })

  test('§5.2.2.4: no-cache is stored, and validated at every use', async () => {
    for (const directives of ['no-cache', 'max-age=60, no-cache', 'No-Cache, max-age=60']) {
      const { get, hits } = await newSession(harness, { '/': controlled(directives, { etag: '"v1"' }) }, shared)
      await get()
      for (const count of [2, 3]) {
        const { response, text } = await get()
        assert.isTrue(response.revalidated, directives)
        assert.strictEqual(text, 'body 1')
        assert.strictEqual(await hits(), count)
      }
    }
  })

  test('§4.3.1: a response that is stale on arrival is stored to be validated', async () => {
    for (const headers of [{ 'cache-control': 'max-age=0' }, { expires: '0' }, { expires: '{now-10}' }, {}]) {
      const { second } = await revalidate({ body: 'body {count}', headers: { ...headers, etag: '"v1"' } }, [], 0)
      assert.isTrue(second.response.revalidated, JSON.stringify(headers))
      assert.strictEqual(second.text, 'body 1')
    }
  })

  test('§4.3.1: with several variants each is validated by its own validator', async () => {
    const variant = (language: string): Answer => ({
      when: { 'accept-language': language },
      body: `${language} {count}`,
      headers: { 'cache-control': 'max-age=60', vary: 'accept-language', etag: `"${language}"` },
    })
    const { get, advance, site } = await newSession(harness, { '/': [variant('de'), variant('fr')] }, shared)
    for (const language of ['de', 'fr']) await get('/', { headers: { 'accept-language': language } })
    await advance(100)
    for (const [language, text] of [
      ['fr', 'fr 2'],
      ['de', 'de 1'],
    ] as const) {
      const again = await get('/', { headers: { 'accept-language': language } })
      assert.isTrue(again.response.revalidated)
      assert.strictEqual(again.text, text)
      assert.include((await site.requests()).at(-1)?.headers['if-none-match'], `"${language}"`)
    }
  })

  test('§4.3.1: where no variant is selected, the ETags of those that are stored are told to the origin', async () => {
    const headers = (etag: string) => ({ 'cache-control': 'max-age=60', vary: 'accept-language', etag })
    const routes: Record<string, Answer[]> = {
      '/': [
        { when: { 'accept-language': 'de' }, body: 'deutsch', headers: headers('"de"'), ignoreConditions: true },
        { when: { 'accept-language': 'fr' }, body: 'français', headers: headers('"fr"'), ignoreConditions: true },
        // Whoever asks for English gets French.
        { when: { 'if-none-match': '"fr"' }, status: 304, headers: headers('"fr"') },
        { body: 'français', headers: headers('"fr"'), ignoreConditions: true },
      ],
    }
    const { get, site } = await newSession(harness, routes, shared)
    for (const language of ['de', 'fr']) await get('/', { headers: { 'accept-language': language } })
    const { response, text } = await get('/', { headers: { 'accept-language': 'en' } })
    assert.strictEqual(text, 'français')
    assert.strictEqual(response.status, 200)
    assert.match((await site.requests())[2]?.headers['if-none-match'] ?? 'none', /"fr"/)
    assert.isTrue(response.revalidated)
  })

  test('§4.3.4: a 304 that names another variant that is stored is answered by that one', async () => {
    const headers = (etag: string) => ({ 'cache-control': 'max-age=60', vary: 'accept-language', etag })
    const french: Answer = { body: 'français', headers: headers('"fr"'), ignoreConditions: true }
    const routes: Record<string, Answer[]> = {
      '/': [
        { when: { 'if-none-match': '"fr"' }, status: 304, headers: headers('"fr"') },
        { body: 'deutsch', headers: headers('"de"'), ignoreConditions: true },
        french,
        french,
      ],
    }
    const { get, advance } = await newSession(harness, routes, shared)
    for (const language of ['de', 'fr']) await get('/', { headers: { 'accept-language': language } })
    await advance(100)
    // The origin has French for German now: told of both ETags it says so by a 304, told of one by the response.
    const { text } = await get('/', { headers: { 'accept-language': 'de' } })
    assert.strictEqual(text, 'français')
    assert.strictEqual((await get('/', { headers: { 'accept-language': 'de' } })).text, 'français')
    // It is stored as the answer to this request, too, and under that key.
    const italian = { headers: { 'accept-language': 'it' } }
    const { response: confirmed } = await get('/', italian)
    assert.isTrue(confirmed.revalidated)
    const { response: again } = await get('/', italian)
    assert.isFalse(again.revalidated)
    assert.strictEqual(again.cacheKey, confirmed.cacheKey)
  })
}
