import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import { answer, controlled, day, isReused, newSession, ofOne, shared } from './fixture.ts'

/** The freshness lifetime that a response states: RFC 9111 §4.2.1, §5.2.2 and §1.2.2. */
export const freshness: Suite = (test, harness) => {
  const reused = isReused.bind(undefined, harness)

  test('§4.2: a response is fresh for max-age seconds, and not for longer', async () => {
    assert.isTrue(await reused(controlled('max-age=60'), { after: 55 }))
    assert.isFalse(await reused(controlled('max-age=60'), { after: 61 }))
  })

  test('§4.2.1: s-maxage goes before max-age and Expires in a shared cache', async () => {
    const longer = controlled('s-maxage=600, max-age=60', { expires: '{now+60}' })
    const shorter = controlled('max-age=600, s-maxage=60', { expires: '{now+600}' })
    assert.isTrue(await reused(longer, { settings: shared, after: 300 }))
    assert.isFalse(await reused(shorter, { settings: shared, after: 300 }))
    assert.isFalse(await reused(controlled('max-age=600, s-maxage=0'), { settings: shared }))
  })

  test('§5.2.2.10: s-maxage is nothing to a cache of one user', async () => {
    assert.isFalse(await reused(controlled('s-maxage=600, max-age=60'), { settings: ofOne, after: 300 }))
    assert.isTrue(await reused(controlled('max-age=600, s-maxage=60'), { settings: ofOne, after: 300 }))
    assert.isTrue(await reused(controlled('max-age=600, s-maxage=0'), { settings: ofOne }))
  })

  test('§4.2.1: max-age goes before Expires, whichever is later', async () => {
    assert.isTrue(await reused(controlled('max-age=600', { expires: '{now-60}' }), { after: 300 }))
    assert.isTrue(await reused(controlled('max-age=600', { expires: '0' }), { after: 300 }))
    assert.isFalse(await reused(controlled('max-age=60', { expires: '{now+600}' }), { after: 300 }))
    assert.isFalse(await reused(controlled('max-age=0', { expires: '{now+600}' })))
  })

  for (const directives of [
    'MAX-AGE=60',
    'Max-Age=60',
    'max-age=60,',
    ',, max-age=60 ,,',
    '  max-age=60\t',
    'public,max-age=60',
    'public , max-age=60',
    'public;x, max-age=60',
    'max-age=0060',
    'x="no-store", max-age=60',
    'x="a, no-store, max-age=0, b", max-age=60',
    'x="a\\", no-store, \\"b", max-age=60',
    'x=max-age, max-age=60',
    'max-age-x=0, x-max-age=0, max-age=60',
  ]) {
    test(`§5.2: '${directives}' is max-age=60`, async () => {
      assert.isTrue(await reused(controlled(directives), { after: 50 }))
      assert.isFalse(await reused(controlled(directives), { after: 70 }))
    })
  }

  test('§5.2: the quoted form of an argument is accepted, as recipients ought to', async () => {
    assert.isTrue(await reused(controlled('max-age="60"'), { after: 50 }))
    assert.isFalse(await reused(controlled('max-age="60"'), { after: 70 }))
    assert.isTrue(await reused(controlled('s-maxage="60", max-age=1'), { settings: shared, after: 50 }))
  })

  test('§5.2: several lines of Cache-Control are one list', async () => {
    const lines = answer({ 'cache-control': ['public', 'x=y', 'max-age=60'] })
    assert.isTrue(await reused(lines, { after: 50 }))
    assert.isFalse(await reused(lines, { after: 70 }))
  })

  for (const value of [
    'max-age',
    'max-age=',
    'max-age=soon',
    'max-age=-1',
    'max-age=+60',
    'max-age=60.5',
    'max-age=60s',
    'max-age=6 0',
    'max-age=0x60',
    'max-age=1e3',
    'max-age=""',
    'max-age="60',
    "max-age='60'",
    'max-age=60;x=y',
  ]) {
    test(`§4.2.1: '${value}' is no number, and the response stale, as caches are encouraged to have it`, async () => {
      assert.isFalse(await reused(controlled(value)))
    })
  }

  test('§4.2.1: an invalid s-maxage is stale for a shared cache, and nothing to another', async () => {
    assert.isFalse(await reused(controlled('s-maxage=soon, max-age=60'), { settings: shared }))
    assert.isTrue(await reused(controlled('s-maxage=soon, max-age=60'), { settings: ofOne }))
  })

  for (const value of ['2147483647', '2147483648', '4294967296', '99999999999', '9'.repeat(40)]) {
    test(`§1.2.2: max-age=${value} is very long, and not an overflow`, async () => {
      assert.isTrue(await reused(controlled(`max-age=${value}`), { after: 365 * day }))
    })
  }

  test('§4.2.1: of max-age twice the first one counts, which is one of the two choices', async () => {
    assert.isFalse(await reused(controlled('max-age=1, max-age=600'), { after: 10 }))
    assert.isTrue(await reused(controlled('max-age=600, max-age=1'), { after: 10 }))
    assert.isFalse(await reused(answer({ 'cache-control': ['max-age=1', 'max-age=600'] }), { after: 10 }))
  })

  test('§4.2.1: where directives conflict the most restrictive one holds', async () => {
    assert.isFalse(await reused(controlled('max-age=60, no-cache')))
    assert.isFalse(await reused(controlled('no-cache, max-age=60')))
    assert.isFalse(await reused(controlled('public, no-store, max-age=60')))
    assert.isFalse(await reused(controlled('immutable, max-age=0')))
  })

  test('§4.2: how long it is fresh shows in the response', async () => {
    const { get } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    await get()
    const { response } = await get()
    assert.closeTo(Number(response.expires) - Number(response.createdAt), 60_000, 1_500)
  })
}
