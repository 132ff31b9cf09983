import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { asking, controlled, newSession, type Settings, shared } from './fixture.ts'

/** The parameters of our own member, which is the last one of the field (RFC 9211 §2). */
function lastMember(response: Response): Map<string, string | true> {
  const field = response.headers.get('cache-status') ?? ''
  const [, parameters = ''] =
    /(?:^|, )dynadict((?:; ?[a-z*][a-z0-9_.*-]*(?:=(?:"[^"]*"|[^;,"]+))?)*)$/.exec(field) ?? []
  assert.match(field, /(^|, )dynadict(;|$)/, 'a member of ours')
  const pairs = [...parameters.matchAll(/; ?([a-z*][a-z0-9_.*-]*)(?:=("[^"]*"|[^;,"]+))?/g)]
  return new Map(pairs.map(([, name = '', value]) => [name, value ?? true]))
}

/** What the cache tells of itself: RFC 9211. */
export const cacheStatus: Suite = (test, harness) => {
  const fresh = controlled('max-age=60', { etag: '"v1"' })
  const of = (routes: Record<string, Answer | Answer[]>, settings: Settings = shared) =>
    newSession(harness, routes, settings)

  test('§2.1: a hit says so, and how long it is fresh', async () => {
    const { get, advance } = await of({ '/': fresh })
    await get()
    await advance(20)
    const { response } = await get()
    const member = lastMember(response)
    assert.isTrue(member.get('hit'))
    assert.closeTo(Number(member.get('ttl')), 39, 1)
    assert.isFalse(member.has('fwd'))
    assert.isFalse(member.has('fwd-status'))
    assert.isFalse(member.has('stored'))
    assert.strictEqual(response.headers.get('cache-status'), response.cacheStatus)
  })

  test('§2.2: uri-miss, with the status of the origin, and that the response is stored', async () => {
    const { get } = await of({ '/': { ...fresh, status: 404 } })
    const member = lastMember((await get()).response)
    assert.strictEqual(member.get('fwd'), 'uri-miss')
    assert.strictEqual(member.get('fwd-status'), '404')
    assert.isTrue(member.get('stored'))
    assert.isFalse(member.has('hit'))
    assert.closeTo(Number(member.get('ttl')), 59, 1)
  })

  test('§2.5: what is not stored does not say that it is', async () => {
    for (const directives of ['no-store', 'private, max-age=60']) {
      const { get } = await of({ '/': controlled(directives) })
      const member = lastMember((await get()).response)
      assert.strictEqual(member.get('fwd'), 'uri-miss')
      assert.notInclude([true, '?1'], member.get('stored'), directives)
    }
  })

  test('§2.2: vary-miss, where there is another variant', async () => {
    const { get } = await of({ '/': controlled('max-age=60', { vary: 'X-Flavour' }) })
    await get('/', { headers: { 'x-flavour': 'mint' } })
    const member = lastMember((await get('/', { headers: { 'x-flavour': 'lime' } })).response)
    assert.strictEqual(member.get('fwd'), 'vary-miss')
    assert.isTrue(member.get('stored'))
  })

  test('§2.2: stale, and a 304 of the origin', async () => {
    const { get, advance } = await of({ '/': fresh })
    await get()
    await advance(100)
    const { response } = await get()
    const member = lastMember(response)
    assert.strictEqual(response.status, 200)
    assert.strictEqual(member.get('fwd'), 'stale')
    assert.strictEqual(member.get('fwd-status'), '304')
    assert.isFalse(member.has('hit'))
  })

  test('§2.2: stale, and a full response', async () => {
    const { get, advance } = await of({ '/': controlled('max-age=60') })
    await get()
    await advance(100)
    const member = lastMember((await get()).response)
    assert.strictEqual(member.get('fwd'), 'stale')
    assert.strictEqual(member.get('fwd-status'), '200')
  })

  test('§2.2: request, where the request refuses what is fresh', async () => {
    for (const init of [
      asking('no-cache'),
      asking('max-age=0'),
      asking('min-fresh=90'),
      { cache: 'reload' } as const,
    ]) {
      const { get, advance } = await of({ '/': fresh })
      await get()
      await advance(10)
      assert.strictEqual(lastMember((await get('/', init)).response).get('fwd'), 'request', JSON.stringify(init))
    }
  })

  test('§2.2: a request that refuses what is stored, where nothing is, is a uri-miss', async () => {
    const { get } = await of({ '/': fresh })
    assert.strictEqual(lastMember((await get('/', asking('no-cache'))).response).get('fwd'), 'uri-miss')
  })

  test('§2.2: bypass, where the request is not for the cache', async () => {
    for (const init of [asking('no-store'), { cache: 'no-store' } as const]) {
      const { get } = await of({ '/': fresh })
      const { response } = await get('/', init)
      assert.match(response.cacheStatus, /^dynadict; fwd=bypass(;|$)/, JSON.stringify(init))
    }
  })

  test('§2.2: method, where the method must be forwarded', async () => {
    const { get } = await of({ '/': fresh })
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { response } = await get('/', { method })
      assert.match(response.cacheStatus, /^dynadict; fwd=method(;|$)/, method)
    }
  })

  test('§2.5: a stale response that is served has a negative ttl', async () => {
    const { get, advance } = await of({ '/': fresh })
    await get()
    await advance(100)
    const member = lastMember((await get('/', { cache: 'force-cache' })).response)
    assert.isTrue(member.get('hit'))
    assert.closeTo(Number(member.get('ttl')), -41, 1)
  })

  test('§2.1: stale in place of an error is the hit of what was forwarded, or the stored response; never both', async () => {
    const { get, advance } = await of({ '/': [controlled('max-age=60, stale-if-error=600'), { status: 503 }] })
    await get()
    await advance(100)
    const { response } = await get()
    assert.isTrue(response.isStale)
    const member = lastMember(response)
    assert.isTrue(member.has('hit') !== member.has('fwd'))
    if (member.has('fwd')) assert.include([undefined, '503'], member.get('fwd-status'))
  })

  test('§2.1: a 304 and a 206 from the store are hits', async () => {
    const { get } = await of({ '/': fresh })
    await get()
    for (const [headers, status] of [
      [{ 'if-none-match': '"v1"' }, 304],
      [{ range: 'bytes=0-1' }, 206],
    ] as const) {
      const { response } = await get('/', { headers: headers as Record<string, string> })
      assert.strictEqual(response.status, status)
      assert.isTrue(lastMember(response).get('hit'))
    }
  })

  test('§2.7: of requests at once the followers are collapsed', async () => {
    const { session, site, hits } = await of({ '/': { ...fresh, delayMs: 150 } })
    const all = await Promise.all([1, 2, 3].map(() => session.fetch(`${site.url}/`)))
    for (const response of all) assert.strictEqual(await response.text(), 'body 1')
    assert.strictEqual(await hits(), 1)
    const members = all.map(lastMember)
    assert.lengthOf(
      members.filter((member) => member.get('collapsed') === true),
      2,
    )
    for (const member of members) assert.strictEqual(member.get('fwd'), 'uri-miss')
  })

  for (const value of [
    'Upstream; hit',
    '"A, B"; fwd=miss; fwd-status=200',
    ['One; hit', 'Two; fwd=stale'],
    'no; list, "',
  ]) {
    test(`§2: our member comes behind '${value}', which is kept`, async () => {
      const { get } = await of({ '/': controlled('max-age=60', { 'cache-status': value }) })
      const before = [value].flat().join(', ')
      assert.match((await get()).response.headers.get('cache-status') ?? '', /, dynadict; fwd=uri-miss/)
      const field = (await get()).response.headers.get('cache-status') ?? ''
      assert.isTrue(field.startsWith(`${before}, dynadict; hit`), field)
      assert.strictEqual(field.match(/dynadict/g)?.length, 1, 'that of the miss was not stored')
    })
  }

  test('§2: each hit has one member of ours, after a validation too', async () => {
    const { get, advance } = await of({ '/': fresh })
    await get()
    await advance(100)
    await get()
    const field = (await get()).response.headers.get('cache-status') ?? ''
    assert.strictEqual(field.match(/dynadict/g)?.length, 1, field)
  })

  test('DESIGN §5: what a setting loses to is told in detail', async () => {
    const { get } = await of({ '/': controlled('no-store') }, { ...shared, expireAfter: 60 })
    const { response } = await get()
    assert.match(String(lastMember(response).get('detail')), /no-store/)
  })

  test('RFC 9651 §4.1: the member is an Item of a List, whatever the detail', async () => {
    const { get, advance } = await of({ '/': fresh })
    for (const seconds of [0, 10, 100]) {
      await advance(seconds)
      const { response } = await get()
      assert.match(
        response.cacheStatus,
        /^dynadict(; (hit|stored|collapsed|fwd=[a-z-]+|fwd-status=\d{3}|ttl=-?\d{1,15}|key="[^"]*"|detail=(?:"[\x20-\x21\x23-\x7e]*"|[A-Za-z*][\w:/!#$%&'*+.^`|~-]*)))*$/,
      )
    }
  })
}
