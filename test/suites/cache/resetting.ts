import { assert } from 'chai'
import { listOf, rejection, type Suite } from '../harness.ts'
import { answer, hostileItems, newCache } from './fixture.ts'

/** New freshness for what is stored. */
export const resetting: Suite = (test, harness) => {
  test('stored responses become fresh for the time that is given, from now, and are kept beyond it', async () => {
    const { cache, get, advance, hits, clock, sent } = await newCache(harness, {
      '*': answer(10, { headers: { age: '3' } }),
    })
    await get('/a')
    await get('/b')
    await advance(100)
    sent.length = 0
    const told: number[] = []
    assert.strictEqual(await cache.resetExpiration('1h', { keepStale: '2h', onProgress: (n) => told.push(n) }), 2)
    assert.deepEqual(sent.sort(), ['Query', 'UpdateItem', 'UpdateItem'])
    assert.deepEqual(told, [1, 2])
    for (const entry of await listOf(cache.entries())) {
      assert.closeTo(Number(entry.expires), clock.now() + 3_600_000, 10_000)
      assert.closeTo(Number(entry.keptUntil), clock.now() + 3 * 3_600_000, 10_000)
      assert.strictEqual(new TextDecoder().decode(await entry.body()), 'body')
    }
    await advance(3_550)
    assert.isTrue((await get('/a')).response.fromCache)
    assert.isFalse((await get('/a')).response.isStale)
    await advance(100)
    assert.isFalse((await get('/a')).response.fromCache)
    assert.strictEqual(await hits(), 3)
  })

  test('0 makes them stale, never keeps them for ever', async () => {
    const { cache, get, advance } = await newCache(harness, { '*': answer() })
    await get('/a')
    await cache.resetExpiration(0)
    assert.lengthOf(await listOf(cache.entries({ valid: true })), 0)
    assert.lengthOf(await listOf(cache.entries({ stale: true })), 1)
    await cache.resetExpiration('never')
    await advance(50 * 365 * 86_400)
    const [entry] = await listOf(cache.entries({ valid: true }))
    assert.strictEqual(entry?.expires, undefined)
    assert.strictEqual(entry?.keptUntil, undefined)
    assert.isTrue((await get('/a')).response.fromCache)
  })

  test('only what is selected is changed', async () => {
    const { cache, get, site, advance } = await newCache(harness, {
      '/a': answer(10),
      '/b': answer(10),
      '/c': answer(1_000),
    })
    for (const path of ['/a', '/b', '/c']) await get(path)
    await advance(20)
    assert.strictEqual(await cache.resetExpiration('1h', { url: `${site.url}/a` }), 1)
    assert.strictEqual(await cache.resetExpiration('1h', { stale: true }), 1, '/b')
    assert.strictEqual(await cache.resetExpiration('1h', { olderThan: 60 }), 0)
  })

  test('what is stored meanwhile keeps its own freshness', async () => {
    const { cache, get, transport, clock } = await newCache(harness, { '/a': [answer(60), answer(500)] })
    await get('/a')
    const send = transport.send.bind(transport)
    transport.send = async (operation, input, options) => {
      if (operation === 'UpdateItem') {
        transport.send = send
        await get('/a', { cache: 'reload' })
      }
      return send(operation, input, options)
    }
    assert.strictEqual(await cache.resetExpiration('never'), 0)
    const [entry] = await listOf(cache.entries())
    assert.closeTo(Number(entry?.expires), clock.now() + 500_000, 10_000)
  })

  test('what cannot be read stays as it is, and a bad option is a TypeError', async () => {
    const { cache, get, putRaw } = await newCache(harness, { '*': answer() })
    await get('/a')
    for (const [name, item] of Object.entries(hostileItems)) await putRaw(name, item)
    assert.strictEqual(await cache.resetExpiration('1h'), 1)
    assert.instanceOf(await rejection(cache.resetExpiration('soon' as '1h')), TypeError)
    assert.instanceOf(await rejection(cache.resetExpiration('1h', { invalid: true } as object)), TypeError)
  })
}
