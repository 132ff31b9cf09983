import { assert } from 'chai'
import type { Harness, Library, Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { newSession } from './fixture.ts'

const shared: Library.SessionSettings = { shared: true, expireAfter: '1h' }
const plain: Answer = { body: 'body {count}' }

/** Each byte that is stored of a cache, as text: keys, heads and bodies of responses, and redirects. */
async function storedText({ lib, connection, endpoint }: Harness, cache: Library.DynamoDbCache): Promise<string> {
  const transport = lib.createTransport({ ...connection, endpoint })
  const partitions = [cache.responses.namespace, cache.redirects.namespace].map((namespace) =>
    transport.send('Query', {
      TableName: cache.tableName,
      KeyConditionExpression: '#namespace = :namespace',
      ExpressionAttributeNames: { '#namespace': 'namespace' },
      ExpressionAttributeValues: { ':namespace': { S: namespace } },
    }),
  )
  const items = (await Promise.all(partitions)).flatMap(({ Items = [] }) => Items)
  return JSON.stringify(items, (_, value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value))
}

/** What is hidden of requests and responses: in no stored byte is anything of it, and it counts in the key (DESIGN §5). */
export const secrets: Suite = (test, harness) => {
  /** Asks for each, and finds no MARK in what is stored. */
  async function leaveNoMark(
    routes: Record<string, Answer>,
    asked: [path: string, init?: Library.CachedRequestInit][],
    settings: Library.SessionSettings = {},
  ) {
    const made = await newSession(harness, routes, { ...shared, ...settings })
    for (const [path, init] of asked) {
      await made.get(path, init)
      await made.get(path, init)
    }
    const text = await storedText(harness, made.cache)
    assert.notInclude(text, 'MARK')
    return { ...made, text }
  }

  test('of the query: the nine names of the original in any case, escaped, and without a value', async () => {
    const names = ['access_token', 'api_key', 'apikey', 'Authorization', 'X-API-KEY', 'x-auth-token', 'api%5Fkey']
    const { text } = await leaveNoMark(
      { '*': plain },
      names.map((name) => [`/?page=2&${name}=MARK&z=3`]),
    )
    assert.include(text, 'page=2')
    assert.include(text, 'z=3')
  })

  test('of request headers: credentials in any case', async () => {
    const names = ['authorization', 'Cookie', 'X-API-KEY', 'x-auth-token', 'Proxy-Authorization']
    await leaveNoMark(
      { '*': plain },
      names.map((name) => ['/', { headers: { [name]: 'MARK' } }]),
    )
  })

  test('of what varies by a header that is hidden', async () => {
    const varying = { ...plain, headers: { vary: 'X-Api-Key, accept-language' } }
    const init = (key: string) => ({ headers: { 'x-api-key': key, 'accept-language': 'MARK' } })
    await leaveNoMark({ '*': varying }, [
      ['/', init('MARK1')],
      ['/', init('MARK2')],
    ])
  })

  test('of names that redact gives, in query, headers, JSON, forms and FormData', async () => {
    const form = new FormData()
    form.append('sig', 'MARK')
    const post = (body: BodyInit, type?: string): Library.CachedRequestInit => ({
      method: 'POST',
      body,
      ...(type && { headers: { 'content-type': type } }),
    })
    const { get, text } = await leaveNoMark(
      { '*': plain },
      [
        ['/?SIG=MARK', { headers: { Sig: 'MARK' } }],
        ['/json', post('{"a":1,"deep":[{"sig":"MARK"}]}', 'application/json')],
        ['/form', post(new URLSearchParams({ sig: 'MARK', a: '1' }))],
        ['/data', post(form)],
        ['/text', post('MARK')],
      ],
      { redact: ['sig'], allowableMethods: ['GET', 'POST'] },
    )
    assert.include(text, 'REDACTED')
    const other = await get('/json', post('{"a":1,"deep":[{"sig":"other"}]}', 'application/json'))
    assert.isFalse(other.response.fromCache, 'it counts')
  })

  test('of response headers: one with a hidden name is stored as REDACTED, an ignored one not at all', async () => {
    const told = { ...plain, headers: { 'x-auth-token': 'MARK', 'X-SIG': 'MARK', 'x-trace': 'MARK', etag: '"v"', 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' } } // biome-ignore format: one line
    const settings: Library.SessionSettings = { ...shared, redact: ['x-auth-token', 'x-sig', 'ETag'], ignoredParameters: ['X-Trace'] } // biome-ignore format: one line
    const { get, cache, advance } = await newSession(harness, { '/': told }, settings)
    const first = await get()
    assert.strictEqual(first.response.headers.get('x-auth-token'), 'MARK', 'the caller has it from the origin')
    const check = async (response: Response) => {
      assert.strictEqual(response.headers.get('x-auth-token'), 'REDACTED')
      assert.strictEqual(response.headers.get('x-sig'), 'REDACTED')
      assert.isNull(response.headers.get('x-trace'))
      assert.notInclude(await storedText(harness, cache), 'MARK')
    }
    await check((await get()).response)
    await advance(4_000)
    const { response } = await get()
    assert.isTrue(response.revalidated, 'what a cache works by is stored as it is')
    await check(response)
    await advance(10)
    assert.isTrue((await get()).response.fromCache)
  })

  test('of response headers that a HEAD brings up to date', async () => {
    const head = { headers: { etag: '"v"', 'x-auth-token': 'MARK', 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' } }
    const { get, cache, advance } = await newSession(harness, { '/': { ...plain, ...head, body: 'x' } }, shared)
    await get()
    await advance(4_000)
    await get('/', { method: 'HEAD' })
    assert.isTrue((await get()).response.fromCache)
    assert.notInclude(await storedText(harness, cache), 'MARK')
  })

  test('of URLs in response headers: a redirect that leads by a secret is followed, and not stored', async () => {
    const leads = ['to?api_key=MARK', 'to?a=1&API%5FKEY=MARK', 'to#access_token=MARK', '{site}/to?access_token=MARK']
    for (const location of leads) {
      const from = { status: 302, headers: { location, 'cache-control': 'max-age=60' } }
      const { hits, get } = await leaveNoMark({ '/from': from, '/to': plain }, [['/from']])
      const { response, text } = await get('/from')
      assert.strictEqual(text, 'body 1', location)
      assert.isTrue(response.fromCache, 'where it leads is stored')
      assert.strictEqual(await hits(), 4)
    }
    const harmless = { status: 302, headers: { location: 'to?page=2#part', 'cache-control': 'max-age=60' } }
    const { hits } = await leaveNoMark({ '/from': harmless, '/to': plain }, [['/from']])
    assert.strictEqual(await hits(), 2)
  })

  test('of URLs in response headers: Link, Content-Location and Refresh', async () => {
    const links = [
      { link: '</x?page=2>; rel="self", </x?page=3&api_key=MARK>; rel="next"' },
      { 'content-location': '/x?apikey=MARK' },
      { refresh: '5; url=/x?access_token=MARK' },
      { location: 'https://user:MARK@example.com/' },
    ]
    for (const headers of links) await leaveNoMark({ '/': { ...plain, headers } }, [['/']])
  })

  test('what is ignored in a redirect is not replayed to another', async () => {
    const from = (id: string): Answer => ({
      when: { 'x-own': id },
      status: 302,
      headers: { location: `to?sid=${id}`, 'cache-control': 'max-age=60' },
    })
    const routes = { '/from': [from('1'), from('2')], '*': plain }
    const { session, site } = await newSession(harness, routes, { ...shared, ignoredParameters: ['sid'] })
    for (const id of ['1', '2']) {
      const response = await session.fetch(`${site.url}/from?sid=${id}`, { headers: { 'x-own': id } })
      await response.text()
      assert.match(response.url, new RegExp(`sid=${id}$`))
    }
  })

  test('of a 304 that brings a secret: it is not stored, and nothing is left of it', async () => {
    const validators = { etag: '"v"', 'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT' }
    const answers: Answer[] = [
      { body: 'x', headers: validators },
      { status: 304, headers: { ...validators, link: '</x?api_key=MARK>; rel="next"' } },
    ]
    const { get, cache, advance } = await newSession(harness, { '/': answers }, shared)
    await get()
    await advance(4_000)
    assert.strictEqual((await get()).text, 'x')
    assert.notInclude(await storedText(harness, cache), 'MARK')
  })

  test('of a chain: keys, heads and links of all its hops', async () => {
    const to = (location: string) => ({ status: 302, headers: { location, 'cache-control': 'max-age=60' } })
    const routes = { '/a': to('b?page=1'), '/b': to('c'), '/c': plain }
    const { text } = await leaveNoMark(routes, [['/a?api_key=MARK', { headers: { authorization: 'MARK' } }]])
    assert.include(text, '/a?api_key=REDACTED')
  })

  test('of events: no key that is told holds a secret', async () => {
    const told: string[] = []
    const session = new harness.lib.CachedSession('some-table', {
      ...harness.connection,
      ...shared,
      endpoint: harness.deadEndpoint,
      maxAttempts: 1,
      onEvent: (event) => told.push(JSON.stringify(event) + ('error' in event ? String(event.error) : '')),
    })
    const { site } = await newSession(harness, { '*': plain })
    const init = { headers: { authorization: 'MARK' } }
    await (await session.fetch(`${site.url}/?api_key=MARK`, init)).text()
    await session.settle()
    assert.lengthOf(told, 2)
    assert.notInclude(told.join(), 'MARK')
  })
}
