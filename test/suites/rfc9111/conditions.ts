import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { imfFixdate, inSeconds, rfc850 } from './dates.ts'
import { ageOf, controlled, newSession, shared } from './fixture.ts'

const modified = 'Mon, 02 Nov 2026 00:00:00 GMT'
const earlier = 'Sun, 01 Nov 2026 00:00:00 GMT'
const later = 'Tue, 03 Nov 2026 00:00:00 GMT'

/** The caller's own conditional requests: RFC 9111 §4.3.2, RFC 9110 §13. */
export const conditions: Suite = (test, harness) => {
  /** What is stored and fresh, and the answer to a conditional request for it. */
  async function ask(stored: Answer['headers'], conditional: Record<string, string>, further: Answer = {}) {
    const session = await newSession(harness, { '/': controlled('max-age=60', stored, further) }, shared)
    await session.get()
    return { ...session, ...(await session.get('/', { headers: conditional })) }
  }

  for (const [etag, field] of [
    ['"v1"', '"v1"'],
    ['"v1"', '"v0", "v1"'],
    ['"v1"', '"v0","v1","v2"'],
    ['"v1"', ', "v1",'],
    ['"v1"', 'W/"v1"'],
    ['W/"v1"', '"v1"'],
    ['W/"v1"', 'W/"v1"'],
    ['"a, b"', '"a, b"'],
    ['"v1"', '*'],
  ] as const) {
    test(`§4.3.2: If-None-Match: ${field} matches a stored ${etag}, and the answer is a 304 from the store`, async () => {
      const { response, text, hits } = await ask({ etag }, { 'if-none-match': field })
      assert.strictEqual(response.status, 304)
      assert.strictEqual(text, '')
      assert.isTrue(response.fromCache)
      assert.strictEqual(response.headers.get('etag'), etag)
      assert.strictEqual(await hits(), 1)
    })
  }

  for (const [etag, field] of [
    ['"v1"', '"v0"'],
    ['"v1"', '"V1"'],
    ['"v1"', '"v1, v2"'],
    ['"a, b"', '"a", "b"'],
    ['"v1"', 'v1'],
  ] as const) {
    test(`§4.3.2: If-None-Match: ${field} does not match a stored ${etag}, and the answer is the stored response`, async () => {
      const { response, text, hits } = await ask({ etag }, { 'if-none-match': field })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(text, 'body 1')
      assert.isTrue(response.fromCache)
      assert.strictEqual(await hits(), 1)
    })
  }

  test('§4.3.2: * matches a stored response without an ETag', async () => {
    const { response, hits } = await ask({}, { 'if-none-match': '*' })
    assert.strictEqual(response.status, 304)
    assert.strictEqual(await hits(), 1)
  })

  for (const [name, since, status] of [
    ['the time of Last-Modified', modified, 304],
    ['a later time', later, 304],
    ['an earlier time', earlier, 200],
    ['no HTTP-date', 'yesterday', 200],
    ['0', '0', 200],
    ['a list of dates', `${later}, ${later}`, 200],
  ] as const) {
    test(`§4.3.2: If-Modified-Since with ${name} is a ${status} from the store`, async () => {
      const { response, text, hits } = await ask({ 'last-modified': modified }, { 'if-modified-since': since })
      assert.strictEqual(response.status, status)
      assert.strictEqual(text, status === 304 ? '' : 'body 1')
      assert.isTrue(response.fromCache)
      assert.strictEqual(await hits(), 1)
    })
  }

  test('RFC 9110 §5.6.7: If-Modified-Since in an obsolete form', async () => {
    const { response } = await ask({ 'last-modified': modified }, { 'if-modified-since': rfc850(new Date(later)) })
    assert.strictEqual(response.status, 304)
  })

  test('§4.3.2: without Last-Modified the stored Date is compared', async () => {
    for (const [seconds, status] of [
      [10, 304],
      [-3_600, 200],
    ] as const) {
      const { response, hits } = await ask({}, { 'if-modified-since': imfFixdate(inSeconds(seconds)) })
      assert.strictEqual(response.status, status)
      assert.strictEqual(await hits(), 1)
    }
  })

  test('RFC 9110 §13.1.3: beside If-None-Match If-Modified-Since is ignored', async () => {
    const stored = { etag: '"v1"', 'last-modified': modified }
    const miss = await ask(stored, { 'if-none-match': '"v0"', 'if-modified-since': later })
    assert.strictEqual(miss.response.status, 200)
    const match = await ask(stored, { 'if-none-match': '"v1"', 'if-modified-since': earlier })
    assert.strictEqual(match.response.status, 304)
  })

  test('RFC 9110 §15.4.5: a 304 from the store has the fields that a 200 would have', async () => {
    const { response } = await ask(
      {
        etag: '"v1"',
        vary: 'X-Flavour',
        expires: '{now+60}',
        'content-location': '/there',
      },
      { 'if-none-match': '"v1"' },
    )
    assert.strictEqual(response.status, 304)
    for (const name of ['cache-control', 'content-location', 'date', 'etag', 'expires', 'vary']) {
      assert.isNotNull(response.headers.get(name), name)
    }
    assert.isAtMost(ageOf(response), 2)
  })

  test('§4.3.2: a HEAD is conditional too', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60', { etag: '"v1"' }) }, shared)
    await get()
    const { response } = await get('/', { method: 'HEAD', headers: { 'if-none-match': '"v1"' } })
    assert.strictEqual(response.status, 304)
    assert.strictEqual(await hits(), 1)
  })

  test('§4.3.2: only a stored 200 or 206 is compared: another status is what is served', async () => {
    const { response, text, hits } = await ask({ etag: '"v1"' }, { 'if-none-match': '"v1"' }, { status: 404 })
    assert.strictEqual(response.status, 404)
    assert.strictEqual(text, 'body 1')
    assert.strictEqual(await hits(), 1)
  })

  test('§4.3.2: where nothing is stored the condition goes to the origin, and its 304 to the caller', async () => {
    const { get, site } = await newSession(harness, { '/': controlled('max-age=60', { etag: '"v1"' }) }, shared)
    const { response, text } = await get('/', { headers: { 'if-none-match': '"v1"' } })
    assert.strictEqual(response.status, 304)
    assert.strictEqual(text, '')
    assert.isFalse(response.fromCache)
    assert.strictEqual((await site.requests())[0]?.headers['if-none-match'], '"v1"')
    assert.strictEqual((await get()).text, 'body 2', 'the 304 was not stored')
  })

  test('§3: a full response to a conditional request is stored as any other, as a good cache does', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60', { etag: '"v1"' }) }, shared)
    assert.strictEqual((await get('/', { headers: { 'if-none-match': '"v0"' } })).text, 'body 1')
    assert.strictEqual((await get()).text, 'body 1')
    assert.strictEqual(await hits(), 1)
  })

  test("§4.3.2: a stale response is validated by its own ETag, and the caller's condition then met from the store", async () => {
    const { get, advance, site } = await newSession(
      harness,
      { '/': controlled('max-age=60', { etag: '"v1"' }) },
      shared,
    )
    await get()
    await advance(100)
    const { response, text } = await get('/', { headers: { 'if-none-match': '"v1"' } })
    assert.strictEqual(response.status, 304)
    assert.strictEqual(text, '')
    assert.strictEqual((await site.requests()).length, 2)
    const again = await get()
    assert.isTrue(again.response.fromCache)
    assert.isFalse(again.response.revalidated, 'the 304 has freshened what is stored')
    assert.strictEqual(again.text, 'body 1')
    assert.strictEqual((await site.requests()).length, 2)
  })

  test("§4.3.2: a 304 with an ETag that is not in the caller's list is a 200 for the caller", async () => {
    const { get, advance, site } = await newSession(
      harness,
      { '/': controlled('max-age=60', { etag: '"v1"' }) },
      shared,
    )
    await get()
    await advance(100)
    const { response, text } = await get('/', { headers: { 'if-none-match': '"v0"' } })
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, 'body 1')
    assert.isTrue(response.revalidated)
    assert.include((await site.requests())[1]?.headers['if-none-match'], '"v1"')
  })

  test("§4.3.2: a 304 with the caller's ETag, which is not stored, is the caller's", async () => {
    const { get, advance } = await newSession(
      harness,
      {
        '/': [
          { when: { 'if-none-match': '"v2"' }, status: 304, headers: { etag: '"v2"', 'cache-control': 'max-age=60' } },
          controlled('max-age=60', { etag: '"v1"' }, { ignoreConditions: true }),
          controlled('max-age=60', { etag: '"v2"' }, { ignoreConditions: true }),
        ],
      },
      shared,
    )
    await get()
    await advance(100)
    const { response } = await get('/', { headers: { 'if-none-match': '"v2"' } })
    assert.strictEqual(response.status, 304)
    assert.strictEqual(response.headers.get('etag'), '"v2"')
    assert.notStrictEqual((await get()).text, 'body 1', 'the stored response was not confirmed')
  })

  test('§4.3.2: a full response to such a request is served, and replaces the stored one', async () => {
    const { get, advance } = await newSession(
      harness,
      { '/': [controlled('max-age=60', { etag: '"v1"' }), controlled('max-age=60', { etag: '"v2"' })] },
      shared,
    )
    await get()
    await advance(100)
    const { response, text } = await get('/', { headers: { 'if-none-match': '"v1"' } })
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, 'body 2')
    assert.strictEqual((await get()).text, 'body 2')
  })

  test('§4.3.2: If-Match and If-Unmodified-Since are not evaluated by a cache', async () => {
    const stored = { etag: '"v1"', 'last-modified': modified }
    for (const conditional of [{ 'if-match': '"v1"' }, { 'if-unmodified-since': later }]) {
      const { response, text } = await ask(stored, conditional as Record<string, string>)
      assert.strictEqual(response.status, 200)
      assert.match(text, /^body [12]$/)
    }
  })
}
