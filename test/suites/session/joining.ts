import { assert } from 'chai'
import type { Library, Suite } from '../harness.ts'
import type { Answer, Routes } from '../origin.ts'
import { arrived, newSession } from './fixture.ts'

const fresh: Answer = { body: 'body {count} ', repeat: 50, headers: { 'cache-control': 'max-age=60' } }
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Who may wait for what is under way, and who goes by himself, where several sessions have one cache. */
export const joining: Suite = (test, harness) => {
  const open = async (routes: Routes, settings: Library.SessionSettings = {}) => {
    const made = await newSession(harness, routes, { shared: true, ...settings })
    return { ...made, url: `${made.site.url}/` }
  }

  test('sessions made by with make one request together; one that asks by another fetch makes its own', async () => {
    const { session, url, site, hits } = await open({ '/': { ...fresh, delayMs: 500 } })
    const leader = session.fetch(url)
    await arrived(site, 1)
    const follower = await session.with({ expireAfter: 5 }).fetch(url)
    assert.include(follower.cacheStatus, 'collapsed')
    assert.strictEqual(await follower.text(), await (await leader).text())
    assert.strictEqual(await hits(), 1)

    const slow = `${url}?slow`
    let asked = 0
    const others = session.wrap(async (input, init) => {
      asked++
      return fetch(input, init)
    })
    const before = session.fetch(slow)
    await arrived(site, 2)
    const both = await Promise.all([others(slow), others(slow)])
    assert.strictEqual(asked, 1)
    for (const response of [await before, ...both]) await response.text()
    assert.strictEqual(await hits(), 3)
  })

  test('after a removal, and after an unsafe request of another session, nobody waits for what was asked before', async () => {
    const removals: Record<string, (made: Awaited<ReturnType<typeof open>>) => Promise<unknown>> = {
      url: ({ cache, url }) => cache.delete({ url }),
      requests: ({ cache, url }) => cache.delete({ requests: [new Request(url)] }),
      prefix: ({ cache, site }) => cache.delete({ prefix: `${site.url}/` }),
      clear: ({ cache }) => cache.clear(),
      put: ({ session, url }) => session.with({ expireAfter: 5 }).fetch(url, { method: 'PUT', body: 'x' }),
      'put of one who writes nothing': ({ session, url }) =>
        session.with({ readOnly: true }).fetch(url, { method: 'PUT', body: 'x' }),
    }
    for (const [name, remove] of Object.entries(removals)) {
      const made = await open({ 'PUT /': { body: 'done' }, '/': [{ ...fresh, delayMs: 1_000 }, fresh] })
      const before = made.session.fetch(made.url)
      await arrived(made.site, 1)
      await remove(made)
      const after = await made.session.fetch(made.url)
      assert.notInclude(after.cacheStatus, 'collapsed', name)
      assert.notStrictEqual(await after.text(), await (await before).text(), name)
    }
  })

  test('who has seen that another instance invalidated it does not wait for what was asked before', async () => {
    const { session, cache, transport, url, site } = await open({
      'PUT /': { body: 'done' },
      '/': [{ ...fresh, delayMs: 1_000 }, fresh],
    })
    const before = session.fetch(url)
    await arrived(site, 1)
    const { tableName, namespace } = cache
    const another = new harness.lib.DynamoDbCache({ tableName, namespace, transport })
    const other = new harness.lib.CachedSession({ ...harness.session, shared: true, cache: another })
    await (await other.fetch(url, { method: 'PUT', body: 'x' })).text()
    const after = await session.fetch(url)
    assert.notInclude(after.cacheStatus, 'collapsed')
    assert.notStrictEqual(await after.text(), await (await before).text())
  })

  test('who is sent by another dispatcher, or whatever else fetch takes, goes by himself', async () => {
    const asked: unknown[] = []
    const by = async (_: string | URL | Request, init: RequestInit & { dispatcher?: string } = {}) => {
      asked.push(init.dispatcher)
      await pause(300)
      if (init.dispatcher === 'dead') throw new TypeError('fetch failed')
      return new Response('well', { headers: { 'cache-control': 'max-age=0, must-revalidate', etag: '"1"' } })
    }
    const { session, url } = await open({ '/': fresh }, { fetch: by as typeof fetch })
    await (await session.fetch(url)).text()
    const dispatched = (dispatcher: string) => session.fetch(url, { dispatcher } as Library.CachedRequestInit)
    const dead = [dispatched('dead'), dispatched('dead')]
    const others = [dispatched('well'), session.fetch(url)]
    for (const response of await Promise.all(dead)) assert.strictEqual(response.status, 504)
    for (const response of await Promise.all(others)) assert.strictEqual(await response.text(), 'well')
    assert.sameMembers(asked, [undefined, 'dead', 'well', undefined])
  })

  test('an answer without a body is for all who wait, too', async () => {
    const { session, url, site, hits } = await open({ '/': { ...fresh, status: 204, body: '', delayMs: 500 } })
    const leader = session.fetch(url, { dynadict: { allowableCodes: [200, 204] } })
    await arrived(site, 1)
    const rest = [1, 2, 3].map(() => session.fetch(url))
    for (const response of await Promise.all([leader, ...rest])) assert.strictEqual(response.status, 204)
    assert.strictEqual(await hits(), 1)
  })

  test('nobody waits longer than cacheTimeoutMs for the end of a body, and once somebody has in vain, nobody does', async () => {
    const endless: Answer = { ...fresh, delayMs: 300, pauseMs: 5_000 }
    // Without the table each goes to the origin who does not wait for another.
    const { session, url, site } = await open({ '/': [endless, fresh] }, { readOnly: true, cacheTimeoutMs: 1_500 })
    const leader = session.fetch(url)
    await arrived(site, 1)
    const follower = await session.fetch(url)
    assert.strictEqual(await follower.text(), 'body 2 '.repeat(50))
    const start = Date.now()
    assert.strictEqual(await (await session.fetch(url)).text(), 'body 3 '.repeat(50))
    assert.isBelow(Date.now() - start, 1_500)
    await (await leader).body?.cancel()
  })

  test('what an origin answers when it fails is for who asks with the same headers', async () => {
    const stale: Answer = { ...fresh, headers: { 'cache-control': 'max-age=0' } }
    const broken: Answer = { when: { 'x-tenant': 'broken' }, status: 503, delayMs: 500 }
    const { session, url, site } = await open({ '/': [stale, broken] }, { staleIfError: true })
    await (await session.fetch(url)).text()
    const ask = (tenant: string) => session.fetch(url, { headers: { 'x-tenant': tenant } })
    const leader = ask('broken')
    await arrived(site, 2)
    const [other, same] = await Promise.all([ask('well'), ask('broken')])
    assert.isFalse(other.isStale)
    assert.match(await other.text(), /^body [23] /)
    for (const response of [await leader, same]) assert.isTrue(response.isStale)
  })

  test('who asks after a write that took longer than cacheTimeoutMs sees it', async () => {
    const { session, transport, url } = await open({ '/': fresh }, { cacheTimeoutMs: 5_000 })
    const send = transport.send.bind(transport)
    const written = { waitsFor: Promise.resolve() }
    let readMs = 0
    transport.send = async (operation, input, options) => {
      if (operation === 'PutItem') await written.waitsFor
      const output = await send(operation, input, options)
      // What was there before the write arrives long after it.
      if (operation === 'GetItem') await pause(readMs)
      return output
    }
    written.waitsFor = pause(400)
    await (await session.fetch(url, { dynadict: { cacheTimeoutMs: 100 } })).text()
    readMs = 1_500
    const before = session.fetch(url)
    await session.settle()
    readMs = 0
    assert.include((await session.fetch(url)).cacheStatus, '; hit')
    assert.notInclude((await before).cacheStatus, '; hit')
    await (await before).text()
  })
}
