import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { answer, day, isReused, newSession, ofOne, type Settings, shared } from './fixture.ts'

const cdn = 'cdn-cache-control'
const targeted: Settings = { ...shared, targets: ['CDN-Cache-Control'] }
const twoTargets: Settings = { ...shared, targets: ['Own-Cache-Control', 'CDN-Cache-Control'] }

/** Targeted Cache-Control fields: RFC 9213, in the syntax of RFC 9651 §3.2. */
export const targetedFields: Suite = (test, harness) => {
  const reused = (headers: Answer['headers'], settings = targeted, after = 0) =>
    isReused(harness, answer(headers), { settings, after })

  test('§2.2: a targeted field on the list goes before Cache-Control', async () => {
    assert.isTrue(await reused({ [cdn]: 'max-age=600', 'cache-control': 'no-store' }, targeted, 300))
    assert.isFalse(await reused({ [cdn]: 'no-store', 'cache-control': 'max-age=600' }))
    assert.isFalse(await reused({ [cdn]: 'max-age=60', 'cache-control': 'max-age=600' }, targeted, 300))
  })

  test('§2.2: and before Expires', async () => {
    assert.isTrue(await reused({ [cdn]: 'max-age=600', expires: '0' }, targeted, 300))
    assert.isFalse(await reused({ [cdn]: 'max-age=60', expires: '{now+600}' }, targeted, 300))
    assert.isFalse(
      await reused({ [cdn]: 'none', expires: '{now+600}' }),
      'no freshness in the field, and none beside it',
    )
  })

  test('§2.2: what is not on the list changes nothing', async () => {
    for (const settings of [shared, { ...shared, targets: [] }, { ...shared, targets: ['Own-Cache-Control'] }]) {
      assert.isFalse(await reused({ [cdn]: 'max-age=600', 'cache-control': 'no-store' }, settings))
      assert.isTrue(await reused({ [cdn]: 'no-store', 'cache-control': 'max-age=600' }, settings))
    }
  })

  test('§2.2: the first field of the list that is valid wins, in any order of the lines', async () => {
    assert.isTrue(await reused({ [cdn]: 'no-store', 'own-cache-control': 'max-age=600' }, twoTargets))
    assert.isTrue(await reused({ 'own-cache-control': 'max-age=600', [cdn]: 'no-store' }, twoTargets))
    assert.isFalse(await reused({ [cdn]: 'max-age=600', 'own-cache-control': 'no-store' }, twoTargets))
    assert.isTrue(await reused({ [cdn]: 'max-age=600', 'cache-control': 'no-store' }, twoTargets))
    assert.isFalse(await reused({ 'own-cache-control': 'none', [cdn]: 'max-age=600' }, twoTargets))
  })

  test('§2.2: names of the list in any case', async () => {
    const settings: Settings = { ...shared, targets: ['cdn-CACHE-control'] }
    assert.isTrue(await reused({ 'CDN-Cache-Control': 'max-age=600', 'cache-control': 'no-store' }, settings))
  })

  // RFC 9651 §4.2: a field that does not parse is ignored as a whole.
  for (const value of [
    '',
    ' ',
    'max-age=600, &',
    'max-age=600,',
    ', max-age=600',
    'max-age=600,, public',
    'max-age=600 public',
    'max-age="600',
    "max-age='600'",
    'max-age=',
    'max-age = 600',
    'max-age= 600',
    'max-age =600',
    'MAX-AGE=600',
    'max-age=600, Public',
    'max-age=600, 1x',
    'max-age=600, x=1.',
    'max-age=600, x=1.2345',
    'max-age=600, x=1234567890123456',
    'max-age=600, x="\u00e9"',
    'max-age=600, x=:a*b:',
    'max-age=600, x=?2',
    'max-age=600, x=(a b',
    'max-age=600;, public',
    'max-age=600;X=y',
    '{"max-age":600}',
  ]) {
    test(`§2.1: '${value}' does not parse, and is ignored as a whole`, async () => {
      assert.isFalse(await reused({ [cdn]: value, 'cache-control': 'no-store' }), 'no-store of Cache-Control')
      assert.isTrue(await reused({ [cdn]: value, 'cache-control': 'max-age=60' }, targeted, 30), 'its max-age')
      assert.isFalse(await reused({ [cdn]: value, 'cache-control': 'max-age=60' }, targeted, 90))
    })
  }

  test('§2.2: an invalid field gives way to the next on the list', async () => {
    const headers = { 'own-cache-control': 'max-age=600, &', [cdn]: 'max-age=600', 'cache-control': 'no-store' }
    assert.isTrue(await reused(headers, twoTargets))
  })

  for (const value of [
    'max-age=600',
    ' max-age=600 ',
    'max-age=600,public',
    'max-age=600 ,\tpublic',
    'public, max-age=600',
    'max-age=600;x=y',
    'max-age=600; x; y="a,b"',
    'x="no-store", max-age=600',
    'x="a\\"b, no-store", max-age=600',
    'x=(a "b" 1;y), max-age=600',
    'x=:YQ==:, max-age=600',
    'x=?0, max-age=600',
    'x=-1.5, max-age=600',
    'x=*/token:a, max-age=600',
    '*x, max-age=600',
    'max-age=0600',
    'max-age=1, max-age=600',
  ]) {
    test(`§2.1: '${value}' is max-age=600`, async () => {
      assert.isTrue(await reused({ [cdn]: value, 'cache-control': 'no-store' }, targeted, 500))
      assert.isFalse(await reused({ [cdn]: value, 'cache-control': 'max-age=9999' }, targeted, 700))
    })
  }

  test('RFC 9651 §4.2: several lines are one dictionary', async () => {
    assert.isTrue(await reused({ [cdn]: ['public', 'max-age=600'], 'cache-control': 'no-store' }, targeted, 500))
    assert.isFalse(await reused({ [cdn]: ['max-age=600', 'no-store'] }))
    assert.isFalse(await reused({ [cdn]: ['max-age=600', '&'], 'cache-control': 'no-store' }))
  })

  test('RFC 9651 §3.2: of a key that is there twice the last one counts', async () => {
    assert.isTrue(await reused({ [cdn]: 'max-age=1, max-age=600' }, targeted, 300))
    assert.isFalse(await reused({ [cdn]: 'max-age=600, max-age=1' }, targeted, 300))
  })

  for (const value of [
    'max-age="600"',
    'max-age=600.5',
    'max-age=600.0',
    'max-age=-600',
    'max-age',
    'max-age=soon',
    'max-age=(600)',
  ]) {
    test(`§2.1: '${value}' has no integer, and gives no freshness`, async () => {
      assert.isFalse(await reused({ [cdn]: value, 'cache-control': 'max-age=600' }))
    })
  }

  test('§2.1: no-store that is false is not the directive, which is always true', async () => {
    assert.isTrue(await reused({ [cdn]: 'no-store=?0, max-age=600' }))
    assert.isFalse(await reused({ [cdn]: 'no-store=?1, max-age=600' }))
  })

  test('§2.2: no-cache and must-revalidate hold', async () => {
    assert.isFalse(await reused({ [cdn]: 'no-cache, max-age=600' }))
    const stale = answer({ [cdn]: 'max-age=60, must-revalidate', 'cache-control': 'max-age=60', etag: '"v1"' })
    const { get, advance } = await newSession(harness, { '/': stale }, targeted)
    await get()
    await advance(100)
    assert.isTrue((await get('/', { cache: 'force-cache' })).response.revalidated)
  })

  test('§2.2: those of Cache-Control do not hold beside it', async () => {
    assert.isTrue(await reused({ [cdn]: 'max-age=600', 'cache-control': 'no-cache, private, max-age=0' }))
    const stale = answer({ [cdn]: 'max-age=60', 'cache-control': 'must-revalidate', etag: '"v1"' })
    const { get, advance } = await newSession(harness, { '/': stale }, targeted)
    await get()
    await advance(100)
    assert.isTrue((await get('/', { cache: 'force-cache' })).response.isStale)
  })

  test('§2.2: private holds for a shared cache, and not for one of one user', async () => {
    const headers = { [cdn]: 'private, max-age=600' }
    assert.isFalse(await reused(headers, targeted))
    assert.isTrue(await reused(headers, { ...ofOne, targets: ['CDN-Cache-Control'] }))
  })

  test('§2.2: private with field names', async () => {
    const { get } = await newSession(
      harness,
      { '/': answer({ [cdn]: 'private="x-secret", max-age=600', 'x-secret': 'a' }) },
      targeted,
    )
    assert.strictEqual((await get()).response.headers.get('x-secret'), 'a')
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.isNull(response.headers.get('x-secret'))
  })

  test('§2.2: s-maxage and the extensions of RFC 5861, as it should', async () => {
    assert.isTrue(await reused({ [cdn]: 's-maxage=600, max-age=60' }, targeted, 300))
    const { get, advance, session } = await newSession(
      harness,
      { '/': answer({ [cdn]: 'max-age=60, stale-while-revalidate=600', etag: '"v1"' }) },
      targeted,
    )
    await get()
    await advance(100)
    assert.isTrue((await get()).response.isStale)
    await session.settle()
  })

  test('§2.2: unknown directives are ignored', async () => {
    assert.isTrue(await reused({ [cdn]: 'max-age=600, x, y=1, z="a"' }))
    assert.isFalse(await reused({ [cdn]: 'x, y=1', 'cache-control': 'max-age=600' }), 'but the field is valid')
  })

  test('RFC 9111 §4.2.2: a targeted field without freshness leaves the heuristic', async () => {
    const old = { 'last-modified': `{now-${10 * day}}`, 'cache-control': 'no-store' }
    assert.isTrue(await reused({ [cdn]: 'public', ...old }, targeted, 0.5 * day))
    assert.isFalse(await reused({ [cdn]: 'public', ...old }, targeted, 1.5 * day))
  })

  test('§2.3: Age counts', async () => {
    assert.isFalse(await reused({ [cdn]: 'max-age=600', age: '600' }))
    assert.isTrue(await reused({ [cdn]: 'max-age=600', age: '500' }, targeted, 50))
  })

  test('RFC 9111 §3.5: public in a targeted field lets a response to one credential be shared', async () => {
    const pair = { settings: targeted, init: { headers: { authorization: 'Bearer ada' } }, next: {} }
    assert.isTrue(await isReused(harness, answer({ [cdn]: 'public, max-age=600' }), pair))
    assert.isFalse(await isReused(harness, answer({ [cdn]: 'max-age=600', 'cache-control': 'public' }), pair))
  })

  test('§2.2: targeted fields are handed on as they came', async () => {
    const headers = { [cdn]: 'max-age=600', 'own-cache-control': 'x, &', 'cache-control': 'no-store' }
    const { get } = await newSession(harness, { '/': answer(headers) }, targeted)
    await get()
    const { response } = await get()
    assert.isTrue(response.fromCache)
    for (const [name, value] of Object.entries(headers)) assert.strictEqual(response.headers.get(name), value, name)
  })

  test('RFC 9111 §3.2: the targeted field of a 304 counts', async () => {
    const { get, advance, hits } = await newSession(
      harness,
      {
        '/': [
          answer({ [cdn]: 'max-age=60', 'cache-control': 'max-age=0', etag: '"v1"' }),
          answer({ [cdn]: 'max-age=600', 'cache-control': 'max-age=0', etag: '"v1"' }),
        ],
      },
      targeted,
    )
    await get()
    await advance(100)
    assert.isTrue((await get()).response.revalidated)
    await advance(300)
    assert.isTrue((await get()).response.fromCache)
    assert.strictEqual(await hits(), 2)
  })
}
