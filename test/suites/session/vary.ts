import { assert } from 'chai'
import { type Library, listOf, type Suite } from '../harness.ts'
import { newSession } from './fixture.ts'

const inLanguage = (language: string) => ({ headers: { 'accept-language': language } })

/** Variants of one resource (RFC 9111 §4.1). */
export const vary: Suite = (test, harness) => {
  const routes = (names: string) => ({
    '/': { echo: 'accept-language', headers: { 'cache-control': 'max-age=60', vary: names } },
  })

  test('several variants are stored and each request gets its own', async () => {
    const { get, hits } = await newSession(harness, routes('Accept-Language'))
    for (const language of ['de', 'fr', 'en']) {
      const { response, text } = await get('/', inLanguage(language))
      assert.isFalse(response.fromCache, language)
      assert.strictEqual(text, language)
    }
    for (const language of ['en', 'de', 'fr', 'de']) {
      const { response, text } = await get('/', inLanguage(language))
      assert.isTrue(response.fromCache, language)
      assert.strictEqual(text, language)
    }
    assert.strictEqual(await hits(), 3)
  })

  test('the first variant is one GetItem; a further one is two, and one where it is known how they vary', async () => {
    const { get, sent, session, site } = await newSession(harness, routes('Accept-Language'))
    for (const language of ['de', 'fr']) await get('/', inLanguage(language))
    const another = session.with({})
    const reads = async (language: string) => {
      sent.length = 0
      const response = await another.fetch(`${site.url}/`, inLanguage(language))
      assert.isTrue(response.fromCache)
      return sent.splice(0)
    }
    assert.deepEqual(await reads('de'), ['GetItem'])
    assert.deepEqual(
      await session
        .with({})
        .fetch(`${site.url}/`, inLanguage('fr'))
        .then(() => sent.splice(0)),
      ['GetItem', 'GetItem'],
    )
    assert.deepEqual(await reads('fr'), ['GetItem'])
  })

  test('a miss among variants is told as one', async () => {
    const { get } = await newSession(harness, routes('Accept-Language'))
    assert.match((await get('/', inLanguage('de'))).response.cacheStatus, /fwd=uri-miss/)
    assert.match((await get('/', inLanguage('fr'))).response.cacheStatus, /fwd=vary-miss/)
  })

  test('an absent header is a value of its own', async () => {
    const { get } = await newSession(harness, {
      '/': { echo: 'x-flavour', headers: { 'cache-control': 'max-age=60', vary: 'X-Flavour' } },
    })
    assert.strictEqual((await get()).text, '')
    assert.strictEqual((await get('/', { headers: { 'x-flavour': 'mint' } })).text, 'mint')
    assert.strictEqual((await get()).text, '')
  })

  test('Vary on Accept-Encoding selects nothing, since fetch hides codings', async () => {
    const { get } = await newSession(harness, routes('accept-encoding'))
    await get('/', inLanguage('de'))
    const coded = { headers: { 'accept-language': 'de', 'accept-encoding': 'br' } }
    assert.isTrue((await get('/', coded)).response.fromCache)
  })

  test('a variant is validated by its own validator', async () => {
    const headers = { 'cache-control': 'max-age=60', vary: 'accept-language' }
    const { get, advance, site } = await newSession(harness, {
      '/': [
        { body: 'deutsch', headers: { ...headers, etag: '"de"' } },
        { body: 'français', headers: { ...headers, etag: '"fr"' } },
        { body: 'français', headers: { ...headers, etag: '"fr"' } },
      ],
    })
    await get('/', inLanguage('de'))
    await get('/', inLanguage('fr'))
    await advance(100)
    const { response, text } = await get('/', inLanguage('fr'))
    assert.isTrue(response.revalidated)
    assert.strictEqual(text, 'français')
    assert.strictEqual((await site.requests())[2]?.headers['if-none-match'], '"fr"')
  })

  test('a reload brings one variant up to date and leaves the others where they are', async () => {
    let version = 0
    const own: typeof fetch = async (_, init) => {
      const language = new Headers(init?.headers).get('accept-language')
      version++
      return new Response(`${language} v${version}`, {
        headers: { 'cache-control': 'max-age=60', vary: 'accept-language' },
      })
    }
    const { session } = await newSession(harness, {}, { fetch: own })
    const ask = async (language: string, cache: Library.CacheMode = 'default') =>
      (await session.fetch('http://origin.invalid/', { cache, ...inLanguage(language) })).text()
    assert.strictEqual(await ask('de'), 'de v1')
    assert.strictEqual(await ask('fr'), 'fr v2')
    assert.strictEqual(await ask('fr', 'reload'), 'fr v3')
    assert.strictEqual(await ask('de', 'reload'), 'de v4')
    assert.strictEqual(await ask('fr'), 'fr v3')
    assert.strictEqual(await ask('de'), 'de v4')
  })

  test('the value of a selecting header is in no stored byte', async () => {
    const { get, cache } = await newSession(harness, routes('accept-language'))
    await get('/', inLanguage('MARK'))
    const stored = JSON.stringify(await listOf(cache.responses.metas()))
    assert.notInclude(stored, 'MARK')
  })
}
