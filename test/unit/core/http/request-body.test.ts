import { describe, expect, test } from 'vitest'
import { readRequestBody } from '../../../../src/core/http/request-body.ts'
import { utf8 } from '../../../../src/core/utf8.ts'

const textOf = (body: BodyInit) => new Response(body).text()

function stream(chunks: readonly unknown[]) {
  const state = { read: 0, cancelled: undefined as unknown }
  const body = new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[state.read++]
        if (chunk === undefined) controller.close()
        else controller.enqueue(chunk)
      },
      cancel(reason) {
        state.cancelled = reason
      },
    },
    { highWaterMark: 0 },
  )
  return { body: body as ReadableStream<Uint8Array>, state }
}

const form = new FormData()
form.set('a', 'ä')

describe('a body that is read', () => {
  test.each<[string, BodyInit | Request, string | RegExp, RegExp | null]>([
    ['text', 'ä', 'ä', /^text\/plain;charset=UTF-8$/],
    ['empty text', '', '', /^text\/plain;charset=UTF-8$/],
    ['parameters', new URLSearchParams({ a: ' ' }), 'a=+', /^application\/x-www-form-urlencoded;charset=UTF-8$/],
    ['a form', form, /name="a"\r\n\r\nä\r\n/, /^multipart\/form-data; boundary=/],
    ['a Blob', new Blob(['a'], { type: 'x/y' }), 'a', /^x\/y$/],
    ['a Blob without type', new Blob(['a']), 'a', null],
    ['a buffer', utf8('ab').buffer, 'ab', null],
    ['a view', utf8('abc').subarray(1), 'bc', null],
    ['a stream', stream([utf8('a'), new Uint8Array(), utf8('b')]).body, 'ab', null],
    ['a Request', new Request('https://a/', { method: 'POST', body: 'a' }), 'a', /^text\/plain;charset=UTF-8$/],
    ['a Request without body', new Request('https://a/'), '', null],
  ])('%s', async (_, source, text, type) => {
    const { bytes, body, contentType } = await readRequestBody(source, 1_000)
    expect(new TextDecoder().decode(bytes)).toMatch(text)
    expect(body).toBe(bytes)
    if (type === null) expect(contentType).toBe(null)
    else expect(contentType).toMatch(type)
  })

  test('a form has the boundary that its type names', async () => {
    const { bytes, contentType } = await readRequestBody(form, 1_000)
    const [, boundary] = /boundary=(.*)$/.exec(contentType ?? '') ?? []
    expect(new TextDecoder().decode(bytes).startsWith(`--${boundary}\r\n`)).toBe(true)
  })

  test('of exactly the limit', async () => {
    expect((await readRequestBody('abc', 3)).bytes).toEqual(utf8('abc'))
    expect((await readRequestBody('', 0)).bytes).toEqual(utf8(''))
  })

  test('is a copy of what the caller may change', async () => {
    const bytes = utf8('abc')
    const read = readRequestBody(bytes, 1_000)
    bytes.fill(0)
    expect((await read).bytes).toEqual(utf8('abc'))
  })

  test('is a copy of what a stream may use again', async () => {
    const buffer = new Uint8Array(1)
    const letters = [...utf8('abc')]
    const source = new ReadableStream(
      {
        pull(controller) {
          const [letter] = buffer.fill(letters.shift() ?? 0)
          if (letter === 0) controller.close()
          else controller.enqueue(buffer)
        },
      },
      { highWaterMark: 0 },
    )
    expect((await readRequestBody(source, 1_000)).bytes).toEqual(utf8('abc'))
  })

  test('can be sent with the Request that it was read from', async () => {
    const request = new Request('https://a/', { method: 'POST', body: 'a', headers: { 'content-type': 'x/y' } })
    const { body } = await readRequestBody(request, 1_000)
    const again = new Request(request, { body })
    expect(await again.text()).toBe('a')
    expect(again.headers.get('content-type')).toBe('x/y')
  })
})

describe('a body above the limit', () => {
  test('in memory is sent as it was given', async () => {
    for (const source of ['abc', utf8('abc'), new Blob(['abc']), new URLSearchParams('abc'), form]) {
      const { bytes, body, contentType } = await readRequestBody(source, 2)
      expect(bytes).toBe(undefined)
      expect(body).toBe(source)
      expect(contentType).toBe(null)
    }
  })

  test('in a stream is read no further, and then sent whole', async () => {
    const { body: source, state } = stream([utf8('ab'), utf8('cd'), utf8('ef')])
    const { bytes, body } = await readRequestBody(source, 3)
    expect(bytes).toBe(undefined)
    expect(state.read).toBe(2)
    expect(await textOf(body)).toBe('abcdef')
  })

  test('of a Request is sent whole', async () => {
    const { bytes, body, contentType } = await readRequestBody(new Request('https://a/', { method: 'POST', body: 'abc' }), 2) // biome-ignore format: one line
    expect(bytes).toBe(undefined)
    expect(await textOf(body)).toBe('abc')
    expect(contentType).toBe('text/plain;charset=UTF-8')
  })

  test('is cancelled when its reader cancels, and fails as it fails', async () => {
    const { body: source, state } = stream([utf8('abc'), utf8('d')])
    const { body } = await readRequestBody(source, 2)
    await (body as ReadableStream).cancel('enough')
    expect(state.cancelled).toBe('enough')
    const failing = await readRequestBody(stream([utf8('abc'), 'd']).body, 2)
    await expect(textOf(failing.body)).rejects.toThrow(TypeError)
  })
})

describe('a body that cannot be read', () => {
  test('was read before', async () => {
    const request = new Request('https://a/', { method: 'POST', body: 'a' })
    await request.text()
    await expect(readRequestBody(request, 10)).rejects.toThrow(TypeError)
    const { body } = stream([utf8('a')])
    body.getReader()
    await expect(readRequestBody(body, 10)).rejects.toThrow(TypeError)
  })

  test('is a stream of something else', async () => {
    const { body, state } = stream(['a', utf8('b')])
    await expect(readRequestBody(body, 10)).rejects.toThrow(TypeError)
    expect(state.cancelled).toBeInstanceOf(TypeError)
  })

  test('fails with the reason of an abort, and is cancelled', async () => {
    let cancelled: unknown
    const stalled = new ReadableStream({
      cancel(reason) {
        cancelled = reason
      },
    })
    const controller = new AbortController()
    const read = readRequestBody(stalled, 10, controller.signal)
    controller.abort('enough')
    await expect(read).rejects.toBe('enough')
    expect(cancelled).toBe('enough')
  })
})
