import { expect, test } from 'vitest'
import { drain, mapSource } from '../../../src/core/source.ts'

/** A source that gives some numbers and then hangs, until it is closed. */
function hanging(numbers: number[]) {
  const source = {
    closed: 0,
    [Symbol.asyncIterator](): AsyncIterator<number> {
      const rest = [...numbers]
      let end = (_: IteratorResult<number>): void => {}
      return {
        next: async () => {
          const value = rest.shift()
          if (value !== undefined) return { done: false, value }
          return await new Promise<IteratorResult<number>>((resolve) => {
            end = resolve
          })
        },
        return: async (): Promise<IteratorResult<number>> => {
          source.closed++
          end({ done: true, value: undefined })
          return { done: true, value: undefined }
        },
      }
    },
  }
  return source
}

/** A generator that tells whether it was closed. */
function noting(numbers: number[]) {
  const noted = { closed: false }
  async function* source() {
    try {
      yield* numbers
    } finally {
      noted.closed = true
    }
  }
  return { source: source(), noted }
}

const streamOf = (numbers: number[]) =>
  new ReadableStream<number>({
    start(controller) {
      for (const number of numbers) controller.enqueue(number)
      controller.close()
    },
  })

const endless = () => new AbortController().signal

test.each([
  ['an array', [1, 2]],
  ['a Set', new Set([1, 2])],
  ['an async generator', noting([1, 2]).source],
  ['a stream', streamOf([1, 2])],
])('%s is handed on one by one', async (_, source) => {
  const seen: number[] = []
  await drain(source as AsyncIterable<number>, endless(), (value) => seen.push(value))
  expect(seen).toEqual([1, 2])
})

test.each(['by itself', 'through a change'])('a source that hangs is closed by an abort at once, %s', async (how) => {
  const stopping = new AbortController()
  const source = hanging([1])
  const given = how === 'by itself' ? source : mapSource(source, (value) => value + 1)
  const draining = drain(given, stopping.signal, () => undefined)
  await new Promise((resolve) => setTimeout(resolve))
  expect(source.closed).toBe(0)
  stopping.abort(new Error('enough'))
  await expect(draining).rejects.toThrow('enough')
  expect(source.closed).toBeGreaterThan(0)
})

test('a source is closed when what is made of it, or done with it, fails', async () => {
  const fail = () => {
    throw new Error('unfit')
  }
  const changed = noting([1, 2])
  await expect(drain(mapSource(changed.source, fail), endless(), () => undefined)).rejects.toThrow('unfit')
  expect(changed.noted.closed).toBe(true)
  const used = noting([1, 2])
  await expect(drain(used.source, endless(), fail)).rejects.toThrow('unfit')
  expect(used.noted.closed).toBe(true)
})

test('an abort before or between keeps the rest from being read, and the failure to close from being seen', async () => {
  await expect(drain(hanging([1]), AbortSignal.abort(new Error('too late')), () => undefined)).rejects.toThrow(
    'too late',
  )
  const stopping = new AbortController()
  const seen: number[] = []
  const iterator = {
    next: async () => ({ done: false, value: 1 }),
    return: async () => {
      throw new Error('cannot close')
    },
  }
  const draining = drain({ [Symbol.asyncIterator]: () => iterator }, stopping.signal, async (value) => {
    if (seen.push(value) === 3) stopping.abort(new Error('enough'))
  })
  await expect(draining).rejects.toThrow('enough')
  await new Promise((resolve) => setTimeout(resolve))
  expect(seen).toHaveLength(3)
})
