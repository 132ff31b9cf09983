import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { answer, controlled, day, isReused, newSession, ofOne, shared } from './fixture.ts'

/** Freshness where none is stated: RFC 9111 §4.2.2. */
export const heuristics: Suite = (test, harness) => {
  const reused = isReused.bind(undefined, harness)
  const tenDays = { 'last-modified': `{now-${10 * day}}` }

  test('§4.2.2: a response is fresh for a tenth of the time since it was modified', async () => {
    assert.isTrue(await reused(answer(tenDays), { after: 0.9 * day }))
    assert.isFalse(await reused(answer(tenDays), { after: 1.1 * day }))
    assert.isTrue(await reused(answer(tenDays), { settings: ofOne, after: 0.9 * day }))
  })

  test('§4.2.2: the time since then is by Date', async () => {
    const behind: Answer = answer({ date: `{now-${5 * day}}`, 'last-modified': `{now-${10 * day}}` })
    assert.isFalse(await reused(behind), 'half a day of lifetime, five days of age')
    const ahead = answer({ date: `{now+${10 * day}}`, 'last-modified': '{now}' })
    assert.isTrue(await reused(ahead, { after: 0.9 * day }))
    assert.isFalse(await reused(ahead, { after: 1.1 * day }))
  })

  test('§4.2.2: or by the time of receipt, where there is no Date', async () => {
    assert.isTrue(await reused(answer({ ...tenDays, date: null }), { after: 0.9 * day }))
    assert.isFalse(await reused(answer({ ...tenDays, date: null }), { after: 1.1 * day }))
  })

  // RFC 9110 §15.1, but for 206, which is not stored, and for those without a body.
  for (const status of [200, 203, 300, 301, 308, 404, 405, 410, 414, 501]) {
    test(`RFC 9110 §15.1: a ${status} is heuristically cacheable`, async () => {
      assert.isTrue(await reused(answer(tenDays, { status }), { after: 0.5 * day }))
      assert.isFalse(await reused(answer(tenDays, { status }), { after: 1.5 * day }))
    })
  }

  test('RFC 9110 §15.1: a 204 is heuristically cacheable', async () => {
    assert.isTrue(await reused({ status: 204, headers: tenDays }, { after: 0.5 * day }))
  })

  for (const status of [201, 202, 302, 303, 307, 400, 401, 403, 409, 418, 429, 451, 500, 502, 503, 504, 599]) {
    test(`§4.2.2: a ${status} is not heuristically cacheable`, async () => {
      assert.isFalse(await reused(answer(tenDays, { status })))
    })
  }

  test('§5.2.2.9: public makes a response without explicit freshness heuristically cacheable', async () => {
    for (const status of [200, 302, 403, 599]) {
      assert.isTrue(await reused(controlled('public', tenDays, { status }), { after: 0.5 * day }), String(status))
      assert.isFalse(await reused(controlled('public', tenDays, { status }), { after: 1.5 * day }), String(status))
    }
  })

  for (const directives of ['max-age=0', 'max-age=10', 'no-cache', 'no-store', 'max-age=soon']) {
    test(`§4.2.2: no heuristic beside '${directives}'`, async () => {
      assert.isFalse(await reused(controlled(directives, tenDays), { after: 20 }))
    })
  }

  test('§4.2.2: no heuristic beside Expires, not even an invalid one', async () => {
    for (const expires of ['{now-60}', '{now+10}', '0', 'soon', '']) {
      assert.isFalse(await reused(answer({ ...tenDays, expires }), { after: 20 }), expires)
    }
  })

  test('§4.2.2: s-maxage is explicit for a shared cache only', async () => {
    assert.isFalse(await reused(controlled('s-maxage=10', tenDays), { settings: shared, after: 20 }))
    assert.isTrue(await reused(controlled('s-maxage=10', tenDays), { settings: ofOne, after: 20 }))
  })

  test('§4.2.2: no heuristic without Last-Modified', async () => {
    assert.isFalse(await reused(answer({ etag: '"v1"' })))
    assert.isFalse(await reused(answer()))
  })

  test('§4.2.2: no heuristic by a Last-Modified that is invalid or of the future', async () => {
    for (const value of ['{now+3600}', '0', 'long ago', '2001-01-01', 'Mon, 01 Jan 2001 00:00:00 UTC', '']) {
      assert.isFalse(await reused(answer({ 'last-modified': value })), value)
    }
  })

  test('§4.2.2: a URL with a query is heuristically fresh as any other is', async () => {
    assert.isTrue(await reused(answer(tenDays), { path: '/?q=1', after: 0.5 * day }))
  })

  test('§4.2.3: its age counts', async () => {
    assert.isFalse(await reused(answer({ ...tenDays, age: String(2 * day) })))
  })

  test('§4.2.4: once it is stale it is validated', async () => {
    const { get, advance, hits } = await newSession(
      harness,
      { '/': answer(tenDays, { ignoreConditions: true }) },
      shared,
    )
    await get()
    await advance(2 * day)
    const { response, text } = await get()
    assert.isFalse(response.fromCache)
    assert.strictEqual(text, 'body 2')
    assert.strictEqual(await hits(), 2)
  })

  test('§4: what is heuristically fresh says when it expires', async () => {
    const { get } = await newSession(harness, { '/': answer(tenDays) }, shared)
    await get()
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.closeTo(Number(response.expires) - Number(response.createdAt), day * 1_000, 5_000)
  })

  test('§3: must-revalidate is no freshness, and forbids no heuristic', async () => {
    assert.isTrue(await reused(controlled('must-revalidate', tenDays), { after: 0.5 * day }))
    assert.isFalse(await reused(controlled('must-revalidate', tenDays), { after: 1.5 * day }))
  })
}
