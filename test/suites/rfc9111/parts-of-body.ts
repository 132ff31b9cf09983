import { assert } from 'chai'
import type { Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { ageOf, controlled, day, lastRequest, newSession, shared } from './fixture.ts'

const digits = '0123456789'
const whole = (headers: Answer['headers'] = {}, further: Answer = {}): Answer =>
  controlled('max-age=60', { etag: '"v1"', ...headers }, { body: digits, ...further })
const part: Answer = {
  when: { range: 'bytes=' },
  status: 206,
  body: '23',
  headers: { 'cache-control': 'max-age=60', etag: '"v1"', 'content-range': 'bytes 2-3/10' },
}
const bytes = (range: string, further: Record<string, string> = {}) => ({
  headers: { range: `bytes=${range}`, ...further },
})

/** Parts of what is stored: RFC 9111 §3.3 and §3.4, RFC 9110 §14 and §13.1.5. */
export const partsOfBody: Suite = (test, harness) => {
  /** Asks for the whole, and then for a part. */
  async function askFor(init: { headers: Record<string, string> }, stored: Answer = whole()) {
    const session = await newSession(harness, { '/': stored }, shared)
    await session.get()
    return { ...session, ...(await session.get('/', init)) }
  }

  for (const [range, text, contentRange] of [
    ['2-5', '2345', 'bytes 2-5/10'],
    ['0-0', '0', 'bytes 0-0/10'],
    ['0-9', digits, 'bytes 0-9/10'],
    ['7-', '789', 'bytes 7-9/10'],
    ['-3', '789', 'bytes 7-9/10'],
    ['-99', digits, 'bytes 0-9/10'],
    ['5-999', '56789', 'bytes 5-9/10'],
    ['9-9', '9', 'bytes 9-9/10'],
    ['0-99999999999999999999', digits, 'bytes 0-9/10'],
  ] as const) {
    test(`RFC 9110 §14.2: bytes=${range} is answered from a complete stored response`, async () => {
      const { response, text: body, hits } = await askFor(bytes(range))
      assert.strictEqual(response.status, 206)
      assert.strictEqual(body, text)
      assert.strictEqual(response.headers.get('content-range'), contentRange)
      assert.include([String(text.length), null], response.headers.get('content-length'))
      assert.isTrue(response.fromCache)
      assert.strictEqual(await hits(), 1)
    })
  }

  test('RFC 9110 §14.1: the unit in any letter case', async () => {
    const { response, text } = await askFor({ headers: { range: 'Bytes=2-5' } })
    assert.strictEqual(response.status, 206)
    assert.strictEqual(text, '2345')
  })

  test('RFC 9110 §15.3.7: a 206 has the fields of the stored response, and an Age', async () => {
    const headers = {
      'content-type': 'text/x-own',
      vary: 'X-Flavour',
      'content-location': '/there',
      expires: '{now+60}',
    }
    const { response } = await askFor(bytes('2-5'), whole(headers))
    assert.strictEqual(response.status, 206)
    for (const name of ['cache-control', 'content-location', 'content-type', 'date', 'etag', 'expires', 'vary']) {
      assert.isNotNull(response.headers.get(name), name)
    }
    assert.isAtMost(ageOf(response), 2)
  })

  for (const range of ['10-', '10-20', '999-']) {
    test(`RFC 9110 §15.5.17: bytes=${range} lies behind the end, and is a 416`, async () => {
      const { response, text } = await askFor(bytes(range))
      assert.strictEqual(response.status, 416)
      assert.strictEqual(response.headers.get('content-range'), 'bytes */10')
      assert.notInclude(text, digits)
    })
  }

  for (const range of [
    'bytes=5-2',
    'bytes=',
    'bytes=a-b',
    'bytes=2',
    'bytes 2-5',
    'bytes=--5',
    'items=2-5',
    'bytes=1.5-3',
  ]) {
    test(`RFC 9110 §14.2: Range: ${range} is invalid or of an unknown unit, and ignored`, async () => {
      const { response, text } = await askFor({ headers: { range } })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(text, digits)
    })
  }

  test('RFC 9110 §14.2: several ranges may be answered by the whole, and by no other single part', async () => {
    const { response, text } = await askFor(bytes('0-1, 4-5'))
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, digits)
  })

  test('RFC 9110 §14.2: Range means nothing to another method than GET', async () => {
    const { get, hits } = await newSession(harness, { '/': whole() }, shared)
    await get()
    const { response } = await get('/', { method: 'HEAD', ...bytes('2-5') })
    assert.strictEqual(response.status, 200)
    assert.isNull(response.headers.get('content-range'))
    assert.strictEqual(await hits(), 1)
  })

  test('RFC 9110 §14.2: only of a stored 200 a part is served', async () => {
    const { response, text, hits } = await askFor(bytes('2-5'), whole({}, { status: 404 }))
    assert.strictEqual(response.status, 404)
    assert.strictEqual(text, digits)
    assert.strictEqual(await hits(), 1)
  })

  test('DESIGN §5: the part of a coded body is not a part of the decoded one, and asked for at the origin', async () => {
    const stored = whole({}, { coding: 'gzip', body: digits })
    const { get, hits } = await newSession(harness, { '/': [part, stored] }, shared)
    await get()
    const { response } = await get('/', bytes('2-3'))
    assert.isFalse(response.fromCache)
    assert.strictEqual(response.status, 206)
    assert.strictEqual(await hits(), 2)
    assert.strictEqual((await get()).text, digits)
  })

  test('RFC 9111 §4.2: of what is stale no part is served without a word with the origin', async () => {
    const { get, advance, hits } = await newSession(harness, { '/': [part, whole()] }, shared)
    await get()
    await advance(100)
    const { response, text } = await get('/', bytes('2-3'))
    assert.strictEqual(response.status, 206)
    assert.strictEqual(text, '23')
    assert.strictEqual(response.headers.get('content-range'), 'bytes 2-3/10')
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 9111 §3.3: a 206 is handed on as it is, and never served as the whole', async () => {
    const session = await newSession(harness, { '/': [part, whole()] }, shared)
    const { get, hits } = session
    const { response, text } = await get('/', bytes('2-3'))
    assert.strictEqual(response.status, 206)
    assert.strictEqual(text, '23')
    assert.strictEqual(response.headers.get('content-range'), 'bytes 2-3/10')
    assert.strictEqual((await lastRequest(session)).headers.range, 'bytes=2-3')
    const all = await get()
    assert.strictEqual(all.response.status, 200)
    assert.strictEqual(all.text, digits)
    assert.isFalse(all.response.fromCache)
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 9111 §3.3: a 206 of all bytes is no 200 either', async () => {
    const all: Answer = { ...part, body: digits, headers: { ...part.headers, 'content-range': 'bytes 0-9/10' } }
    const { get } = await newSession(harness, { '/': [all, whole()] }, shared)
    await get('/', bytes('0-'))
    const { response } = await get()
    assert.strictEqual(response.status, 200)
    assert.isNull(response.headers.get('content-range'))
  })

  test('RFC 9111 §3: a 206 that nobody asked for is not stored', async () => {
    const { when, ...unasked } = part
    assert.isDefined(when)
    const { get, hits } = await newSession(harness, { '/': [unasked, whole()] }, shared)
    assert.strictEqual((await get()).response.status, 206)
    const { response, text } = await get()
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, digits)
    assert.strictEqual(await hits(), 2)
  })

  test('DESIGN §5: a 206 is not stored, and the same part asked for again', async () => {
    const { get, hits } = await newSession(harness, { '/': [part, whole()] }, shared)
    await get('/', bytes('2-3'))
    assert.isFalse((await get('/', bytes('2-3'))).response.fromCache)
    assert.strictEqual((await get('/', bytes('2-3'))).text, '23')
    assert.strictEqual(await hits(), 3)
  })

  test('RFC 9111 §3: a 206 takes nothing of the stored whole away', async () => {
    const { get, hits } = await newSession(harness, { '/': [part, whole()] }, shared)
    await get()
    await get('/', { ...bytes('2-3'), cache: 'reload' })
    const { response, text } = await get()
    assert.isTrue(response.fromCache)
    assert.strictEqual(text, digits)
    assert.strictEqual(await hits(), 2)
  })

  test('RFC 9110 §14.2: a 200 to a request for a part is the whole, and stored as such', async () => {
    const { get, hits } = await newSession(harness, { '/': whole() }, shared)
    const { response, text } = await get('/', bytes('2-3'))
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, digits)
    const all = await get()
    assert.isTrue(all.response.fromCache)
    assert.strictEqual(all.text, digits)
    assert.strictEqual(await hits(), 1)
  })

  test('RFC 9110 §15.5.17: a 416 of the origin is not what answers a request for the whole', async () => {
    const beyond: Answer = {
      ...part,
      status: 416,
      body: '',
      headers: { 'cache-control': 'max-age=60', 'content-range': 'bytes */10' },
    }
    const { get } = await newSession(harness, { '/': [beyond, whole()] }, shared)
    assert.strictEqual((await get('/', bytes('50-'))).response.status, 416)
    assert.strictEqual((await get()).text, digits)
  })

  const modified = new Date(Date.now() - 10 * day * 1_000).toUTCString()
  for (const [name, condition, status] of [
    ['the stored ETag', '"v1"', 206],
    ['another ETag', '"v2"', 200],
    ['the stored ETag as a weak one', 'W/"v1"', 200],
    ['the stored Last-Modified', modified, 206],
    ['another time', new Date(Date.now() - 9 * day * 1_000).toUTCString(), 200],
    ['no date and no ETag', 'yesterday', 200],
  ] as const) {
    test(`RFC 9110 §13.1.5: If-Range with ${name} is a ${status} from the store`, async () => {
      const stored = whole({ 'last-modified': modified })
      const { response, text, hits } = await askFor(bytes('2-5', { 'if-range': condition }), stored)
      assert.strictEqual(response.status, status)
      assert.strictEqual(text, status === 206 ? '2345' : digits)
      assert.isTrue(response.fromCache)
      assert.strictEqual(await hits(), 1)
    })
  }

  test('RFC 9110 §13.1.5: a stored weak ETag never meets If-Range', async () => {
    const { response } = await askFor(bytes('2-5', { 'if-range': 'W/"v1"' }), whole({ etag: 'W/"v1"' }))
    assert.strictEqual(response.status, 200)
  })

  test('RFC 9110 §13.1.5: If-Range without a Range is ignored', async () => {
    const { response, text, hits } = await askFor({ headers: { 'if-range': '"v2"' } })
    assert.strictEqual(response.status, 200)
    assert.strictEqual(text, digits)
    assert.strictEqual(await hits(), 1)
  })

  test('RFC 9110 §13.1.5: where nothing is stored If-Range goes to the origin with its Range', async () => {
    const session = await newSession(harness, { '/': [part, whole()] }, shared)
    await session.get('/', bytes('2-3', { 'if-range': '"v1"' }))
    assert.include((await lastRequest(session)).headers, { range: 'bytes=2-3', 'if-range': '"v1"' })
  })

  test('RFC 9110 §13.2.2: If-None-Match is looked at before Range', async () => {
    const { response, hits } = await askFor(bytes('2-5', { 'if-none-match': '"v1"' }))
    assert.strictEqual(response.status, 304)
    assert.strictEqual(await hits(), 1)
    const other = await askFor(bytes('2-5', { 'if-none-match': '"v0"' }))
    assert.strictEqual(other.response.status, 206)
    assert.strictEqual(other.text, '2345')
  })

  test('RFC 9110 §14.2: parts of a large body that is stored in chunks', async () => {
    const large = whole({}, { body: digits, repeat: 20_000 })
    const { get, hits } = await newSession(harness, { '/': large }, shared)
    await get()
    const { response, text } = await get('/', bytes('123455-123464'))
    assert.strictEqual(response.status, 206)
    assert.strictEqual(text, '5678901234')
    assert.strictEqual(response.headers.get('content-range'), 'bytes 123455-123464/200000')
    assert.strictEqual((await get('/', bytes('-5'))).text, '56789')
    assert.strictEqual(await hits(), 1)
  })
}
