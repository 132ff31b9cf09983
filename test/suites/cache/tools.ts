import { assert } from 'chai'
import { type Harness, type Library, listOf, newName, rejection, type Suite } from '../harness.ts'
import { hostileItems, inLanguage, meta, newCache } from './fixture.ts'

const binary = new Uint8Array([0, 255, 254, 10, 13, 0])
const textBody = '\ufeffzwölf \u2028 "\\" </script>\n'

/** Responses of all kinds: text, bytes, nothing, variants, a redirect, cookies. */
const kinds: typeof fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : String(input))
  const headers = { 'cache-control': 'max-age=60', 'content-type': 'text/plain' }
  if (pathname === '/bytes') return new Response(binary, { headers })
  if (pathname === '/nothing') return new Response(null, { status: 204, headers })
  if (pathname === '/from') return new Response('moved', { status: 301, headers: { ...headers, location: '/text' } })
  const language = new Headers(init?.headers).get('accept-language')
  if (pathname === '/lang') return new Response(language, { headers: { ...headers, vary: 'accept-language' } })
  if (pathname === '/mixed') {
    const vary = language === 'de' ? 'accept-language' : 'accept-language, x-flavour'
    return new Response(language, { headers: { ...headers, vary } })
  }
  return new Response(textBody, { headers })
}

const origin = 'http://origin.invalid'

/** A session with all of it stored. */
async function newFilled(harness: Harness, settings: Library.SessionSettings = {}) {
  const made = await newCache(harness, {}, { fetch: kinds, ...settings })
  const ask = async (path: string, init: Library.CachedRequestInit = {}, session = made.session) => {
    const response = await session.fetch(origin + path, init)
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
  }
  const paths = ['/bytes', '/nothing', '/from', '/text?api_key=MARK']
  for (const path of paths) await ask(path)
  for (const language of ['de', 'fr', 'it']) await ask('/lang', inLanguage(language))
  await made.session.settle()
  const { tableName } = made.cache
  const { transport, clock } = made
  const newEmpty = () => new harness.lib.DynamoDbCache({ tableName, namespace: newName('copy'), transport, clock })
  return { ...made, ask, paths, newEmpty }
}

/** Entries with their bodies, as they can be compared. */
async function contentsOf(cache: Library.DynamoDbCache) {
  const entries = await listOf(cache.entries())
  const list = entries.map(async ({ body, headers, ...entry }) => ({
    ...entry,
    headers: [...headers],
    body: [...((await body()) ?? [])],
  }))
  return { entries: await Promise.all(list), redirects: await listOf(cache.redirects.entries()) }
}

/** Copies, exports and imports, and other keys. */
export const tools: Suite = (test, harness) => {
  const { lib, serializers: beside } = harness

  test('update copies everything into another cache, and a second time nothing', async () => {
    const { cache, newEmpty, ask, session, clock } = await newFilled(harness)
    const copy = newEmpty()
    const told: number[] = []
    const result = await beside.update(copy, cache, { onProgress: ({ responses }) => told.push(responses) })
    assert.deepEqual(result, { responses: 8, redirects: 1, skipped: 0 })
    assert.strictEqual(told.at(-1), 8)
    assert.deepEqual(await contentsOf(copy), await contentsOf(cache))
    assert.deepEqual(await beside.update(copy, cache), { responses: 0, redirects: 0, skipped: 9 })
    assert.deepEqual(await beside.update(copy, cache, { overwrite: true }), { responses: 8, redirects: 1, skipped: 0 })
    const other = new lib.CachedSession({ cache: copy, clock, ...harness.session, fetch: kinds })
    for (const language of ['de', 'fr', 'it']) {
      const { response, bytes } = await ask('/lang', inLanguage(language), other)
      assert.isTrue(response.fromCache, language)
      assert.strictEqual(new TextDecoder().decode(bytes), language)
    }
    await session.settle()
  })

  test('of two responses the newer one stays, also when it comes meanwhile, unless overwrite is set', async () => {
    const { cache, newEmpty, ask, clock, advance } = await newFilled(harness)
    const copy = newEmpty()
    await beside.update(copy, cache)
    await advance(5)
    const newer = new lib.CachedSession({
      cache: copy,
      clock,
      ...harness.session,
      fetch: async () => new Response('newer', { headers: { 'cache-control': 'max-age=60' } }),
    })
    await ask('/bytes', { cache: 'reload' }, newer)
    await newer.settle()
    await beside.update(copy, cache)
    assert.strictEqual(new TextDecoder().decode((await ask('/bytes', {}, newer)).bytes), 'newer')
    await beside.update(copy, cache, { overwrite: true })
    assert.deepEqual((await ask('/bytes', {}, newer)).bytes, binary)
    await ask('/bytes', { cache: 'reload' })
    await beside.update(copy, cache)
    const [entry] = await listOf(copy.entries({ url: `${origin}/bytes` }))
    const [original] = await listOf(cache.entries({ url: `${origin}/bytes` }))
    assert.deepEqual(entry?.createdAt, original?.createdAt)
  })

  test('what cannot be read is not copied, and keeps nothing else back', async () => {
    const { cache, newEmpty, putRaw } = await newFilled(harness)
    for (const [name, item] of Object.entries(hostileItems)) await putRaw(name, item)
    await putRaw('no bytes', { ...meta({}), value: { S: 'text' }, encoding: { S: 'text' } })
    await putRaw('odd', { value: { N: '1' } }, cache.redirects)
    const copy = newEmpty()
    const { responses, skipped } = await beside.update(copy, cache)
    assert.strictEqual(responses, 8)
    assert.strictEqual(skipped, Object.keys(hostileItems).length + 1)
    const lines = await listOf(beside.exportEntries(cache))
    assert.lengthOf(lines, 1 + 8 + 1 + 1)
    JSON.parse((await listOf(beside.exportHar(cache))).join(''))
  })

  test('an export is lines of JSON, and an import of them the same cache', async () => {
    const { cache, newEmpty } = await newFilled(harness)
    const lines = await listOf(beside.exportEntries(cache))
    for (const line of lines) assert.match(line, /^\{[^\n]*\}\n$/)
    const [first, ...others] = lines.map((line) => JSON.parse(line))
    assert.deepEqual(first, { dynadict: 'http-cache', version: 1 })
    assert.deepEqual(others.at(-1), { end: { responses: 8, redirects: 1 } })
    const bodies = others.filter(({ response }) => /\/(text|bytes) /.test(response))
    assert.sameMembers(
      bodies.map(({ text, base64 }) => text ?? base64),
      [textBody, 'AP/+Cg0A'],
    )
    const copy = newEmpty()
    assert.deepEqual(await beside.importEntries(copy, lines), { responses: 8, redirects: 1, skipped: 0 })
    assert.deepEqual(await contentsOf(copy), await contentsOf(cache))
    assert.deepEqual(await beside.importEntries(copy, lines), { responses: 0, redirects: 0, skipped: 9 })
    assert.notInclude(lines.join(''), 'MARK')
  })

  test('lines come in pieces of any length, as text, bytes or a stream', async () => {
    const { cache, newEmpty } = await newFilled(harness)
    const whole = new TextEncoder().encode((await listOf(beside.exportEntries(cache))).join(''))
    async function* inPieces() {
      // As some editors begin a file.
      yield new Uint8Array([0xef, 0xbb, 0xbf])
      for (let at = 0; at < whole.length; at += 7) yield whole.subarray(at, at + 7)
    }
    const expected = await contentsOf(cache)
    for (const pieces of [inPieces(), beside.asStream(beside.exportEntries(cache)), beside.exportEntries(cache)]) {
      const copy = newEmpty()
      await beside.importEntries(copy, pieces)
      assert.deepEqual(await contentsOf(copy), expected)
    }
    const response = new Response(beside.asStream(beside.exportEntries(cache)))
    assert.strictEqual((await response.arrayBuffer()).byteLength, whole.byteLength)
  })

  test('an export goes on behind the last response of one that was broken off, and both are one', async () => {
    const { cache, newEmpty } = await newFilled(harness)
    const begun: string[] = []
    for await (const line of beside.exportEntries(cache)) {
      if (begun.push(line) > 4) break
    }
    const after = JSON.parse(begun.at(-1) ?? '').response
    const rest = await listOf(beside.exportEntries(cache, { after }))
    assert.lengthOf(rest, 1 + (8 - 4) + 1 + 1)
    const copy = newEmpty()
    await beside.importEntries(copy, [...begun, ...rest])
    assert.deepEqual(await contentsOf(copy), await contentsOf(cache))
    const error = await rejection(beside.importEntries(newEmpty(), begun))
    assert.strictEqual(error.code, 'DECODE')
    assert.match(error.message, /not complete.* line 5$/)
  })

  test('a line that is not as it should be is named, and what is before it is imported', async () => {
    const { cache, newEmpty } = await newFilled(harness)
    const lines = await listOf(beside.exportEntries(cache))
    const broken = (change: object) => `${JSON.stringify({ ...JSON.parse(lines[3] ?? ''), ...change })}\n`
    const bad: [line: string, said: RegExp][] = [
      ['{"response": "MARK\n', /is no JSON$/],
      ['[]\n', /is no JSON object$/],
      ['{"thing":1}\n', /no known kind/],
      [broken({ response: '' }), /key must be 1 to/],
      [broken({ response: 7 }), /key must be a string/],
      [broken({ response: 'x'.repeat(1_025) }), /key must be 1 to/],
      [broken({ meta: null }), /meta/],
      [broken({ meta: { status: 'MARK' } }), /meta/],
      [broken({ expires: 'MARK' }), /expires/],
      [broken({ text: undefined, base64: undefined }), /text and base64/],
      [broken({ text: undefined, base64: '*' }), /base64 is malformed/],
      ['{"redirect":"a"}\n', /key must be a string/],
      ['{"dynadict":"http-cache","version":2}\n', /later version 2/],
    ]
    for (const [line, said] of bad) {
      const copy = newEmpty()
      const error = await rejection(beside.importEntries(copy, [...lines.slice(0, 3), line, ...lines.slice(4)]))
      assert.strictEqual(error.code, 'DECODE', line)
      assert.match(error.message, /^line 4: /)
      assert.match(error.message, said)
      assert.notInclude(error.message, 'MARK')
      assert.lengthOf(await listOf(copy.entries()), 2)
    }
    assert.match(
      (await rejection(beside.importEntries(newEmpty(), ['{"response":"x"}\n']))).message,
      /^line 1: is not the beginning/,
    )
    assert.match((await rejection(beside.importEntries(newEmpty(), []))).message, /not complete/)
    const notUtf8 = beside.importEntries(newEmpty(), [lines[0] ?? '', new Uint8Array([255])])
    assert.match((await rejection(notUtf8)).message, /^line 2, .* UTF-8/)
    assert.instanceOf(await rejection(beside.importEntries(newEmpty(), 'text' as never)), TypeError)
  })

  test('what has expired since the export is not imported', async () => {
    const { cache, newEmpty, advance } = await newFilled(harness, { keepStale: 60 })
    const lines = await listOf(beside.exportEntries(cache))
    await advance(300)
    assert.deepEqual(await beside.importEntries(newEmpty(), lines), { responses: 0, redirects: 0, skipped: 9 })
  })

  test('a signal stops each of them', async () => {
    const { cache, newEmpty } = await newFilled(harness)
    const signal = AbortSignal.abort(new Error('enough'))
    const lines = await listOf(beside.exportEntries(cache))
    const stopped = [
      beside.update(newEmpty(), cache, { signal }),
      listOf(beside.exportEntries(cache, { signal })),
      beside.importEntries(newEmpty(), lines, { signal }),
      listOf(beside.exportHar(cache, { signal })),
      beside.recreateKeys(cache, { signal }),
    ]
    for (const promise of stopped) assert.strictEqual((await rejection(promise)).message, 'enough')
  })

  test('an HTTP Archive has the responses, and no secret', async () => {
    const secretive: typeof fetch = async () =>
      new Response('<script>', {
        status: 301,
        headers: {
          'cache-control': 'max-age=60',
          'content-type': 'text/html',
          'set-cookie': 'MARK=MARK',
          'x-api-key': 'MARK',
          location: 'https://example.com/?access_token=MARK',
        },
      })
    const { cache, session } = await newFilled(harness)
    const redact: string[] = []
    const loose = session.with({ fetch: secretive, storeSetCookie: true, redact })
    await (await loose.fetch(`${origin}/loose?token=1&api_key=MARK`, { redirect: 'manual' })).text()
    const text = (await listOf(beside.exportHar(cache))).join('')
    assert.notInclude(text, 'MARK')
    const { log } = JSON.parse(text)
    assert.strictEqual(log.version, '1.2')
    assert.strictEqual(log.entries.length, 9)
    const loosely = log.entries.find(({ request }: { request: { url: string } }) => request.url.includes('/loose'))
    assert.deepEqual(loosely.request.queryString, [
      { name: 'token', value: '1' },
      { name: 'api_key', value: 'REDACTED' },
    ])
    assert.strictEqual(loosely.response.redirectURL, 'https://example.com/?access_token=REDACTED')
    assert.strictEqual(loosely.response.content.text, '<script>')
    const bytes = log.entries.find(({ request }: { request: { url: string } }) => request.url === `${origin}/bytes`)
    assert.deepEqual(bytes.response.content, { size: 6, mimeType: 'text/plain', text: 'AP/+Cg0A', encoding: 'base64' })
    assert.isAtLeast(Date.parse(bytes.startedDateTime), 0)
  })

  test('an archive of an empty cache is one, too', async () => {
    const { newEmpty } = await newFilled(harness)
    const { log } = JSON.parse((await listOf(beside.exportHar(newEmpty()))).join(''))
    assert.deepEqual(log.entries, [])
  })

  test('with other settings for keys, what can be known gets the keys by which sessions find it', async () => {
    const { cache, session, ask } = await newFilled(harness)
    for (const query of ['?b=1&a=2&utm=x', '?c&utm=y']) await ask(`/text${query}`)
    await ask('/lang?utm=x', inLanguage('de'))
    await ask('/lang?utm=x', inLanguage('fr'))
    const to = { sortQuery: true, ignoredParameters: ['utm'] }
    const renewed = session.with(to)
    assert.isFalse((await renewed.fetch(`${origin}/text?c`, { cache: 'only-if-cached' })).fromCache)
    const before = await cache.responses.size()
    const told: number[] = []
    const result = await beside.recreateKeys(cache, { to, onProgress: ({ recreated }) => told.push(recreated) })
    assert.deepEqual(result, { recreated: 2, unchanged: 7, left: 3 })
    assert.strictEqual(told.at(-1), 2)
    assert.strictEqual(await cache.responses.size(), before)
    for (const path of ['/text?a=2&b=1', '/text?c'])
      assert.isTrue((await ask(path, {}, renewed)).response.fromCache, path)
    assert.deepEqual(await beside.recreateKeys(cache, { to }), { recreated: 0, unchanged: 9, left: 3 })
  })

  test('variants move together and stay apart, and redirects follow', async () => {
    const { cache, session, ask, clock } = await newFilled(harness)
    const to = { keySecret: 'new secret' }
    assert.deepEqual(await beside.recreateKeys(cache, { to }), { recreated: 7, unchanged: 0, left: 1 })
    const renewed = session.with(to)
    for (const language of ['de', 'fr', 'it']) {
      const { response, bytes } = await ask('/lang', inLanguage(language), renewed)
      assert.isTrue(response.fromCache, language)
      assert.strictEqual(new TextDecoder().decode(bytes), language)
    }
    const { response } = await ask('/from', {}, renewed)
    assert.isTrue(response.fromCache)
    const [hop, ...others] = await listOf(cache.redirects.entries())
    assert.deepEqual(others, [])
    assert.isTrue(await cache.responses.has(hop?.[0] ?? ''))
    assert.strictEqual(hop?.[1], response.cacheKey)
    assert.deepEqual(await beside.recreateKeys(cache, { from: to, to: {} }), { recreated: 7, unchanged: 0, left: 1 })
    const former = new lib.CachedSession({ cache, clock, ...harness.session, fetch: kinds })
    assert.isTrue((await ask('/lang', inLanguage('fr'), former)).response.fromCache)
  })

  test('variants of different fields move together, too', async () => {
    const { cache, session, ask } = await newFilled(harness)
    await cache.clear()
    for (const language of ['de', 'fr']) await ask('/mixed', inLanguage(language))
    const to = { keySecret: 's' }
    assert.deepEqual(await beside.recreateKeys(cache, { to }), { recreated: 2, unchanged: 0, left: 0 })
    const renewed = session.with(to)
    for (const language of ['de', 'fr']) {
      assert.isTrue((await ask('/mixed', inLanguage(language), renewed)).response.fromCache, language)
    }
  })

  test('a run that was broken off is done to its end by the next one', async () => {
    const { cache, session, ask, transport } = await newFilled(harness)
    await cache.clear()
    for (const language of ['de', 'fr', 'it']) await ask('/lang', inLanguage(language))
    const send = transport.send.bind(transport)
    let writes = 0
    transport.send = async (operation, input, options) => {
      // The first entry is written and removed, the second written and left.
      if (operation === 'DeleteItem' && ++writes > 1) throw new Error('broken off')
      return send(operation, input, options)
    }
    const to = { keySecret: 's' }
    assert.strictEqual((await rejection(beside.recreateKeys(cache, { to }))).message, 'broken off')
    transport.send = send
    const { recreated, unchanged, left } = await beside.recreateKeys(cache, { to })
    assert.deepEqual([recreated, left], [2, 0])
    assert.isAtLeast(unchanged, 1)
    assert.strictEqual(await cache.responses.size(), 3)
    const renewed = session.with(to)
    for (const language of ['de', 'fr', 'it']) {
      const { response, bytes } = await ask('/lang', inLanguage(language), renewed)
      assert.isTrue(response.fromCache, language)
      assert.strictEqual(new TextDecoder().decode(bytes), language)
    }
  })

  test('what counted and is not stored keeps an entry where it is', async () => {
    const counting = { matchHeaders: ['x-flavour'], allowableMethods: ['GET', 'POST'], shared: true }
    const { cache, ask } = await newFilled(harness, counting)
    await cache.clear()
    await ask('/a', { headers: { 'x-flavour': 'mint' } })
    await ask('/a')
    await ask('/a', { method: 'POST', body: 'x' })
    await ask('/a', { headers: { authorization: 'ada' } })
    await ask('/a?api_key=MARK')
    const from = counting
    assert.deepEqual(await beside.recreateKeys(cache, { from, to: {} }), { recreated: 1, unchanged: 0, left: 4 })
    assert.deepEqual(await beside.recreateKeys(cache, { from: {}, to: { matchHeaders: true } }), {
      recreated: 0,
      unchanged: 0,
      left: 5,
    })
  })

  test('what is under the new key already is not replaced by what is older', async () => {
    const { cache, session, ask, advance } = await newFilled(harness)
    const to = { ignoredParameters: ['utm'] }
    await ask('/text?utm=1')
    await ask('/text?utm=2')
    await advance(5)
    const renewed = session.with({
      ...to,
      fetch: async () => new Response('newer', { headers: { 'cache-control': 'max-age=60' } }),
    })
    await ask('/text', { cache: 'reload' }, renewed)
    assert.strictEqual((await beside.recreateKeys(cache, { to })).recreated, 0)
    assert.strictEqual(new TextDecoder().decode((await ask('/text', {}, renewed)).bytes), 'newer')
    const bad = await rejection(beside.recreateKeys(cache, { to: { sortQuerry: true } as object }))
    assert.include(bad.message, 'sortQuerry')
  })

  test('an entry is moved whole, with its expiry', async () => {
    const { cache, ask } = await newFilled(harness)
    await cache.clear()
    await ask('/bytes')
    const [before] = (await contentsOf(cache)).entries
    await beside.recreateKeys(cache, { to: { keySecret: 's' } })
    const [after] = (await contentsOf(cache)).entries
    assert.notStrictEqual(after?.key, before?.key)
    assert.deepEqual({ ...after, key: '' }, { ...before, key: '' })
  })
}
