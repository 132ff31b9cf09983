import { assert } from 'chai'
import { counting, type Library, newName, type Suite } from '../harness.ts'
import { newSite, type Routes } from '../origin.ts'

const fresh = { body: 'body {count}', headers: { 'cache-control': 'max-age=60' } }

/** A session in the place of the global `fetch`. */
export const installing: Suite = (test, harness) => {
  const { lib, connection, endpoint, originUrl } = harness

  /** Sessions on one cache, over a transport that takes the global `fetch` where it takes one at all. */
  async function newSessions(routes: Routes) {
    const native = globalThis.fetch
    const transport = counting(lib.createTransport({ ...connection, endpoint }))
    const cache = new lib.DynamoDbCache({ tableName: 'session-suite', namespace: newName('cache'), transport })
    await cache.ready()
    const site = await newSite(originUrl, routes)
    transport.sent.length = 0
    const open = () => new lib.CachedSession({ cache, shared: true, ...harness.session })
    /** Runs with sessions installed, and puts back what was there whatever comes of it. */
    const within = async (...acts: (() => Promise<void> | void)[]) => {
      try {
        for (const act of acts) await act()
      } finally {
        globalThis.fetch = native
        delete (globalThis as { [key: symbol]: unknown })[Symbol.for('dynadict.installed')]
      }
    }
    const ask = async (path = '/') => {
      const response = (await globalThis.fetch(`${site.url}${path}`)) as Partial<Library.CachedResponse> & Response
      return { fromCache: response.fromCache, text: await response.text() }
    }
    return { native, site, open, within, ask, sent: transport.sent }
  }

  test('the global fetch is cached, and what is sent for that is not', async () => {
    const { native, open, within, ask, sent } = await newSessions({ '/': fresh })
    const session = open()
    await within(async () => {
      session.install()
      assert.strictEqual(globalThis.fetch, session.fetch)
      assert.deepEqual(await ask(), { fromCache: false, text: 'body 1' })
      assert.deepEqual(await ask(), { fromCache: true, text: 'body 1' })
      assert.deepEqual(sent, ['GetItem', 'PutItem', 'GetItem'])
      session.uninstall()
      assert.strictEqual(globalThis.fetch, native)
      assert.deepEqual(await ask(), { fromCache: undefined, text: 'body 2' })
    })
  })

  test('installed twice it is there once', async () => {
    const { native, open, within, ask } = await newSessions({ '/': fresh })
    const session = open()
    await within(async () => {
      session.install()
      session.install()
      assert.deepEqual(await ask(), { fromCache: false, text: 'body 1' })
      session.uninstall()
      assert.strictEqual(globalThis.fetch, native)
      session.uninstall()
      assert.strictEqual(globalThis.fetch, native)
      session.install()
      assert.deepEqual(await ask(), { fromCache: true, text: 'body 1' })
    })
  })

  test('of two sessions the later one is asked, and both ask the native fetch', async () => {
    const { native, open, within, ask, sent } = await newSessions({ '/': fresh, '/other': fresh })
    const [first, second] = [open(), open()]
    await within(async () => {
      first.install()
      second.install()
      assert.strictEqual(globalThis.fetch, second.fetch)
      assert.deepEqual(await ask(), { fromCache: false, text: 'body 1' })
      assert.deepEqual(sent, ['GetItem', 'PutItem'])
      second.uninstall()
      assert.strictEqual(globalThis.fetch, first.fetch)
      assert.deepEqual(await ask(), { fromCache: true, text: 'body 1' })
      first.uninstall()
      assert.strictEqual(globalThis.fetch, native)
    })
  })

  test('uninstalled in the wrong order both are gone', async () => {
    const { native, open, within, ask } = await newSessions({ '/': fresh })
    const [first, second, third] = [open(), open(), open()]
    await within(async () => {
      for (const session of [first, second, third]) session.install()
      second.uninstall()
      first.uninstall()
      assert.strictEqual(globalThis.fetch, third.fetch)
      assert.deepEqual(await ask(), { fromCache: false, text: 'body 1' })
      third.uninstall()
      assert.strictEqual(globalThis.fetch, native)
    })
  })

  test('who wraps the global fetch after that, as tools for tracing do, makes no circle', async () => {
    const { native, site, open, within, ask, sent } = await newSessions({ '*': fresh })
    const session = open()
    const traced: string[] = []
    await within(async () => {
      session.install()
      const below = globalThis.fetch
      const wrapper: typeof fetch = (input, init) => {
        traced.push(String(input))
        return below(input, init)
      }
      globalThis.fetch = wrapper
      assert.deepEqual(await ask(), { fromCache: false, text: 'body 1' })
      assert.deepEqual(await ask(), { fromCache: true, text: 'body 1' })
      assert.deepEqual(traced, [`${site.url}/`, `${site.url}/`])
      assert.deepEqual(sent, ['GetItem', 'PutItem', 'GetItem'])
      session.uninstall()
      assert.strictEqual(globalThis.fetch, wrapper, 'what others have put there stays')
      assert.isTrue((await ask()).fromCache)
      globalThis.fetch = below
      session.uninstall()
      assert.strictEqual(globalThis.fetch, native)
    })
  })

  test('a session that was made with a fetch of its own goes on with that', async () => {
    const { open, within, ask } = await newSessions({ '/': fresh })
    const own: typeof fetch = async () => new Response('own', { headers: { 'cache-control': 'max-age=60' } })
    const session = open().with({ fetch: own })
    await within(async () => {
      session.install()
      assert.deepEqual(await ask(), { fromCache: false, text: 'own' })
    })
  })
}
