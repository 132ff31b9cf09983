import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import { ageOf, type answer, controlled, isReused, newSession, shared } from './fixture.ts'

/** Age: RFC 9111 §4.2.3 and §5.1. */
export const age: Suite = (test, harness) => {
  const reused = isReused.bind(undefined, harness)
  const aged = (value: string | string[]) => controlled('max-age=60', { age: value })

  /** The Age that a hit shows, so many seconds later. */
  async function ageAfter(seconds: number, headers: Parameters<typeof answer>[0]): Promise<number> {
    const { get, advance } = await newSession(harness, { '/': controlled('max-age=600', headers) }, shared)
    await get()
    await advance(seconds)
    const { response } = await get()
    assert.isTrue(response.fromCache)
    return ageOf(response)
  }

  test('§4: each reuse has an Age, the time since the response was received', async () => {
    const { get, advance } = await newSession(harness, { '/': controlled('max-age=60') }, shared)
    await get()
    assert.isAtMost(ageOf((await get()).response), 2)
    await advance(20)
    assert.closeTo(ageOf((await get()).response), 21, 1)
    await advance(20)
    assert.closeTo(ageOf((await get()).response), 41, 1)
  })

  test('§4.2.3: the Age of a cache before counts, and is replaced by the sum', async () => {
    assert.isTrue(await reused(aged('50'), { after: 5 }))
    assert.isFalse(await reused(aged('50'), { after: 15 }))
    assert.isFalse(await reused(aged('60')))
    assert.isFalse(await reused(aged('3600')))
    assert.closeTo(await ageAfter(10, { age: '20' }), 31, 1)
  })

  test('§4.2.3: what is old by its Date is that old', async () => {
    assert.isTrue(await reused(controlled('max-age=60', { date: '{now-50}' }), { after: 5 }))
    assert.isFalse(await reused(controlled('max-age=60', { date: '{now-50}' }), { after: 15 }))
    assert.closeTo(await ageAfter(10, { date: '{now-50}' }), 61, 1)
  })

  test('§4.2.3: of the age by Date and the age by Age the greater one counts', async () => {
    assert.closeTo(await ageAfter(10, { date: '{now-50}', age: '20' }), 61, 1)
    assert.closeTo(await ageAfter(10, { date: '{now-20}', age: '50' }), 61, 1)
  })

  test('§4.2.3: a Date of the future makes no negative age', async () => {
    assert.closeTo(await ageAfter(10, { date: '{now+3600}' }), 11, 1)
    assert.isFalse(await reused(controlled('max-age=60', { date: '{now+3600}' }), { after: 70 }))
  })

  test('§4.2.3: the time that the response took counts, on top of the Age of a cache before', async () => {
    const { get, clock } = await newSession(
      harness,
      { '/': controlled('max-age=600', { date: '{now+60}', age: '20' }, { delayMs: 200 }) },
      shared,
    )
    const first = get()
    await new Promise((resolve) => setTimeout(resolve, 100))
    clock.offsetMs += 30_000
    await first
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.closeTo(ageOf(response), 51, 1)
  })

  test('§5.1: of a list the first member counts', async () => {
    assert.isTrue(await reused(aged('0, 3600')))
    assert.isTrue(await reused(aged(['0', '3600'])))
    assert.isFalse(await reused(aged('3600, 0')))
    assert.isFalse(await reused(aged(['3600', '0'])))
    assert.closeTo(await ageAfter(10, { age: ['20', '300'] }), 31, 1)
  })

  for (const value of [
    '',
    'old',
    '-1',
    '-3600',
    '+3600',
    '3600.5',
    '3600s',
    '"3600"',
    '3600;x=y',
    '3 600',
    '0x3600',
    '1e4',
  ]) {
    test(`§5.1: Age: ${value || '(empty)'} is no number, and ignored`, async () => {
      assert.isTrue(await reused(aged(value), { after: 30 }))
      assert.closeTo(await ageAfter(30, { age: value }), 31, 1)
    })
  }

  test('§5.1: of a list with garbage before a number the number is discarded', async () => {
    assert.isTrue(await reused(aged('old, 3600')))
  })

  test('§1.2.2: zeros before an Age change nothing', async () => {
    assert.isTrue(await reused(aged('0050'), { after: 5 }))
    assert.isFalse(await reused(aged('0050'), { after: 15 }))
  })

  for (const value of ['2147483647', '2147483648', '4294967297', '99999999999', '9'.repeat(40)]) {
    test(`§1.2.2: Age: ${value} is very old, and still a number when it is handed on`, async () => {
      assert.isFalse(await reused(controlled('max-age=3600', { age: value })))
      const { get, advance } = await newSession(
        harness,
        { '/': controlled('max-age=3600', { age: value, etag: '"v1"' }) },
        // Or it would have left the table already, stale for longer than stale responses are kept.
        { ...shared, keepStale: 2 ** 33 },
      )
      await get()
      await advance(10)
      const { response } = await get('/', { cache: 'force-cache' })
      assert.isTrue(response.isStale)
      assert.isAtLeast(ageOf(response), 2_147_483_647)
    })
  }

  test('§4.2.3: a response that was validated is as old as its validation', async () => {
    const { get, advance } = await newSession(
      harness,
      { '/': controlled('max-age=60', { age: '30', etag: '"v1"' }) },
      shared,
    )
    await get()
    await advance(100)
    assert.isTrue((await get()).response.revalidated)
    await advance(10)
    const { response } = await get()
    assert.isFalse(response.revalidated)
    assert.closeTo(ageOf(response), 41, 1)
  })

  test('§4.2.3: the Age of the response before it is not that of a validated one', async () => {
    const validated = controlled('max-age=60', { etag: '"v1"' })
    const { get, advance } = await newSession(
      harness,
      { '/': [controlled('max-age=60', { age: '50', etag: '"v1"' }), validated] },
      shared,
    )
    await get()
    await advance(100)
    assert.isTrue((await get()).response.revalidated)
    await advance(30)
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.closeTo(ageOf(response), 31, 1)
  })

  test('RFC 9110 §6.6.1: Date is never rewritten', async () => {
    for (const date of ['{now}', '{now-30}', '{now+30}']) {
      const { get, advance } = await newSession(harness, { '/': controlled('max-age=600', { date }) }, shared)
      const first = await get()
      await advance(100)
      const { response } = await get()
      assert.isTrue(response.fromCache)
      assert.strictEqual(response.headers.get('date'), first.response.headers.get('date'))
    }
  })

  test('RFC 9110 §6.6.1: a response without a Date gets that of its receipt when it is stored', async () => {
    const { get, advance } = await newSession(harness, { '/': controlled('max-age=600', { date: null }) }, shared)
    await get()
    const received = Date.now()
    await advance(100)
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.closeTo(Date.parse(response.headers.get('date') ?? ''), received, 2_000)
    assert.closeTo(ageOf(response), 101, 1)
  })

  test('§5.1: what comes from the origin gets no Age of ours', async () => {
    const { get } = await newSession(harness, { '/': controlled('max-age=600') }, shared)
    assert.isNull((await get()).response.headers.get('age'))
  })
}
