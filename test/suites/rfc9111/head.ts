import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { ageOf, controlled, newSession, shared } from './fixture.ts'

/** HEAD, from a stored GET and for one: RFC 9111 §4 and §4.3.5, RFC 9110 §9.3.2. */
export const head: Suite = (test, harness) => {
  const head = { method: 'HEAD' }
  const asked = { ...head, headers: { 'cache-control': 'no-cache' } }

  test('RFC 9110 §9.3.2: a HEAD is answered from a stored GET, with its fields and without its body', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60', { etag: '"v1"' }) }, shared)
    const first = await get()
    const { response, text } = await get('/', head)
    assert.isTrue(response.fromCache)
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, '')
    assert.strictEqual(response.headers.get('content-length'), String(first.text.length))
    assert.strictEqual(response.headers.get('etag'), '"v1"')
    assert.isAtMost(ageOf(response), 2)
    assert.strictEqual(await hits(), 1)
  })

  test('RFC 9111 §4: a GET is not answered from a stored HEAD', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    await get('/', head)
    const { response, text } = await get()
    assert.isFalse(response.fromCache)
    assert.strictEqual(text, 'body 2')
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 9111 §4: a HEAD takes nothing of a stored GET away', async () => {
    const { get } = await newSession(harness, { '/': controlled('max-age=60', { etag: '"v1"' }) }, shared)
    await get()
    await get('/', asked)
    assert.strictEqual((await get()).text, 'body 1')
  })

  test('RFC 9111 §4.3.5: a HEAD that agrees brings the stored GET up to date', async () => {
    for (const field of [{ etag: '"v1"' }, { 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' }]) {
      const stored = controlled('max-age=60', { ...field, 'x-own': 'old' } as Answer['headers'])
      const told = controlled('max-age=60', { ...field, 'x-own': 'new' } as Answer['headers'], {
        ignoreConditions: true,
      })
      const { get, hits, advance } = await newSession(harness, { 'HEAD /': told, 'GET /': stored }, shared)
      await get()
      await advance(50)
      await get('/', asked)
      await advance(50)
      const { response, text } = await get()
      assert.isTrue(response.fromCache)
      assert.isFalse(response.revalidated)
      assert.strictEqual(text, 'body 1')
      assert.strictEqual(response.headers.get('x-own'), 'new')
      assert.strictEqual(await hits(), 2)
    }
  })

  for (const [name, stored, told] of [
    ['ETag', { etag: '"v1"' }, controlled('max-age=60', { etag: '"v2"' })],
    [
      'Last-Modified',
      { 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' },
      controlled('max-age=60', { 'last-modified': 'Tue, 03 Nov 2026 00:00:00 GMT' }),
    ],
    ['Content-Length', { etag: '"v1"' }, controlled('max-age=60', { etag: '"v1"' }, { body: 'another length' })],
  ] as const) {
    test(`RFC 9111 §4.3.5: a HEAD with another ${name} makes the stored GET stale`, async () => {
      const answers = { 'HEAD /': { ...told, ignoreConditions: true }, 'GET /': controlled('max-age=600', stored) }
      const { get, hits, advance } = await newSession(harness, answers, shared)
      await get()
      await advance(10)
      await get('/', asked)
      const { response } = await get()
      assert.isFalse(response.fromCache && !response.revalidated)
      assert.strictEqual(await hits(), 3)
    })
  }

  test('RFC 9111 §4.3.5: a HEAD with another status than 200 says nothing of the stored GET', async () => {
    const { get, hits } = await newSession(
      harness,
      { 'HEAD /': { status: 500, headers: {} }, 'GET /': controlled('max-age=600', { etag: '"v1"' }) },
      shared,
    )
    await get()
    await get('/', asked)
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 9111 §4.2: a stale GET answers no HEAD', async () => {
    const { get, hits, advance } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    await get()
    await advance(100)
    await get('/', head)
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 9111 §5.2.1.7: only-if-cached with a HEAD', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    const only = { ...head, headers: { 'cache-control': 'only-if-cached' } }
    assert.strictEqual((await get('/', only)).response.status, 504)
    await get()
    assert.strictEqual((await get('/', only)).response.status, 200)
    assert.strictEqual(await hits(), 1)
  })
}
