import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { controlled, day, newSession, shared } from './fixture.ts'

const to = (location: string, headers: Answer['headers'] = {}, status = 302): Answer => ({
  status,
  headers: { location, ...headers },
  body: '',
})

/** Redirections, each stored by its own rules: RFC 9111 §3 and RFC 9110 §15.4. Of runtimes that show them. */
export const redirections: Suite = (test, harness) => {
  /** Follows a redirection twice, and tells which paths the origin was asked for at the second time. */
  async function second(routes: Record<string, Answer>, seconds = 0): Promise<string[]> {
    const { get, advance, site } = await newSession(harness, { '/end': controlled('max-age=600'), ...routes }, shared)
    const first = await get()
    const before = await site.requests()
    await advance(seconds)
    const again = await get()
    assert.strictEqual(again.response.status, first.response.status)
    assert.strictEqual(again.response.redirected, first.response.redirected)
    assert.strictEqual(again.response.url, first.response.url)
    return (await site.requests()).slice(before.length).map(({ path }) => path)
  }

  for (const status of [301, 302, 303, 307, 308]) {
    test(`§3: a ${status} with explicit freshness is stored, and followed without a word with the origin`, async () => {
      assert.deepEqual(await second({ '/': to('end', { 'cache-control': 'max-age=60' }, status) }), [])
      assert.deepEqual(await second({ '/': to('end', { expires: '{now+60}' }, status) }), [])
    })

    test(`§4.2: a ${status} that is stale is asked for again`, async () => {
      assert.deepEqual(await second({ '/': to('end', { 'cache-control': 'max-age=60' }, status) }, 100), ['/'])
    })

    test(`§5.2.2.5: a ${status} with no-store is asked for each time, its target is not`, async () => {
      assert.deepEqual(await second({ '/': to('end', { 'cache-control': 'no-store' }, status) }), ['/'])
    })
  }

  for (const status of [301, 308]) {
    test(`RFC 9110 §15.1: a ${status} is heuristically cacheable`, async () => {
      const old = { 'last-modified': `{now-${10 * day}}` }
      const { get, site } = await newSession(
        harness,
        { '/': to('end', old, status), '/end': controlled('max-age=600') },
        shared,
      )
      await get()
      await get()
      assert.lengthOf(await site.requests(), 2)
    })
  }

  for (const status of [302, 303, 307]) {
    test(`RFC 9110 §15.1: a ${status} is not`, async () => {
      const old = { 'last-modified': `{now-${10 * day}}` }
      assert.deepEqual(await second({ '/': to('end', old, status) }), ['/'])
    })
  }

  test('§3: a redirection without any freshness is asked for each time', async () => {
    for (const status of [301, 302, 307, 308]) assert.deepEqual(await second({ '/': to('end', {}, status) }), ['/'])
  })

  test('§4.2: a fresh redirection to a target that is stale asks for the target alone', async () => {
    assert.deepEqual(
      await second({ '/': to('end', { 'cache-control': 'max-age=600' }), '/end': controlled('max-age=60') }, 100),
      ['/end'],
    )
  })

  test('§4.2: of a chain each one counts by itself', async () => {
    const chain = {
      '/': to('a', { 'cache-control': 'max-age=600' }),
      '/a': to('b', { 'cache-control': 'max-age=60' }),
      '/b': to('end', { 'cache-control': 'max-age=600' }),
    }
    assert.deepEqual(await second(chain), [])
    assert.deepEqual(await second(chain, 100), ['/a'])
  })

  test('§4.1: a redirection varies as any response does', async () => {
    const varying = { 'cache-control': 'max-age=60', vary: 'X-Flavour' }
    const routes: Record<string, Answer | Answer[]> = {
      '/': [
        { when: { 'x-flavour': 'mint' }, ...to('mint', varying) },
        { when: { 'x-flavour': 'lime' }, ...to('lime', varying) },
      ],
      '/mint': controlled('max-age=60', {}, { body: 'mint' }),
      '/lime': controlled('max-age=60', {}, { body: 'lime' }),
    }
    const { get, hits } = await newSession(harness, routes, shared)
    for (const flavour of ['mint', 'lime', 'mint', 'lime']) {
      assert.strictEqual((await get('/', { headers: { 'x-flavour': flavour } })).text, flavour)
    }
    assert.strictEqual(await hits(), 4)
  })

  test('§4: a stored redirection is not the response of its target', async () => {
    const { get } = await newSession(
      harness,
      { '/': to('end', { 'cache-control': 'max-age=60' }), '/end': controlled('max-age=60') },
      shared,
    )
    await get()
    const { response } = await get('/end')
    assert.isTrue(response.fromCache)
    assert.isFalse(response.redirected)
    const { response: shown } = await get('/', { redirect: 'manual' })
    assert.strictEqual(shown.status, 302)
    assert.isTrue(shown.fromCache)
  })

  test('§4.3: a stale redirection with a validator is validated', async () => {
    const { get, advance, site } = await newSession(
      harness,
      { '/': to('end', { 'cache-control': 'max-age=60', etag: '"v1"' }), '/end': controlled('max-age=600') },
      shared,
    )
    await get()
    await advance(100)
    assert.strictEqual((await get()).text, 'body 1')
    const [, , third, ...more] = await site.requests()
    assert.strictEqual(third?.headers['if-none-match'], '"v1"')
    assert.lengthOf(more, 0)
  })
}
