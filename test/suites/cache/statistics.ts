import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import { validators } from '../session/fixture.ts'
import { answer, newCache } from './fixture.ts'

/** What the cache counts. */
export const statistics: Suite = (test, harness) => {
  const { lib, connection, endpoint, deadEndpoint } = harness

  test('hits, misses, validations and stale answers are counted, with the bytes and the time that they save', async () => {
    const { cache, get, advance } = await newCache(
      harness,
      { '/a': answer(60, { body: '12345', delayMs: 50, headers: validators }) },
      { staleWhileRevalidate: 100 },
    )
    cache.resetStats()
    await get('/a')
    await get('/a')
    await get('/a', { method: 'HEAD' })
    await advance(1_000)
    assert.isTrue((await get('/a')).response.revalidated)
    await advance(100)
    assert.isTrue((await get('/a')).response.isStale)
    const { hits, misses, revalidated, stale, collapsed, errors, bytesServed, savedMs } = cache.stats()
    assert.deepEqual(
      { hits, misses, revalidated, stale, collapsed, errors },
      { hits: 3, misses: 1, revalidated: 1, stale: 1, collapsed: 0, errors: { read: 0, write: 0 } },
    )
    assert.strictEqual(bytesServed, 15, 'a HEAD has no body')
    assert.isAtLeast(savedMs, 90)
  })

  test('a part of a body, and a 304 to the caller, count with what was sent', async () => {
    const { cache, get } = await newCache(harness, { '/a': answer(60, { body: '12345', headers: validators }) })
    await get('/a')
    assert.strictEqual((await get('/a', { headers: { range: 'bytes=1-2' } })).response.status, 206)
    const unchanged = { 'if-none-match': '"v1"', 'if-modified-since': validators['last-modified'] }
    assert.strictEqual((await get('/a', { headers: unchanged })).response.status, 304)
    assert.strictEqual(cache.stats().bytesServed, 2)
    assert.strictEqual(cache.stats().hits, 2)
  })

  test('a stale answer in place of an origin that failed is a hit that saves no time', async () => {
    const { cache, get, advance } = await newCache(
      harness,
      { '/a': [answer(10), { status: 503, body: 'down' }] },
      { staleIfError: true },
    )
    await get('/a')
    await advance(20)
    assert.isTrue((await get('/a')).response.isStale)
    const { hits, stale, savedMs, misses } = cache.stats()
    assert.deepEqual({ hits, stale, savedMs, misses }, { hits: 1, stale: 1, savedMs: 0, misses: 1 })
  })

  test('requests and units are counted, of this cache alone, on a transport that is handed in too', async () => {
    const { cache, get, transport, clock } = await newCache(harness, { '*': answer() })
    cache.resetStats()
    await get('/a')
    await get('/a')
    const other = new lib.DynamoDbCache({ tableName: cache.tableName, namespace: 'other', transport, clock })
    await other.contains({ key: 'x' })
    const { requests, readUnits, writeUnits } = cache.stats()
    assert.deepEqual(requests, { GetItem: 2, PutItem: 1 })
    assert.strictEqual(readUnits, 1, 'half a unit for each')
    assert.strictEqual(writeUnits, 1)
    assert.deepEqual(other.stats().requests, { GetItem: 1 })
    cache.resetStats()
    assert.deepEqual(cache.stats().requests, {})
    assert.strictEqual(cache.stats().misses, 0)
  })

  test('a session with a cache of its own counts as well', async () => {
    const { cache, site } = await newCache(harness, { '*': answer() })
    const { tableName, namespace } = cache
    const session = new lib.CachedSession(tableName, { ...connection, endpoint, namespace, ...harness.session })
    await (await session.fetch(`${site.url}/a`)).text()
    const { requests, writeUnits, misses } = session.cache.stats()
    assert.deepEqual(requests, { GetItem: 1, PutItem: 1 })
    assert.strictEqual(writeUnits, 1)
    assert.strictEqual(misses, 1)
  })

  test('a read and a write that fail are counted, and what the session does is none of the failure', async () => {
    const { site } = await newCache(harness, { '*': answer() })
    const session = new lib.CachedSession('session-suite', {
      ...connection,
      ...{ endpoint: deadEndpoint, namespace: 'dead', maxAttempts: 1 },
      ...harness.session,
    })
    assert.strictEqual(await (await session.fetch(`${site.url}/a`)).text(), 'body')
    await session.settle()
    const { errors, misses } = session.cache.stats()
    assert.deepEqual({ errors, misses }, { errors: { read: 1, write: 1 }, misses: 1 })
  })

  test('what is told is a copy', async () => {
    const { cache } = await newCache(harness, {})
    const told = cache.stats() as { hits: number; errors: { read: number } }
    told.hits = 5
    told.errors.read = 5
    assert.strictEqual(cache.stats().hits, 0)
    assert.strictEqual(cache.stats().errors.read, 0)
    assert.deepEqual(JSON.parse(JSON.stringify(cache.stats())), cache.stats())
  })
}
