import { assert } from 'chai'
import { listOf, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { type Asked, controlled, isReused, newSession, ofOne, shared } from './fixture.ts'

const ada = { headers: { authorization: 'Bearer ada' } }
const bob = { headers: { authorization: 'Bearer bob' } }
const nobody = {}

/** Responses to requests with Authorization: RFC 9111 §3.5, and the partitions of DESIGN §5. */
export const credentials: Suite = (test, harness) => {
  const reused = (given: Answer, init: Asked, next: Asked, settings = shared) =>
    isReused(harness, given, { init, next, settings })

  test('§3.5: a response to one credential is not that of another one, nor of a request without', async () => {
    const answer = controlled('max-age=60')
    assert.isFalse(await reused(answer, ada, bob))
    assert.isFalse(await reused(answer, ada, nobody))
    assert.isFalse(await reused(answer, nobody, ada), 'nor the other way around')
  })

  test('DESIGN §5: it is stored for those who bring the same credential', async () => {
    for (const directives of ['max-age=60', 'private, max-age=60']) {
      assert.isTrue(await reused(controlled(directives), ada, ada), directives)
      assert.isTrue(await reused(controlled(directives), ada, ada, ofOne), directives)
    }
  })

  test('DESIGN §5: the name of the field in any case', async () => {
    const shouted = { headers: { AUTHORIZATION: 'Bearer ada' } }
    assert.isTrue(await reused(controlled('max-age=60'), ada, shouted))
    assert.isFalse(await reused(controlled('max-age=60'), shouted, bob))
  })

  test('DESIGN §5: each credential has its own', async () => {
    const { get, hits } = await newSession(
      harness,
      { '/': controlled('max-age=60', {}, { echo: 'authorization' }) },
      shared,
    )
    for (const init of [ada, bob, nobody]) await get('/', init)
    for (const [init, text] of [
      [ada, 'Bearer ada'],
      [bob, 'Bearer bob'],
      [nobody, ''],
    ] as const) {
      const got = await get('/', init)
      assert.isTrue(got.response.fromCache)
      assert.strictEqual(got.text, text)
    }
    assert.strictEqual(await hits(), 3)
  })

  for (const directives of ['public, max-age=60', 'max-age=60, PUBLIC', 's-maxage=60', 'must-revalidate, max-age=60']) {
    test(`§3.5: '${directives}' lets a shared cache use it for all`, async () => {
      assert.isTrue(await reused(controlled(directives), ada, bob))
      assert.isTrue(await reused(controlled(directives), ada, nobody))
      assert.isTrue(await reused(controlled(directives), nobody, ada))
    })
  }

  test('§3.5: what allows sharing does not go before what forbids it', async () => {
    for (const directives of ['public, private, max-age=60', 's-maxage=60, private', 'public, max-age=60, no-store']) {
      assert.isFalse(await reused(controlled(directives), ada, bob), directives)
      assert.isFalse(await reused(controlled(directives), ada, nobody), directives)
    }
  })

  test('§5.2.2.10: what s-maxage shares is revalidated when it is stale', async () => {
    const { get, advance, hits } = await newSession(
      harness,
      { '/': controlled('s-maxage=60, max-age=600', { etag: '"v1"' }) },
      shared,
    )
    await get('/', ada)
    await advance(100)
    assert.isTrue((await get('/', bob)).response.revalidated)
    assert.strictEqual(await hits(), 2)
  })

  test('§3.5: other directives do not allow it', async () => {
    for (const directives of [
      'max-age=60, proxy-revalidate',
      'max-age=60, immutable',
      'max-age=60, x-public, x="public"',
    ]) {
      assert.isFalse(await reused(controlled(directives), ada, bob), directives)
    }
    assert.isFalse(await reused({ headers: { expires: '{now+60}' }, body: 'x' }, ada, bob), 'Expires')
  })

  test('DESIGN §5: the credential is sent to the origin, and in no stored byte', async () => {
    const { get, site, cache } = await newSession(harness, { '/': controlled('max-age=60', { etag: '"v1"' }) }, shared)
    const secret = { headers: { authorization: 'Bearer MARKED' } }
    await get('/', secret)
    assert.strictEqual((await site.requests())[0]?.headers.authorization, 'Bearer MARKED')
    assert.isTrue((await get('/', secret)).response.fromCache)
    assert.notInclude(JSON.stringify(await listOf(cache.responses.metas())), 'MARKED')
    assert.notInclude(JSON.stringify(await listOf(cache.responses.keys())), 'MARKED')
  })

  test('RFC 9111 §4.3: it is validated with the credential of the request', async () => {
    const { get, advance, site } = await newSession(
      harness,
      { '/': controlled('max-age=60', { etag: '"v1"' }) },
      shared,
    )
    await get('/', ada)
    await advance(100)
    assert.isTrue((await get('/', ada)).response.revalidated)
    assert.include((await site.requests())[1]?.headers, { authorization: 'Bearer ada', 'if-none-match': '"v1"' })
  })

  test('RFC 9111 §4.4: an unsafe request invalidates what is stored for other credentials too', async () => {
    const { get } = await newSession(harness, { 'POST /': { status: 204 }, '*': controlled('max-age=600') }, shared)
    for (const init of [ada, nobody]) await get('/', init)
    await get('/', { method: 'POST', ...bob })
    for (const init of [ada, nobody]) {
      const { response } = await get('/', init)
      assert.isFalse(response.fromCache && !response.revalidated)
    }
  })
}
