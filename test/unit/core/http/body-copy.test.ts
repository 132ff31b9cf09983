import { describe, expect, test } from 'vitest'
import { copyBody } from '../../../../src/core/http/body-copy.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = (copy: Uint8Array | undefined) => copy && new TextDecoder().decode(copy)

/** A source that hands out a chunk when it is told to, and tells what was asked of it. */
function newSource() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const seen = { pulls: 0, cancelled: undefined as unknown }
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (own) => {
        controller = own
      },
      pull: () => {
        seen.pulls++
      },
      cancel: (reason) => {
        seen.cancelled = reason ?? 'without a reason'
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    seen,
    put: (...chunks: string[]) => chunks.forEach((chunk) => void controller?.enqueue(bytes(chunk))),
    end: () => controller?.close(),
    fail: (error: Error) => controller?.error(error),
  }
}

function newCopy(chunks: string[], limit = 100) {
  const ended: (string | undefined)[] = []
  const source = newSource()
  const copy = copyBody(source.stream, limit, async (whole) => void ended.push(textOf(whole)))
  source.put(...chunks)
  return { ...copy, source, ended }
}

const drain = async (stream: ReadableStream<Uint8Array>) => new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text() // biome-ignore format: one line
const ticks = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('the reader', () => {
  test('has all chunks, and the copy is handed over once', async () => {
    const { stream, source, ended, whole } = newCopy(['a', 'bc', 'd'])
    source.end()
    expect(await drain(stream)).toBe('abcd')
    expect(ended).toEqual(['abcd'])
    expect(textOf(await whole())).toBe('abcd')
    expect(ended).toEqual(['abcd'])
  })

  test('learns of the end when the copy has been dealt with', async () => {
    let finish = () => {}
    const dealt = new Promise<void>((resolve) => {
      finish = resolve
    })
    const source = newSource()
    const reader = copyBody(source.stream, 100, () => dealt).stream.getReader()
    source.put('a')
    source.end()
    await reader.read()
    const end = reader.read()
    expect(await Promise.race([end, ticks().then(() => 'waits')])).toBe('waits')
    finish()
    expect(await end).toMatchObject({ done: true })
  })

  test('gets the failure of dealing with the copy', async () => {
    const source = newSource()
    const { stream, whole } = copyBody(source.stream, 100, () => Promise.reject(new Error('not stored')))
    source.put('a')
    source.end()
    expect(textOf(await whole())).toBe('a')
    // Whoever has read to the end first, it is his.
    await expect(drain(stream)).rejects.toThrow('not stored')
  })

  test('sets the pace: nothing is read ahead of him', async () => {
    const { stream, source } = newCopy([])
    await ticks()
    expect(source.seen.pulls).toBe(0)
    const reader = stream.getReader()
    source.put('a')
    await reader.read()
    await ticks()
    expect(source.seen.pulls).toBe(0)
    const reading = reader.read()
    await ticks()
    expect(source.seen.pulls).toBe(1)
    source.end()
    await reading
  })

  test('has buffers of his own', async () => {
    const { stream, source, ended } = newCopy(['one', 'two'])
    source.end()
    const reader = stream.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      value.fill(0)
    }
    expect(ended).toEqual(['onetwo'])
  })

  test('may bring buffers of his own, larger or smaller than a chunk, and an end to them', async () => {
    for (const size of [1, 2, 5, 50]) {
      const { stream, source, ended } = newCopy(['abc', '', 'de', 'f'])
      source.end()
      const reader = stream.getReader({ mode: 'byob' })
      let text = ''
      for (;;) {
        const { done, value } = await reader.read(new Uint8Array(size))
        if (done) break
        text += textOf(value)
      }
      expect(text).toBe('abcdef')
      expect(ended).toEqual(['abcdef'])
    }
  })

  test('is not held up by empty chunks, nor by an empty body', async () => {
    const some = newCopy(['', 'a', '', ''])
    some.source.end()
    expect(await drain(some.stream)).toBe('a')
    const none = newCopy([])
    none.source.end()
    expect(await drain(none.stream)).toBe('')
    expect(none.ended).toEqual([''])
  })

  test('gets the failure of the source, and nothing is handed over', async () => {
    const { stream, source, ended, whole } = newCopy(['a'])
    const reader = stream.getReader()
    await reader.read()
    source.fail(new Error('broken'))
    await expect(reader.read()).rejects.toThrow('broken')
    expect(await whole()).toBeUndefined()
    expect(ended).toEqual([])
  })
})

describe('a reader who leaves', () => {
  test('ends the source, with his reason, and nothing is handed over', async () => {
    const { stream, source, ended, whole } = newCopy(['a', 'b'])
    const reader = stream.getReader()
    await reader.read()
    await reader.cancel('enough')
    expect(source.seen.cancelled).toBe('enough')
    expect(ended).toEqual([])
    expect(await whole()).toBeUndefined()
  })

  test('while a read is pending, too', async () => {
    const { stream, source, ended } = newCopy([])
    const reader = stream.getReader()
    const pending = reader.read()
    await reader.cancel('enough')
    expect(await pending).toMatchObject({ done: true })
    expect(source.seen.cancelled).toBe('enough')
    await ticks()
    expect(ended).toEqual([])
  })

  test('at once, before he has read', async () => {
    const { stream, source, ended } = newCopy(['a'])
    await stream.cancel()
    expect(source.seen.cancelled).toBe('without a reason')
    expect(ended).toEqual([])
  })

  test('does not end the source for who wants the whole', async () => {
    const { stream, source, ended, whole } = newCopy(['a'])
    const wanted = whole()
    const reader = stream.getReader()
    await reader.read()
    await reader.cancel()
    source.put('b')
    source.end()
    expect(textOf(await wanted)).toBe('ab')
    expect(source.seen.cancelled).toBeUndefined()
    expect(ended).toEqual(['ab'])
  })

  test('ends the source once nobody waits for the whole any more', async () => {
    const { stream, source, ended, whole } = newCopy(['a'])
    const leaving = new AbortController()
    const wanted = [whole(leaving.signal), whole()]
    await stream.cancel()
    leaving.abort(new Error('left'))
    await expect(wanted[0]).rejects.toThrow('left')
    source.put('b')
    await ticks()
    expect(source.seen.cancelled).toBeUndefined()
    source.end()
    expect(textOf(await wanted[1])).toBe('ab')
    const other = newCopy(['a'])
    const late = other.whole(AbortSignal.timeout(5))
    await other.stream.cancel()
    await expect(late).rejects.toThrow()
    await ticks()
    expect(other.source.seen.cancelled).toBe('without a reason')
    expect([ended, other.ended]).toEqual([['ab'], []])
  })

  test('and for whom the whole is too large ends the source', async () => {
    for (const isFirst of [true, false]) {
      const { stream, source, ended, whole } = newCopy(['aa'], 3)
      const wanted = whole()
      await ticks()
      if (isFirst) await stream.cancel()
      source.put('bb')
      expect(await wanted).toBeUndefined()
      if (!isFirst) await stream.cancel()
      await ticks()
      expect(source.seen.cancelled).toBe('without a reason')
      expect(ended).toEqual([])
    }
  })
})

describe('the whole', () => {
  test('is read without a reader, who has it later all the same', async () => {
    const { stream, source, ended, whole } = newCopy(['a', 'b'])
    source.end()
    expect(textOf(await whole())).toBe('ab')
    expect(ended).toEqual(['ab'])
    expect(await drain(stream)).toBe('ab')
  })

  test('is the same for all who want it, while the reader reads', async () => {
    const { stream, source, ended, whole } = newCopy(['a'])
    const wanted = [whole(), whole()]
    const reading = drain(stream)
    for (const chunk of ['b', 'c', 'd']) {
      await ticks()
      source.put(chunk)
    }
    source.end()
    expect((await Promise.all(wanted)).map(textOf)).toEqual(['abcd', 'abcd'])
    expect(await reading).toBe('abcd')
    expect(ended).toEqual(['abcd'])
  })

  test('is of what the reader has had, too', async () => {
    const { stream, source, whole } = newCopy(['a', 'b'])
    const reader = stream.getReader()
    await reader.read()
    source.end()
    expect(textOf(await whole())).toBe('ab')
    expect(textOf((await reader.read()).value)).toBe('b')
  })

  test('is undefined when the source fails, and the reader has the failure behind what came before', async () => {
    const { stream, source, ended, whole } = newCopy(['a'])
    const wanted = whole()
    await ticks()
    source.fail(new Error('broken'))
    expect(await wanted).toBeUndefined()
    const reader = stream.getReader()
    expect(textOf((await reader.read()).value)).toBe('a')
    await expect(reader.read()).rejects.toThrow('broken')
    expect(ended).toEqual([])
  })
})

describe('the limit', () => {
  test('is met by a body of that size, and not by one byte more', async () => {
    for (const [limit, isKept] of [
      [4, true],
      [3, false],
      [0, false],
    ] as const) {
      // biome-ignore format: rows
      const { stream, source, ended, whole } = newCopy(['ab', 'cd'], limit)
      source.end()
      expect(await drain(stream)).toBe('abcd')
      expect(ended).toEqual(isKept ? ['abcd'] : [])
      expect(textOf(await whole())).toBe(isKept ? 'abcd' : undefined)
    }
  })

  test('ends the whole, and the reader has all of it at his pace', async () => {
    const { stream, source, ended, whole } = newCopy(['ab', 'cd'], 3)
    expect(await whole()).toBeUndefined()
    source.put('ef')
    source.end()
    expect(await drain(stream)).toBe('abcdef')
    expect(ended).toEqual([])
  })

  test('holds nothing of what was handed out beyond it', async () => {
    const source = newSource()
    const { stream } = copyBody(source.stream, 10, async () => {})
    const reader = stream.getReader()
    const before = process.memoryUsage().arrayBuffers
    for (let count = 0; count < 200; count++) {
      source.put('x'.repeat(1_000_000))
      await reader.read()
    }
    globalThis.gc?.()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150_000_000)
  })
})
