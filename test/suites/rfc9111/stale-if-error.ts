import { assert } from 'chai'
import { rejection, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { ageOf, asking, controlled, forbiddingStale, newSession, type Settings, shared } from './fixture.ts'

/** stale-if-error: RFC 5861 §4. */
export const staleIfError: Suite = (test, harness) => {
  const failures: Record<string, Answer> = {
    'a 500': { status: 500 },
    'a 502': { status: 502 },
    'a 503': { status: 503 },
    'a 504': { status: 504 },
    'a reset connection': { reset: true },
    'an answer that is no HTTP': { raw: 'nonsense\r\n\r\n' },
  }

  /** A response that is stale for 40 s, before the origin fails. */
  async function failing(directives: string, failure: Answer | Answer[], settings: Settings = shared, etag = true) {
    const stored = controlled(`max-age=60${directives}`, etag ? { etag: '"v1"' } : {})
    const session = await newSession(harness, { '/': [stored, failure].flat() }, settings)
    await session.get()
    await session.advance(100)
    return session
  }

  test('RFC 5861 §4: neither a clone of the failure that nobody reads, nor a broken or locked body, holds it up', async () => {
    const bodies: Record<string, () => Response> = {
      cloned() {
        const response = new Response('down', { status: 503 })
        response.clone()
        return response
      },
      broken() {
        const body = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) })
        return new Response(body, { status: 503 })
      },
      locked() {
        const response = new Response('down', { status: 503 })
        response.body?.getReader()
        return response
      },
    }
    for (const [name, failure] of Object.entries(bodies)) {
      let asked = 0
      const headers = { 'cache-control': 'max-age=60', etag: '"v1"' }
      const fetch = async () => (asked++ === 0 ? new Response('body', { headers }) : failure())
      const settings = { ...shared, staleIfError: true, fetch } as Settings
      const { get, advance } = await newSession(harness, {}, settings)
      await get()
      await advance(100)
      const { response, text } = await get()
      assert.isTrue(response.isStale, name)
      assert.strictEqual(text, 'body', name)
    }
  })

  for (const [name, failure] of Object.entries(failures)) {
    test(`RFC 5861 §4: stale-if-error serves what is stale in place of ${name}`, async () => {
      const { get, hits } = await failing(', stale-if-error=60', failure)
      const { response, text } = await get()
      assert.strictEqual(response.status, 200)
      assert.strictEqual(text, 'body 1')
      assert.isTrue(response.fromCache)
      assert.isTrue(response.isStale)
      assert.isFalse(response.revalidated)
      assert.closeTo(ageOf(response), 101, 1)
      assert.isAtLeast(await hits(), 2, 'the origin was asked')
    })

    test(`issue 6: staleIfError: true does the same for ${name}, without a directive`, async () => {
      const { get } = await failing('', failure, { ...shared, staleIfError: true })
      const { response, text } = await get()
      assert.strictEqual(text, 'body 1')
      assert.isTrue(response.isStale)
    })
  }

  test('RFC 5861 §4: beyond its seconds the error is what is served', async () => {
    const { get } = await failing(', stale-if-error=30', { status: 503, body: 'down' })
    const { response, text } = await get()
    assert.strictEqual(response.status, 503)
    assert.strictEqual(text, 'down')
    const { get: unreachable } = await failing(', stale-if-error=30', { reset: true })
    assert.instanceOf(await rejection(unreachable()), TypeError)
  })

  test('RFC 5861 §4: stale-if-error in the request does the same', async () => {
    const { get } = await failing('', { status: 503 })
    assert.strictEqual((await get('/', asking('stale-if-error=30'))).response.status, 503)
    const { response } = await get('/', asking('stale-if-error=60'))
    assert.strictEqual(response.status, 200)
    assert.isTrue(response.isStale)
  })

  test('issue 6: a Duration limits the setting staleIfError', async () => {
    const { get } = await failing('', { status: 503 }, { ...shared, staleIfError: '1m' })
    assert.isTrue((await get()).response.isStale)
    const { get: late } = await failing('', { status: 503 }, { ...shared, staleIfError: 30 })
    assert.strictEqual((await late()).response.status, 503)
  })

  test('RFC 5861 §4: other statuses are answers, not errors', async () => {
    for (const status of [400, 403, 404, 410, 429, 501]) {
      const { get } = await failing(', stale-if-error=60', { status }, { ...shared, staleIfError: true })
      assert.strictEqual((await get()).response.status, status)
    }
  })

  for (const directive of forbiddingStale) {
    test(`RFC 9111 §4.2.4: not in spite of ${directive}`, async () => {
      const settings = { ...shared, staleIfError: true }
      const { get } = await failing(`, stale-if-error=60, ${directive}`, { status: 503, body: 'down' }, settings)
      const { response, text } = await get()
      assert.isFalse(response.isStale)
      assert.notStrictEqual(text, 'body 1')
      assert.include([503, 504], response.status)
    })
  }

  test('RFC 5861 §4: the origin is asked again at the next request', async () => {
    const back = controlled('max-age=60', { etag: '"v1"' })
    const { get } = await failing(', stale-if-error=600', [{ status: 503 }, back])
    assert.isTrue((await get()).response.isStale)
    const { response } = await get()
    assert.isFalse(response.isStale)
    assert.isTrue(response.revalidated)
  })

  test('RFC 5861 §4: a response without a validator is served stale too', async () => {
    const { get } = await failing(', stale-if-error=60', { status: 503 }, shared, false)
    assert.strictEqual((await get()).text, 'body 1')
  })

  test('RFC 5861 §4: a request that refuses what is stored gets the error', async () => {
    const { get } = await failing(', stale-if-error=60', { status: 503 })
    assert.strictEqual((await get('/', { cache: 'reload' })).response.status, 503)
  })

  test('RFC 5861 §4: a cached error is no failure of the origin', async () => {
    const { get, hits } = await newSession(
      harness,
      { '/': [controlled('max-age=60', {}, { status: 503 })] },
      { ...shared, staleIfError: true },
    )
    await get()
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.isFalse(response.isStale)
    assert.strictEqual(response.status, 503)
    assert.strictEqual(await hits(), 1)
  })
}
