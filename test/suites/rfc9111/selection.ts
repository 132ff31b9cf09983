import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import { controlled, isReused, newSession, shared } from './fixture.ts'

const withHeaders = (headers: Record<string, string>) => ({ headers })
const inLanguage = (language: string) => withHeaders({ 'accept-language': language })

/** Which stored response answers a request: RFC 9111 §4 and §4.1. */
export const selection: Suite = (test, harness) => {
  const reused = isReused.bind(undefined, harness)
  const varying = (vary: string | string[]) => controlled('max-age=60', { vary })

  test('§4: another URI has another response; a fragment is no part of it', async () => {
    const { get, hits } = await newSession(harness, { '*': controlled('max-age=60') }, shared)
    await get('/a')
    for (const [index, path] of ['/b', '/a?', '/a?x=1', '/a?x=2', '/a/', '/A'].entries()) {
      assert.isFalse((await get(path)).response.fromCache, path)
      assert.strictEqual(await hits(), index + 2)
    }
    assert.isTrue((await get('/a#part')).response.fromCache)
  })

  test('§4.1: a request with the same value is answered from the store, one with another is not', async () => {
    const answered = varying('X-Flavour')
    assert.isTrue(await reused(answered, { init: withHeaders({ 'x-flavour': 'mint' }) }))
    assert.isFalse(
      await reused(answered, {
        init: withHeaders({ 'x-flavour': 'mint' }),
        next: withHeaders({ 'x-flavour': 'lime' }),
      }),
    )
  })

  test('§4.1: a field that is absent matches only where it is absent', async () => {
    const answered = varying('X-Flavour')
    assert.isTrue(await reused(answered))
    assert.isFalse(await reused(answered, { next: withHeaders({ 'x-flavour': 'mint' }) }))
    assert.isFalse(await reused(answered, { init: withHeaders({ 'x-flavour': 'mint' }), next: {} }))
  })

  test('§4.1: all fields must match', async () => {
    const answered = varying('X-Flavour, X-Size')
    const both = withHeaders({ 'x-flavour': 'mint', 'x-size': 'l' })
    assert.isTrue(await reused(answered, { init: both }))
    assert.isFalse(await reused(answered, { init: both, next: withHeaders({ 'x-flavour': 'mint', 'x-size': 's' }) }))
    assert.isFalse(await reused(answered, { init: both, next: withHeaders({ 'x-flavour': 'mint' }) }))
  })

  test('§4.1: fields that Vary does not name do not select', async () => {
    const [init, next] = ['1', '2'].map((value) => withHeaders({ 'x-flavour': 'mint', 'x-other': value }))
    assert.isTrue(await reused(varying('X-Flavour'), { init: init ?? {}, next: next ?? {} }))
  })

  for (const vary of [
    'x-flavour',
    'X-FLAVOUR',
    ' X-Flavour ',
    ',, x-flavour,',
    'x-flavour, x-flavour',
    'Accept, X-Flavour',
  ]) {
    test(`RFC 9110 §12.5.5: Vary: '${vary}' selects by X-Flavour`, async () => {
      const init = withHeaders({ 'x-flavour': 'mint' })
      assert.isTrue(await reused(varying(vary), { init }))
      assert.isFalse(await reused(varying(vary), { init, next: withHeaders({ 'x-flavour': 'lime' }) }))
    })
  }

  test('RFC 9110 §5.3: several lines of Vary are one list', async () => {
    const init = withHeaders({ 'x-flavour': 'mint', 'x-size': 'l' })
    const answered = varying(['X-Flavour', 'X-Size'])
    assert.isTrue(await reused(answered, { init }))
    assert.isFalse(await reused(answered, { init, next: withHeaders({ 'x-flavour': 'mint', 'x-size': 's' }) }))
    assert.isFalse(await reused(answered, { init, next: withHeaders({ 'x-flavour': 'lime', 'x-size': 'l' }) }))
  })

  for (const vary of ['*', 'X-Flavour, *', '*, X-Flavour', ' * ', '*, *']) {
    test(`§4.1: Vary: '${vary}' never matches`, async () => {
      assert.isFalse(await reused(varying(vary)))
    })
  }

  test('§4.1: * in a second line of Vary never matches', async () => {
    assert.isFalse(await reused(varying(['X-Flavour', '*'])))
  })

  test('§4.1: an empty Vary selects by nothing', async () => {
    for (const vary of ['', ',', ' , ,']) {
      assert.isTrue(await reused(varying(vary), { next: withHeaders({ 'x-flavour': 'mint' }) }), vary)
    }
  })

  test('§4.1: several variants are stored, and each request gets its own', async () => {
    const flavours = ['mint', 'lime', 'plum', 'rose', 'fig']
    const routes = { '/': controlled('max-age=60', { vary: 'X-Flavour' }, { echo: 'x-flavour' }) }
    const { get, hits } = await newSession(harness, routes, shared)
    for (const flavour of flavours) await get('/', withHeaders({ 'x-flavour': flavour }))
    for (const flavour of flavours.toReversed()) {
      const { response, text } = await get('/', withHeaders({ 'x-flavour': flavour }))
      assert.isTrue(response.fromCache, flavour)
      assert.strictEqual(text, flavour)
    }
    assert.strictEqual(await hits(), flavours.length)
  })

  test('§4.1: variants by different fields are kept beside each other', async () => {
    const routes = {
      '/': [
        controlled('max-age=60', { vary: 'X-Flavour' }, { body: 'by flavour' }),
        controlled('max-age=60', { vary: 'X-Flavour, X-Size' }, { body: 'by both' }),
      ],
    }
    const { get, hits } = await newSession(harness, routes, shared)
    const mint = withHeaders({ 'x-flavour': 'mint' })
    const largeLime = withHeaders({ 'x-flavour': 'lime', 'x-size': 'l' })
    await get('/', mint)
    await get('/', largeLime)
    assert.strictEqual((await get('/', largeLime)).text, 'by both')
    assert.strictEqual((await get('/', mint)).text, 'by flavour')
    assert.strictEqual(await hits(), 2)
  })

  test('§4.1: each variant has a freshness of its own', async () => {
    const routes = {
      '/': [
        controlled('max-age=600', { vary: 'X-Flavour' }),
        controlled('max-age=60', { vary: 'X-Flavour' }),
        controlled('max-age=60', { vary: 'X-Flavour' }),
      ],
    }
    const { get, advance } = await newSession(harness, routes, shared)
    await get('/', withHeaders({ 'x-flavour': 'mint' }))
    await get('/', withHeaders({ 'x-flavour': 'lime' }))
    await advance(100)
    assert.strictEqual((await get('/', withHeaders({ 'x-flavour': 'mint' }))).text, 'body 1')
    assert.strictEqual((await get('/', withHeaders({ 'x-flavour': 'lime' }))).text, 'body 3')
  })

  test('§4: of two stored responses that match the newest by Date is used', async () => {
    const routes = {
      '/': [
        controlled('max-age=600', { vary: 'X-Flavour' }, { body: 'old' }),
        controlled('max-age=600', { vary: 'X-Flavour' }, { body: 'new' }),
      ],
    }
    const { get, advance } = await newSession(harness, routes, shared)
    const mint = withHeaders({ 'x-flavour': 'mint' })
    await get('/', mint)
    await advance(10)
    await get('/', { ...mint, cache: 'reload' })
    const { response, text } = await get('/', mint)
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, 'new')
  })

  test('§4.1: a response that omits Vary does not stand before one that has it', async () => {
    const routes = {
      '/': [
        controlled('max-age=600', {}, { body: 'any' }),
        controlled('max-age=600', { vary: 'X-Flavour' }, { body: 'mint' }),
      ],
    }
    const { get, hits, advance } = await newSession(harness, routes, shared)
    const mint = withHeaders({ 'x-flavour': 'mint' })
    await get()
    await advance(10)
    await get('/', { ...mint, cache: 'reload' })
    const { response, text } = await get('/', mint)
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, 'mint')
    assert.strictEqual(await hits(), 2)
  })

  test('§4.1: a HEAD is selected as a GET is', async () => {
    const { get, hits } = await newSession(harness, { '/': varying('X-Flavour') }, shared)
    await get('/', withHeaders({ 'x-flavour': 'mint' }))
    const { response } = await get('/', { method: 'HEAD', ...withHeaders({ 'x-flavour': 'mint' }) })
    assert.isTrue(response.fromCache)
    await get('/', { method: 'HEAD', ...withHeaders({ 'x-flavour': 'lime' }) })
    assert.strictEqual(await hits(), 2)
  })

  for (const [name, init, next] of [
    ['Accept-Language', 'en, de;q=0.5', 'en,de;q=0.5'],
    ['Accept-Language', 'en, de;q=0.5', 'EN, DE;q=0.5'],
    ['Accept-Language', 'en, de;q=0.5', 'en, de ; q=0.5'],
    ['Accept', 'text/html, application/json;q=0.5', 'text/html,application/json;q=0.5'],
    ['Accept', 'text/html, application/json;q=0.5', 'Text/HTML, application/JSON;q=0.5'],
  ] as const) {
    test(`§4.1: ${name}: '${init}' and '${next}' are the same, by the field's grammar`, async () => {
      const pair = { init: withHeaders({ [name]: init }), next: withHeaders({ [name]: next }) }
      assert.isTrue(await reused(varying(name), pair))
    })
  }

  for (const [name, init, next] of [
    ['Accept-Language', 'en, de;q=0.5', 'en, de'],
    ['Accept-Language', 'en', 'en-GB'],
    ['Accept', 'text/html', 'application/json'],
    ['Accept', 'text/html;level="A"', 'text/html;level="B"'],
    ['X-Flavour', 'mint', 'Mint'],
    ['X-Flavour', 'mint,lime', 'mint, lime'],
    ['X-Flavour', 'mint, lime', 'lime, mint'],
  ] as const) {
    test(`§4.1: ${name}: '${init}' and '${next}' differ`, async () => {
      const pair = { init: withHeaders({ [name]: init }), next: withHeaders({ [name]: next }) }
      assert.isFalse(await reused(varying(name), pair))
    })
  }

  test('§4.1: several lines of a request field are their list', async () => {
    const lines = new Headers([
      ['accept-language', 'en'],
      ['accept-language', 'de'],
    ])
    assert.isTrue(await reused(varying('Accept-Language'), { init: { headers: lines }, next: inLanguage('en, de') }))
  })

  test('DESIGN §5: Accept-Encoding never selects, since fetch hides codings', async () => {
    const pair = { init: {}, next: withHeaders({ 'accept-encoding': 'br' }) }
    assert.isTrue(await reused(varying('Accept-Encoding'), pair))
    assert.isTrue(await reused(varying('accept-encoding, X-Flavour'), pair))
  })

  // What a runtime sends by itself is no absent field: a request that sends the same, or another value, is told apart.
  for (const name of ['user-agent', 'accept', 'accept-language']) {
    test(`§4.1: a ${name} that the runtime adds is what was sent`, async () => {
      const { get, site, hits } = await newSession(harness, { '/': varying(name) }, shared)
      await get()
      const added = (await site.requests())[0]?.headers[name]
      assert.isTrue((await get()).response.fromCache)
      if (added !== undefined) {
        assert.isTrue((await get('/', withHeaders({ [name]: added }))).response.fromCache, 'the same by hand')
      }
      assert.strictEqual(await hits(), 1)
      assert.isFalse((await get('/', withHeaders({ [name]: 'x-other' }))).response.fromCache, 'another')
    })
  }

  test('§4.1: Cookie selects where Vary names it', async () => {
    const answered = varying('Cookie')
    assert.isTrue(await reused(answered, { init: withHeaders({ cookie: 'a=1' }) }))
    assert.isFalse(
      await reused(answered, { init: withHeaders({ cookie: 'a=1' }), next: withHeaders({ cookie: 'a=2' }) }),
    )
  })
}
