import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { controlled, newSession, ofOne, type Settings, shared } from './fixture.ts'

/** Which header fields are stored: RFC 9111 §3.1, §5.2.2.4, §5.2.2.7 and §7.3. */
export const fields: Suite = (test, harness) => {
  /** The fields of a stored response, and those of the response as it came. */
  async function stored(headers: Answer['headers'], settings: Settings = shared, directives = 'max-age=60') {
    const { get, hits } = await newSession(harness, { '/': controlled(directives, headers) }, settings)
    const first = await get()
    const { response } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(await hits(), 1)
    return { first: first.response.headers, hit: response.headers }
  }

  test('§3.1: all fields are stored, unknown ones too', async () => {
    const headers = {
      'content-type': 'text/x-own; charset="a,b"',
      'content-language': 'de',
      'x-own': 'a',
      'x-long': 'x'.repeat(4_000),
      link: '</a>; rel=x, </b>; rel=y',
      server: 'own/1',
      'x-frame-options': 'DENY',
      'www-authenticate': 'Basic realm="x"',
      warning: '110 - "stale"',
    }
    const { hit } = await stored(headers)
    for (const [name, value] of Object.entries(headers)) assert.strictEqual(hit.get(name), value, name)
  })

  test('§3.1: values are stored as they are, empty ones, those of several lines and those beyond ASCII too', async () => {
    const { first, hit } = await stored({
      'x-empty': '',
      'x-lines': ['a', 'b, c', 'a'],
      'x-latin': 'caf\u00e9 \u00ff',
      'x-utf8': '\u00c3\u00a9',
      'x-spaced': 'a  b\tc',
      'X-Mixed-Case': 'Value',
    })
    assert.strictEqual(hit.get('x-empty'), '')
    assert.strictEqual(hit.get('x-lines'), 'a, b, c, a')
    for (const name of ['x-latin', 'x-utf8', 'x-spaced', 'x-mixed-case']) {
      assert.strictEqual(hit.get(name), first.get(name), name)
    }
  })

  test('§3.1: a field that Connection names is not stored', async () => {
    for (const connection of [
      'x-hop',
      'X-Hop',
      'close, x-hop',
      'x-other , x-hop',
      ', x-hop ,',
      'x-hop, bad name, (x)',
    ]) {
      const { hit } = await stored({ connection, 'x-hop': 'a', 'x-own': 'b' })
      assert.isNull(hit.get('x-hop'), connection)
      assert.strictEqual(hit.get('x-own'), 'b', connection)
      assert.isNull(hit.get('connection'), connection)
    }
  })

  test('§3.1: fields of the connection are not stored, whether Connection names them or not', async () => {
    const { hit } = await stored({ 'keep-alive': 'timeout=5', 'proxy-connection': 'close', te: 'trailers' })
    for (const name of ['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade']) {
      assert.isNull(hit.get(name), name)
    }
  })

  test("§3.1: fields of a proxy's configuration are not stored", async () => {
    const { hit } = await stored({
      'proxy-authenticate': 'Basic',
      'proxy-authentication-info': 'x',
      'proxy-authorization': 'Basic x',
    })
    for (const name of ['proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization']) {
      assert.isNull(hit.get(name), name)
    }
  })

  test('§3.1: Connection does not take away what decides about reuse', async () => {
    // Dropping Vary or Cache-Control would let the response be used where it may not.
    const { get } = await newSession(
      harness,
      { '/': controlled('max-age=60', { connection: 'vary', vary: 'X-Flavour' }, { echo: 'x-flavour' }) },
      shared,
    )
    await get('/', { headers: { 'x-flavour': 'mint' } })
    assert.strictEqual((await get('/', { headers: { 'x-flavour': 'lime' } })).text, 'lime')
  })

  for (const directive of [
    'private="x-secret"',
    'private="X-SECRET"',
    'private="x-other, x-secret"',
    'PRIVATE="x-secret , x-other"',
    'private=x-secret',
  ]) {
    test(`§5.2.2.7: with ${directive} a shared cache stores the response without the field`, async () => {
      const { first, hit } = await stored({ 'x-secret': 'a', 'x-own': 'b' }, shared, `max-age=60, ${directive}`)
      assert.strictEqual(first.get('x-secret'), 'a')
      assert.isNull(hit.get('x-secret'))
      assert.strictEqual(hit.get('x-own'), 'b')
    })
  }

  test('§5.2.2.7: and a cache of one user with it', async () => {
    const { hit } = await stored({ 'x-secret': 'a' }, ofOne, 'max-age=60, private="x-secret"')
    assert.strictEqual(hit.get('x-secret'), 'a')
  })

  test('§5.2.2.7: the unqualified private beside it still holds', async () => {
    const { get, hits } = await newSession(harness, { '/': controlled('max-age=60, private, private="x-a"') }, shared)
    await get()
    await get()
    assert.strictEqual(await hits(), 2)
  })

  for (const directive of [
    'no-cache="x-secret"',
    'no-cache="X-SECRET"',
    'no-cache="x-other, x-secret"',
    'No-Cache="x-secret , x-other"',
    'no-cache=x-secret',
  ]) {
    test(`§5.2.2.4: with ${directive} the response is reused without the field`, async () => {
      for (const settings of [shared, ofOne]) {
        const { first, hit } = await stored({ 'x-secret': 'a', 'x-own': 'b' }, settings, `max-age=60, ${directive}`)
        assert.strictEqual(first.get('x-secret'), 'a')
        assert.isNull(hit.get('x-secret'))
        assert.strictEqual(hit.get('x-own'), 'b')
      }
    })
  }

  test('§5.2.2.4: the unqualified no-cache beside it still holds', async () => {
    const { get, hits } = await newSession(
      harness,
      { '/': controlled('max-age=60, no-cache="x-a", no-cache', { etag: '"v1"' }) },
      shared,
    )
    await get()
    assert.isTrue((await get()).response.revalidated)
    assert.strictEqual(await hits(), 2)
  })

  test('§5.2.2.4: once it was validated the field is that of the 304', async () => {
    const headers = { etag: '"v1"', 'x-secret': '{count}' }
    const { get, advance } = await newSession(
      harness,
      { '/': controlled('max-age=60, no-cache="x-secret"', headers) },
      shared,
    )
    await get()
    await advance(100)
    const { response } = await get()
    assert.isTrue(response.revalidated)
    assert.include(['2', null], response.headers.get('x-secret'))
    assert.isNull((await get()).response.headers.get('x-secret'))
  })

  test('§7.3: Set-Cookie does not keep a response from being stored; a shared cache does not replay it', async () => {
    const { first, hit } = await stored({ 'set-cookie': ['a=1; Path=/', 'b=2'] })
    assert.deepEqual(first.getSetCookie(), ['a=1; Path=/', 'b=2'])
    assert.deepEqual(hit.getSetCookie(), [])
  })

  test('DESIGN §5: with storeSetCookie it is replayed, each line by itself', async () => {
    const { hit } = await stored({ 'set-cookie': ['a=1; Path=/', 'b=2'] }, { ...shared, storeSetCookie: true })
    assert.deepEqual(hit.getSetCookie(), ['a=1; Path=/', 'b=2'])
  })

  test('DESIGN §5: a cache of one user replays it', async () => {
    const { hit } = await stored({ 'set-cookie': ['a=1', 'b=2'] }, ofOne)
    assert.deepEqual(hit.getSetCookie(), ['a=1', 'b=2'])
  })

  test('§7.3: no-cache="set-cookie" keeps it from being replayed by all', async () => {
    const directives = 'max-age=60, no-cache="Set-Cookie"'
    for (const settings of [ofOne, { ...shared, storeSetCookie: true }]) {
      const { first, hit } = await stored({ 'set-cookie': 'a=1' }, settings, directives)
      assert.deepEqual(first.getSetCookie(), ['a=1'])
      assert.deepEqual(hit.getSetCookie(), [])
    }
  })

  test('§3.1: trailers do not become header fields', async () => {
    const raw = [
      'HTTP/1.1 200 OK',
      'Access-Control-Allow-Origin: *',
      'Cache-Control: max-age=60',
      'Date: {now}',
      'Trailer: X-Trailer',
      'Transfer-Encoding: chunked',
      'Connection: close',
      '',
      '4',
      'body',
      '0',
      'X-Trailer: a',
      'Cache-Control: no-store',
      '',
      '',
    ]
    const { get, hits } = await newSession(harness, { '/': { raw: raw.join('\r\n') } }, shared)
    await get()
    const { response, text } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, 'body')
    assert.isNull(response.headers.get('x-trailer'))
    assert.strictEqual(await hits(), 1)
  })
}
