import { assert } from 'chai'
import { rejection, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { ageOf, asking, controlled, forbiddingStale, newSession, ofOne, type Settings, shared } from './fixture.ts'

/** When a stale response may be served: RFC 9111 §4.2.4, §5.2.1.2 and §5.2.2. */
export const stale: Suite = (test, harness) => {
  /** A session with one response that has been stale for 40 s. */
  async function withStale(directives: string, settings: Settings = shared, later: Answer[] = []) {
    const stored = controlled(`max-age=60, ${directives}`, { etag: '"v1"' })
    const session = await newSession(harness, { '/': [stored, ...(later.length > 0 ? later : [stored])] }, settings)
    await session.get()
    await session.advance(100)
    return session
  }

  test('§4.2.4: what is stale is not served without a word with the origin', async () => {
    const { get, hits } = await withStale('public')
    assert.isTrue((await get()).response.revalidated)
    assert.strictEqual(await hits(), 2)
  })

  test('§5.2.1.2: max-stale takes what is stale, of any age or up to so many seconds', async () => {
    for (const directives of ['max-stale', 'max-stale=60', 'Max-Stale=60', 'max-stale="60"', 'max-stale=99999999999']) {
      const { get, hits } = await withStale('public')
      const { response, text } = await get('/', asking(directives))
      assert.isTrue(response.fromCache, directives)
      assert.isTrue(response.isStale, directives)
      assert.strictEqual(text, 'body 1')
      assert.closeTo(ageOf(response), 101, 1)
      assert.strictEqual(await hits(), 1)
    }
  })

  test('§5.2.1.2: max-stale takes nothing that is stale for longer', async () => {
    const { get, hits } = await withStale('public')
    assert.isTrue((await get('/', asking('max-stale=20'))).response.revalidated)
    assert.strictEqual(await hits(), 2)
  })

  test('§5.2.1.1: max-age limits the age of what max-stale takes', async () => {
    const { get, hits } = await withStale('public')
    assert.isTrue((await get('/', asking('max-stale=60, max-age=200'))).response.isStale)
    assert.strictEqual(await hits(), 1)
    assert.isFalse((await get('/', asking('max-stale=60, max-age=90'))).response.isStale)
    assert.strictEqual(await hits(), 2)
  })

  for (const directive of forbiddingStale) {
    test(`§4.2.4: max-stale takes nothing in spite of ${directive}`, async () => {
      const { get, hits } = await withStale(directive)
      const { response } = await get('/', asking('max-stale'))
      assert.isFalse(response.isStale)
      assert.isTrue(response.revalidated)
      assert.strictEqual(await hits(), 2)
    })

    test(`§4.2.4: force-cache takes nothing in spite of ${directive}`, async () => {
      const { get, hits } = await withStale(directive)
      assert.isTrue((await get('/', { cache: 'force-cache' })).response.revalidated)
      assert.strictEqual(await hits(), 2)
    })

    test(`§4.2.4: only-if-cached is a 504 in spite of max-stale where ${directive} forbids it`, async () => {
      const { get, hits } = await withStale(directive)
      assert.strictEqual((await get('/', asking('only-if-cached, max-stale'))).response.status, 504)
      assert.strictEqual(await hits(), 1)
    })
  }

  for (const directive of ['proxy-revalidate', 's-maxage=60']) {
    test(`§5.2.2.8: ${directive} says nothing to a cache of one user`, async () => {
      const { get, hits } = await withStale(directive, ofOne)
      assert.isTrue((await get('/', asking('max-stale'))).response.isStale)
      assert.strictEqual(await hits(), 1)
    })
  }

  test('§5.2.2.2: must-revalidate holds for a cache of one user too', async () => {
    const { get } = await withStale('must-revalidate', ofOne)
    assert.isTrue((await get('/', asking('max-stale'))).response.revalidated)
  })

  test('§5.2.2.2: must-revalidate does not keep a fresh response from being served', async () => {
    for (const directive of ['must-revalidate', 'proxy-revalidate', 's-maxage=60']) {
      const { get, hits } = await newSession(harness, { '/': controlled(`max-age=60, ${directive}`) }, shared)
      await get()
      assert.isTrue((await get()).response.fromCache, directive)
      assert.strictEqual(await hits(), 1)
    }
  })

  for (const directive of ['must-revalidate', 'proxy-revalidate', 's-maxage=60']) {
    test(`§5.2.2.2: with ${directive} and an origin out of reach the response is a 504`, async () => {
      for (const staleIfError of [false, true]) {
        const { get } = await withStale(directive, { ...shared, staleIfError }, [{ reset: true }])
        const { response, text } = await get()
        assert.strictEqual(response.status, 504)
        assert.notInclude(text, 'body')
        assert.isFalse(response.fromCache)
      }
    })
  }

  test('§5.2.2.4: with no-cache and an origin out of reach the stored response is not served', async () => {
    const { get } = await withStale('no-cache', { ...shared, staleIfError: true }, [{ reset: true }])
    const outcome = await get().then(
      ({ response }) => response.status,
      (error: unknown) => error instanceof TypeError,
    )
    assert.include([504, true], outcome)
  })

  test('§4.2.4: when the origin is back the stored response is validated', async () => {
    const back = controlled('max-age=60, must-revalidate', { etag: '"v1"' })
    const { get } = await withStale('must-revalidate', shared, [{ reset: true }, back])
    assert.strictEqual((await get()).response.status, 504)
    const { response, text } = await get()
    assert.isTrue(response.revalidated)
    assert.strictEqual(text, 'body 1')
  })

  test('DESIGN §6: an origin out of reach is the TypeError of fetch, where nothing permits to serve what is stale', async () => {
    const { get } = await withStale('public', shared, [{ reset: true }])
    assert.instanceOf(await rejection(get()), TypeError)
  })

  test('DESIGN §6: so it is where nothing is stored', async () => {
    const { get } = await newSession(harness, { '/': { reset: true } }, { ...shared, staleIfError: true })
    assert.instanceOf(await rejection(get()), TypeError)
  })

  test('RFC 9111 §4: only-if-cached takes what is stale with max-stale', async () => {
    const { get, hits } = await withStale('public')
    assert.strictEqual((await get('/', asking('only-if-cached'))).response.status, 504)
    assert.isTrue((await get('/', asking('only-if-cached, max-stale=60'))).response.isStale)
    assert.strictEqual(await hits(), 1)
  })
}
