import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { ageOf, asking, controlled, forbiddingStale, newSession, type Settings, shared } from './fixture.ts'

/** stale-while-revalidate: RFC 5861 §3. */
export const staleWhileRevalidate: Suite = (test, harness) => {
  async function withStale(directives: string, settings: Settings = shared, later: Answer[] = []) {
    const stored = controlled(`max-age=60${directives}`, { etag: '"v1"' })
    const session = await newSession(harness, { '/': [stored, ...(later.length > 0 ? later : [stored])] }, settings)
    await session.get()
    await session.advance(100)
    return session
  }

  test('RFC 5861 §3: the stale response is served at once, and validated behind the caller', async () => {
    const { get, hits, session, site } = await withStale(', stale-while-revalidate=60')
    const { response, text } = await get()
    assert.strictEqual(text, 'body 1')
    assert.isTrue(response.fromCache)
    assert.isTrue(response.isStale)
    assert.closeTo(ageOf(response), 101, 1)
    await session.settle()
    assert.strictEqual(await hits(), 2)
    assert.strictEqual((await site.requests())[1]?.headers['if-none-match'], '"v1"')
    const after = await get()
    assert.isTrue(after.response.fromCache)
    assert.isFalse(after.response.isStale)
    assert.isAtMost(ageOf(after.response), 2)
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 5861 §3: a full response in the background replaces the stored one', async () => {
    const fresh = controlled('max-age=60', { etag: '"v2"' })
    const { get, hits, session } = await withStale(', stale-while-revalidate=60', shared, [fresh])
    assert.strictEqual((await get()).text, 'body 1')
    await session.settle()
    const { response, text } = await get()
    assert.isFalse(response.isStale)
    assert.strictEqual(text, 'body 2')
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 5861 §3: the caller does not wait for a slow origin', async () => {
    const slow: Answer = { ...controlled('max-age=60', { etag: '"v1"' }), delayMs: 600 }
    const { get, session } = await withStale(', stale-while-revalidate=60', shared, [slow])
    const start = Date.now()
    assert.isTrue((await get()).response.isStale)
    assert.isBelow(Date.now() - start, 550)
    await session.settle()
    assert.isFalse((await get()).response.isStale)
  })

  test('DESIGN §5: a body in the background may take longer than a caller waits for the cache', async () => {
    const slow: Answer = { ...controlled('max-age=60'), pauseMs: 400 }
    const { get, session } = await withStale(', stale-while-revalidate=60', { ...shared, cacheTimeoutMs: 300 }, [slow])
    await get()
    await session.settle()
    const { response, text } = await get()
    assert.isTrue(response.fromCache)
    assert.isFalse(response.isStale)
    assert.strictEqual(text, 'body 2')
  })

  test('DESIGN §5: an origin that never answers is given up in the background, and asked again', async () => {
    const answers: Answer[] = [{ never: true }, controlled('max-age=60', { etag: '"v1"' })]
    const { get, session, clock, advance, events } = await withStale(', stale-while-revalidate=600', shared, answers)
    const sleep = clock.sleep.bind(clock)
    clock.sleep = (ms, signal) => sleep(Math.min(ms, 1_000), signal)
    assert.isTrue((await get()).response.isStale)
    await session.settle()
    assert.deepEqual(events.map(({ type }) => type), ['revalidation-failed']) // biome-ignore format: one line
    await advance(40)
    assert.isTrue((await get()).response.isStale)
    await session.settle()
    assert.isFalse((await get()).response.isStale)
  })

  test('RFC 5861 §3: beyond its seconds the caller waits for the validation', async () => {
    const { get, hits } = await withStale(', stale-while-revalidate=30')
    const { response } = await get()
    assert.isFalse(response.isStale)
    assert.isTrue(response.revalidated)
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 5861 §3: its seconds in quotes and its name in any case', async () => {
    for (const directive of ['stale-while-revalidate="60"', 'Stale-While-Revalidate=60']) {
      const { get, session } = await withStale(`, ${directive}`)
      assert.isTrue((await get()).response.isStale, directive)
      await session.settle()
    }
  })

  test('RFC 5861 §3: an invalid value permits nothing', async () => {
    for (const directive of ['stale-while-revalidate', 'stale-while-revalidate=soon', 'stale-while-revalidate=-1']) {
      const { get } = await withStale(`, ${directive}`)
      assert.isFalse((await get()).response.isStale, directive)
    }
  })

  test('issue 6: the setting staleWhileRevalidate does the same without a directive', async () => {
    for (const staleWhileRevalidate of [true, '1m', 60] as const) {
      const { get, session, hits } = await withStale('', { ...shared, staleWhileRevalidate })
      assert.isTrue((await get()).response.isStale)
      await session.settle()
      assert.isFalse((await get()).response.isStale)
      assert.strictEqual(await hits(), 2)
    }
    const { get } = await withStale('', { ...shared, staleWhileRevalidate: 30 })
    assert.isFalse((await get()).response.isStale)
  })

  for (const directive of forbiddingStale) {
    test(`RFC 9111 §4.2.4: not in spite of ${directive}`, async () => {
      const { get, hits } = await withStale(`, stale-while-revalidate=60, ${directive}`)
      const { response } = await get()
      assert.isFalse(response.isStale)
      assert.isTrue(response.revalidated)
      assert.strictEqual(await hits(), 2)
    })
  }

  test('RFC 9111 §5.2.1: not for a request that asks for what is fresh', async () => {
    for (const directives of ['no-cache', 'max-age=10', 'min-fresh=10']) {
      const { get } = await withStale(', stale-while-revalidate=60')
      assert.isFalse((await get('/', asking(directives))).response.isStale, directives)
    }
  })

  test('DESIGN §5: many requests at once make one validation in the background', async () => {
    const { get, hits, session } = await withStale(', stale-while-revalidate=60')
    const all = await Promise.all(Array.from({ length: 8 }, () => get()))
    for (const { text } of all) assert.strictEqual(text, 'body 1')
    await session.settle()
    assert.strictEqual(await hits(), 2)
  })

  test('DESIGN §5: two instances make one validation in the background', async () => {
    const slow: Answer = { ...controlled('max-age=60', { etag: '"v1"' }), delayMs: 200 }
    const { cache, clock, site, hits, session } = await withStale(', stale-while-revalidate=60', shared, [slow])
    const other = new harness.lib.CachedSession({ cache, clock, ...shared })
    const both = await Promise.all([session, other].map((each) => each.fetch(`${site.url}/`)))
    for (const response of both) assert.strictEqual(await response.text(), 'body 1')
    await Promise.all([session.settle(), other.settle()])
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 5861 §3: a validation that fails in the background leaves the stored response, to be validated again', async () => {
    for (const failure of [{ status: 503 }, { reset: true }]) {
      const stored = controlled('max-age=60, stale-while-revalidate=600', { etag: '"v1"' })
      const { get, session } = await withStale(', stale-while-revalidate=600', shared, [failure, stored])
      assert.strictEqual((await get()).text, 'body 1')
      await session.settle()
      const { response, text } = await get()
      assert.strictEqual(text, 'body 1')
      assert.strictEqual(response.status, 200)
      await session.settle()
    }
  })
}
