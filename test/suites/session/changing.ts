import { assert } from 'chai'
import type { Library, Suite } from '../harness.ts'
import { newSession } from './fixture.ts'

const fresh = { body: 'body {count}', headers: { 'cache-control': 'max-age=60' } }

/** Sessions that are made of others, and what changes while requests are under way. */
export const changing: Suite = (test, harness) => {
  test('disabled: nothing is read or written, for a session or a request', async () => {
    const { get, session, site, sent } = await newSession(harness, { '/': fresh }, { shared: true })
    await get()
    sent.length = 0
    const disabled = session.disabled()
    for (const fetch of [disabled.fetch, (url: string) => session.fetch(url, { dynadict: { disabled: true } })]) {
      const response = await fetch(`${site.url}/`)
      assert.isFalse(response.fromCache)
      assert.match(response.cacheStatus, /fwd=bypass/)
      await response.text()
    }
    await (await disabled.fetch(`${site.url}/`, { method: 'PUT', body: 'x' })).text()
    assert.deepEqual(sent, [])
    assert.isTrue((await disabled.with({ disabled: false }).fetch(`${site.url}/`)).fromCache)
  })

  test('with: keeps all other settings, and leaves the first session as it was', async () => {
    const { session, site } = await newSession(harness, { '*': { body: 'x' } }, { shared: true, expireAfter: 60 })
    const narrow = session.with({ allowableCodes: [404] }).with({ alwaysRevalidate: false })
    await (await narrow.fetch(`${site.url}/`)).text()
    assert.isFalse((await narrow.fetch(`${site.url}/`)).fromCache)
    await (await session.fetch(`${site.url}/`)).text()
    assert.isTrue((await session.fetch(`${site.url}/`)).fromCache)
  })

  test('wrap: origins are asked by another fetch, the cache is the same', async () => {
    const { get, session, site } = await newSession(harness, { '*': fresh }, { shared: true })
    const asked: string[] = []
    const own: typeof fetch = (input, init) => {
      asked.push(String(input))
      return fetch(input, init)
    }
    const wrapped: typeof fetch = session.wrap(own)
    await (await wrapped(`${site.url}/a`)).text()
    assert.isTrue((await get('/a')).response.fromCache)
    await get('/b')
    assert.isTrue(((await wrapped(`${site.url}/b`)) as Library.CachedResponse).fromCache)
    assert.deepEqual(asked, [`${site.url}/a`])
  })

  test('configure: is for requests to come; those under way keep theirs, the very first one too', async () => {
    for (const isFirst of [true, false]) {
      const { session, site, get } = await newSession(harness, { '*': { body: 'x', delayMs: 30 } }, { shared: true })
      if (!isFirst) await get('/before')
      const before = session.fetch(`${site.url}/a`)
      session.configure({ expireAfter: '1h' })
      const after = session.fetch(`${site.url}/b`)
      for (const response of [await before, await after]) await response.text()
      assert.isFalse((await session.fetch(`${site.url}/a`, { cache: 'only-if-cached' })).ok)
      assert.isTrue((await session.fetch(`${site.url}/b`)).fromCache)
      session.configure({ expireAfter: undefined })
      await get('/c')
      assert.isFalse((await session.fetch(`${site.url}/c`, { cache: 'only-if-cached' })).ok)
    }
  })

  test('configure: a wrong setting is named, and nothing is changed', async () => {
    const { session, get } = await newSession(harness, { '/': { body: 'x' } }, { shared: true, expireAfter: 60 })
    const wrong: [object, RegExp][] = [
      [{ expireAfter: 'soon' }, /expireAfter/],
      [{ disabled: true, staleIfError: 'x' }, /staleIfError/],
      [{ fetch }, /configure has no option 'fetch'/],
      [{ region: 'us-west-2' }, /configure has no option 'region'/],
    ]
    for (const [changes, message] of wrong) assert.throws(() => session.configure(changes as never), message)
    await get()
    assert.isTrue((await get()).response.fromCache)
  })

  test('a caller may change what he gave right after the call, as with fetch: URL, init and headers', async () => {
    for (const isFirst of [true, false]) {
      const { session, site, get } = await newSession(harness, { '*': { echo: 'x-own' } })
      if (!isFirst) await get('/before')
      const url = new URL(`${site.url}/`)
      const headers = new Headers()
      const init: Library.CachedRequestInit & { method: string } = { headers, method: 'GET' }
      const asked = ['1', '2', '3'].map((page) => {
        url.searchParams.set('page', page)
        headers.set('x-own', page)
        return session.fetch(url, init)
      })
      init.method = 'DELETE'
      const texts = await Promise.all(asked.map(async (response) => (await response).text()))
      assert.deepEqual(texts, ['1', '2', '3'])
      const paths = (await site.requests()).map(({ method, path }) => `${method} ${path}`)
      assert.sameMembers(paths.slice(isFirst ? 0 : 1), ['GET /?page=1', 'GET /?page=2', 'GET /?page=3'])
    }
  })
}
