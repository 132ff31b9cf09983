import { assert } from 'chai'
import { type Library, ManualClock, newName, rejection, type Suite } from '../harness.ts'
import { newSite } from '../origin.ts'
import { newSession, validators } from './fixture.ts'

const fresh = { body: 'body', headers: { 'cache-control': 'max-age=60', ...validators } }

/** What goes on behind the answers, and how long `settle` waits for it. */
export const settling: Suite = (test, harness) => {
  const { lib, connection, endpoint, originUrl } = harness

  /** A session whose writes take their time, or for ever. */
  async function newSlow(writing: () => Promise<unknown>, settings: Library.SessionSettings = {}) {
    const site = await newSite(originUrl, { '*': fresh })
    const inner = lib.createTransport({ ...connection, endpoint })
    const transport: Library.Transport = {
      send: async (operation, input, options) => {
        if (operation === 'PutItem') await writing()
        return inner.send(operation, input, options)
      },
    }
    const cache = new lib.DynamoDbCache({ tableName: 'session-suite', namespace: newName('cache'), transport })
    const session = new lib.CachedSession({ cache, shared: true, ...harness.session, cacheTimeoutMs: 200, ...settings })
    return { session, url: `${site.url}/` }
  }
  const isStored = async (session: Library.CachedSession, url: string) =>
    (await session.fetch(url, { cache: 'only-if-cached', dynadict: { cacheTimeoutMs: 5_000 } })).ok
  const slow = () => new Promise((resolve) => setTimeout(resolve, 900))
  const never = () => new Promise(() => {})

  test('settle waits for a write that was too slow for its response', async () => {
    const { session, url } = await newSlow(slow)
    await (await session.fetch(url)).text()
    assert.isFalse(await isStored(session, url))
    assert.isTrue(await session.settle())
    assert.isTrue(await isStored(session, url))
    assert.isTrue(await session.settle(), 'nothing is left')
  })

  test('settle of one session is for all that were made of one another', async () => {
    for (const by of ['the first', 'another'] as const) {
      const { session, url } = await newSlow(slow)
      const another = session.with({ expireAfter: '1h' })
      await (await (by === 'another' ? session : another).fetch(url)).text()
      assert.isFalse(await isStored(session, url))
      assert.isTrue(await (by === 'another' ? another.disabled() : session).settle())
      assert.isTrue(await isStored(session, url), by)
    }
  })

  test('settle ends after timeoutMs, whatever the transport does', async () => {
    const { session, url } = await newSlow(never)
    await (await session.fetch(url)).text()
    const start = Date.now()
    assert.isFalse(await session.settle({ timeoutMs: 100 }))
    assert.isAtLeast(Date.now() - start, 90)
    assert.isBelow(Date.now() - start, 2_000)
  })

  test('settle ends after 30 s, or when its signal is aborted', async () => {
    const waited: number[] = []
    class Noting extends ManualClock {
      override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
        if (ms < 1_000) return super.sleep(ms, signal)
        waited.push(ms)
      }
    }
    const { session, url } = await newSlow(never, { clock: new Noting() })
    await (await session.fetch(url)).text()
    assert.isFalse(await session.settle())
    await session[Symbol.asyncDispose]()
    assert.deepEqual(waited, [30_000, 30_000])
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(new Error('enough')), 20)
    const error = await rejection(session.settle({ timeoutMs: 900, signal: stopping.signal }))
    assert.strictEqual(error.message, 'enough')
  })

  test('settle ends although an origin never answers a validation behind an answer', async () => {
    let isDead = false
    const dying: typeof fetch = (input, init) =>
      isDead ? new Promise(() => {}) : (harness.session?.fetch ?? fetch)(input, init)
    const { session, site, advance } = await newSession(
      harness,
      { '/': fresh },
      { shared: true, staleWhileRevalidate: true, fetch: dying },
    )
    await (await session.fetch(`${site.url}/`)).text()
    await advance(70)
    isDead = true
    assert.isTrue((await session.fetch(`${site.url}/`)).isStale)
    assert.isFalse(await session.settle({ timeoutMs: 50 }))
  })

  test('a wrong option of settle is refused by name', async () => {
    const { session } = await newSlow(slow)
    for (const options of [{ timeoutMs: 0 }, { timeoutMs: '1s' }, { signal: 1 }, { seconds: 1 }]) {
      const error = await rejection(session.settle(options as never))
      assert.instanceOf(error, TypeError)
      assert.include(error.message, String(Object.keys(options)[0]))
    }
  })
}
