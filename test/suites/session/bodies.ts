import { assert } from 'chai'
import { type Library, rejection, type Suite } from '../harness.ts'
import type { Answer } from '../origin.ts'
import { newSession } from './fixture.ts'

const headers = { 'cache-control': 'max-age=60' }
const url = 'http://origin.invalid/'
const shared: Library.SessionSettings = { shared: true }
const ticks = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms))

/** A body by chunks, as an origin sends them. */
const streamOf = (chunks: readonly Uint8Array[], end: 'close' | 'error' | 'never' = 'close') => {
  const left = [...chunks]
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const chunk = left.shift()
      if (chunk) return controller.enqueue(new Uint8Array(chunk))
      if (end === 'close') controller.close()
      if (end === 'error') controller.error(new Error('broken'))
      if (end === 'never') await new Promise(() => {})
    },
  })
}
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

/** Bodies: what the caller has, and what is stored of it. */
export const bodies: Suite = (test, harness) => {
  /** A session whose origin answers with such a body, and how often it was asked. */
  async function answering(
    body: () => BodyInit | null,
    settings: Library.SessionSettings = {},
    init: ResponseInit = {},
  ) {
    let asked = 0
    const own: typeof fetch = async () => {
      asked++
      return new Response(body(), { headers, ...init })
    }
    const made = await newSession(harness, {}, { ...shared, fetch: own, ...settings })
    const isStored = async () => (await made.session.fetch(url, { cache: 'only-if-cached' })).status !== 504
    return { ...made, isStored, asked: () => asked }
  }

  test('bytes are stored exactly: all values, invalid UTF-8, byte order marks, line ends', async () => {
    const all = Uint8Array.from({ length: 1_024 }, (_, index) => (index * 7) % 256)
    const samples = [all, [0xef, 0xbb, 0xbf, 0x61], [0xc3, 0x28, 0xff, 0xfe], [13, 10, 10, 13, 0], [0xed, 0xa0, 0x80]]
    for (const sample of samples) {
      const expected = Uint8Array.from(sample)
      const { session } = await answering(() => expected)
      assert.deepEqual(await bytesOf(await session.fetch(url)), expected)
      const hit = await session.fetch(url)
      assert.isTrue(hit.fromCache)
      assert.deepEqual(await bytesOf(hit), expected)
    }
  })

  test('text in Latin-1 stays so, and blob, json, formData and text read a hit as they read a response', async () => {
    const latin: Answer = { body: '6eQ=', base64: true, headers: { ...headers, 'content-type': 'text/plain; charset=iso-8859-1' } } // biome-ignore format: one line
    const routes = {
      '/latin': latin,
      '/json': { body: '{"n":12345678901234567890,"x":1.0}', headers: { ...headers, 'content-type': 'application/json' } }, // biome-ignore format: one line
      '/form': { body: 'a=1&b=%C3%A9', headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' } },
    }
    const { session, site } = await newSession(harness, routes, shared)
    for (const fromCache of [false, true]) {
      const get = async (path: string) => {
        const response = await session.fetch(site.url + path)
        assert.strictEqual(response.fromCache, fromCache)
        return response
      }
      assert.deepEqual([...(await bytesOf(await get('/latin')))], [0xe9, 0xe4])
      assert.strictEqual(await (await get('/json')).text(), '{"n":12345678901234567890,"x":1.0}')
      assert.strictEqual((await (await get('/form')).formData()).get('b'), 'é')
      if (!fromCache) continue
      assert.match((await (await get('/latin')).blob()).type, /^text\/plain/)
      assert.strictEqual((await (await get('/json')).json()).x, 1)
    }
  })

  test('no body, an empty one and an empty stream are stored before or with their end', async () => {
    const empty: [body: () => BodyInit | null, status: number][] = [
      [() => null, 200],
      [() => '', 200],
      [() => streamOf([]), 200],
      [() => streamOf([new Uint8Array()]), 200],
      [() => null, 204],
    ]
    for (const [body, status] of empty) {
      const { session } = await answering(body, {}, { status })
      assert.strictEqual(await (await session.fetch(url)).text(), '')
      const hit = await session.fetch(url)
      assert.isTrue(hit.fromCache)
      assert.strictEqual(hit.status, status)
      assert.strictEqual(await hit.text(), '')
    }
    const { session, isStored } = await answering(() => null, {}, { status: 204 })
    await session.fetch(url)
    assert.isTrue(await isStored(), 'without a body nothing need be read')
  })

  test('a body that comes byte by byte is one', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
    const { session } = await answering(() => streamOf([...bytes].map((byte) => Uint8Array.of(byte))))
    assert.deepEqual(await bytesOf(await session.fetch(url)), bytes)
    assert.deepEqual(await bytesOf(await session.fetch(url)), bytes)
  })

  test('a clone of a hit and of a miss has a body and the properties of its own', async () => {
    const { session } = await answering(() => streamOf([Uint8Array.of(1, 2), Uint8Array.of(3)]))
    for (const fromCache of [false, true]) {
      const response = await session.fetch(url)
      const clone = response.clone()
      const further = clone.clone()
      for (const each of [clone, further]) {
        for (const name of ['url', 'fromCache', 'cacheKey', 'cacheStatus', 'revalidated', 'isStale'] as const) {
          assert.strictEqual(each[name], response[name], name)
        }
        assert.deepEqual([each.expires, each.createdAt], [response.expires, response.createdAt])
        assert.strictEqual(each.headers.get('cache-status'), response.headers.get('cache-status'))
      }
      assert.strictEqual(response.fromCache, fromCache)
      const read = await Promise.all([response, clone, further].map(bytesOf))
      for (const bytes of read) assert.deepEqual([...bytes], [1, 2, 3])
      assert.isTrue(response.bodyUsed && clone.bodyUsed)
      assert.instanceOf(await rejection(response.text()), TypeError)
    }
  })

  test('who cancels in the middle, or whose body breaks off, leaves nothing stored', async () => {
    const chunks = [Uint8Array.of(1), Uint8Array.of(2)]
    const left = await answering(() => streamOf(chunks, 'never'))
    const reader = (await left.session.fetch(url)).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    assert.isFalse(await left.isStored())
    const broken = await answering(() => streamOf(chunks, 'error'))
    await rejection((await broken.session.fetch(url)).text())
    assert.isFalse(await broken.isStored())
    await left.session.settle()
    assert.isUndefined(left.events[0])
    assert.isUndefined(broken.events[0])
  })

  test('a truncated body is never stored, whatever framed it', async () => {
    const cut: Answer[] = [
      { body: 'x', repeat: 5_000, headers, cut: true },
      { body: 'x', repeat: 5_000, headers, cut: true, chunked: true },
      { raw: 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\ncache-control: max-age=60\r\n\r\n12345' },
      { raw: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncache-control: max-age=60\r\n\r\n5\r\n12345\r\n' },
    ]
    for (const answer of cut) {
      const { session, site } = await newSession(harness, { '/': answer }, shared)
      await rejection(session.fetch(`${site.url}/`).then((response) => response.text()))
      await session.settle()
      assert.strictEqual((await session.fetch(`${site.url}/`, { cache: 'only-if-cached' })).status, 504)
    }
  })

  test('maxBodyBytes is the largest body that is stored; of one byte more the caller has all', async () => {
    for (const size of [999, 1_000, 1_001]) {
      for (const chunked of [true, false]) {
        const answer = { body: 'x', repeat: size, headers, chunked }
        const { get } = await newSession(harness, { '/': answer }, { ...shared, maxBodyBytes: 1_000 })
        for (let time = 0; time < 2; time++) assert.strictEqual((await get()).text.length, size)
        assert.strictEqual((await get()).response.fromCache, size <= 1_000)
      }
    }
    const none = await newSession(harness, { '/': { body: 'x', headers }, '/empty': { headers } }, { ...shared, maxBodyBytes: 0 }) // biome-ignore format: one line
    for (const path of ['/', '/empty', '/', '/empty']) await none.get(path)
    assert.isFalse((await none.get('/')).response.fromCache)
    assert.isTrue((await none.get('/empty')).response.fromCache)
  })

  test('a body that nobody reads is not stored, and not read', async () => {
    let pulls = 0
    const body = () =>
      new ReadableStream({
        pull(controller) {
          pulls++
          controller.enqueue(new Uint8Array(9))
        },
      })
    const { session, isStored } = await answering(body)
    const response = await session.fetch(url)
    await ticks()
    assert.isAtMost(pulls, 2)
    await session.settle()
    assert.isFalse(await isStored())
    await response.body?.cancel()
  })

  test('with waitUntil a body that nobody reads is read and stored, and its reader has it late', async () => {
    const taken: Promise<unknown>[] = []
    const waitUntil = (promise: Promise<unknown>) => void taken.push(promise)
    const { session, isStored } = await answering(() => streamOf([Uint8Array.of(1), Uint8Array.of(2)]), { waitUntil })
    const response = await session.fetch(url)
    while (taken.length > 0) await Promise.all(taken.splice(0))
    assert.isTrue(await isStored())
    assert.deepEqual([...(await bytesOf(response))], [1, 2])
  })

  test('a hit can be read in part, and is whole the next time', async () => {
    const { session } = await answering(() => Uint8Array.from({ length: 100 }, (_, index) => index))
    await bytesOf(await session.fetch(url))
    const hit = await session.fetch(url)
    const reader = hit.body?.getReader()
    const first = await reader?.read()
    assert.strictEqual(first?.value?.[1], 1)
    await reader?.cancel()
    assert.strictEqual((await bytesOf(await session.fetch(url))).byteLength, 100)
  })

  test('a large body is in chunks, and streams that are read at once do not mix', async () => {
    const size = 300_000
    const routes = { '/a': { body: 'a', repeat: size, headers }, '/b': { body: 'b', repeat: size, headers } }
    const { get } = await newSession(harness, routes, shared)
    for (const fromCache of [false, true]) {
      const read = await Promise.all(['/a', '/b', '/a'].map((path) => get(path)))
      assert.deepEqual(read.map(({ text }) => text), ['a', 'b', 'a'].map((letter) => letter.repeat(size))) // biome-ignore format: one line
      if (fromCache) for (const { response } of read) assert.isTrue(response.fromCache)
    }
  })
}
