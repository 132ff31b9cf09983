import { expect, test } from 'vitest'
import { writeBatches } from '../../../../src/core/dict/batch.ts'
import { openTable } from '../../../../src/core/dict/table.ts'
import { AccessDeniedError, BatchError, NetworkError, ThrottledError } from '../../../../src/core/errors.ts'
import type { AttributeValue, BatchWriteItemInput, Transport, WriteRequest } from '../../../../src/core/transport.ts'
import { toWire } from '../../../../src/core/wire-json.ts'

// No engine leaves writes unprocessed, so this one does.
function tableOver(answer: (keys: string[], call: number) => string[]) {
  const calls: string[][] = []
  const transport: Transport = {
    async send(_, input) {
      const requests = (input as BatchWriteItemInput).RequestItems['the-table'] ?? []
      const keys = requests.map((request) => request.DeleteRequest?.Key.key?.S ?? '')
      calls.push(keys)
      const rest = answer(keys, calls.length)
      return { UnprocessedItems: rest.length > 0 ? { 'the-table': rest.map(deletion) } : {} } as never
    },
  }
  const waits: number[] = []
  const clock = { now: () => 0, sleep: async (ms: number) => void waits.push(ms) }
  return { table: openTable(transport, 'the-table', { createTable: false, clock }, true), calls, waits }
}

const deletion = (key: string): WriteRequest => ({ DeleteRequest: { Key: { namespace: { S: 'n' }, key: { S: key } } } })
const deletions = (count: number) => Array.from({ length: count }, (_, index) => deletion(`k${index}`))
const options = { as: 'read', concurrency: 1 } as const

test('what is left unprocessed is sent again, alone and after a wait', async () => {
  const { table, calls, waits } = tableOver((keys, call) => (call <= 2 ? keys.slice(1) : []))
  expect(await writeBatches(table, deletions(5), options)).toBe(5)
  expect(calls.map((keys) => keys.length)).toEqual([5, 4, 3])
  expect(waits).toHaveLength(2)
})

test('a batch that gets on by little has not failed', async () => {
  const { table, calls } = tableOver((keys) => keys.slice(1))
  expect(await writeBatches(table, deletions(25), options)).toBe(25)
  expect(calls).toHaveLength(25)
})

test('what is never processed is one BatchError by key, while all else is done', async () => {
  const { table, calls } = tableOver((keys) => keys.filter((key) => key === 'k3' || key === 'k30'))
  const error = await writeBatches(table, deletions(60), options).catch((failure) => failure)
  expect(error).toBeInstanceOf(BatchError)
  expect(error.code).toBe('BATCH')
  expect([...error.failures.keys()].sort()).toEqual(['k3', 'k30'])
  expect(error.failures.get('k3')).toBeInstanceOf(ThrottledError)
  expect(error.message).toBe("2 of the writes failed; that of key 'k3': left unprocessed 11 times")
  expect(calls.flat()).toContain('k59')
})

test('a batch that is throttled is sent again, as one whose rest is unprocessed', async () => {
  const { table, calls, waits } = tableOver((_, call) => {
    if (call <= 10) throw new ThrottledError('throttled')
    return []
  })
  expect(await writeBatches(table, deletions(25), options)).toBe(25)
  expect(calls).toHaveLength(11)
  expect(waits).toHaveLength(10)
})

test('a batch that is throttled to the end fails by key, and the others go on', async () => {
  const { table, calls } = tableOver((_, call) => {
    if (call <= 11) throw new ThrottledError('slow down')
    return []
  })
  const error = await writeBatches(table, deletions(30), options).catch((failure) => failure)
  expect(error.failures.size).toBe(25)
  expect(error.message).toBe("25 of the writes failed; that of key 'k0': slow down")
  expect(calls).toHaveLength(12)
})

test('a batch that fails otherwise, after the attempts of the transport, fails by key at once', async () => {
  const { table } = tableOver((_, call) => {
    if (call === 1) throw new NetworkError('unreachable')
    return []
  })
  const error = await writeBatches(table, deletions(30), options).catch((failure) => failure)
  expect(error.failures.size).toBe(25)
})

test('a key whose later write succeeds has not failed', async () => {
  const { table } = tableOver((_, call) => {
    if (call === 1) throw new NetworkError('unreachable')
    return []
  })
  expect(await writeBatches(table, [...deletions(25), ...deletions(25)], options)).toBe(25)
})

test('what will never pass ends the whole at once, as it is', async () => {
  const { table } = tableOver(() => [])
  let calls = 0
  table.read = async () => {
    calls++
    await new Promise((resolve) => setTimeout(resolve, 5))
    throw new AccessDeniedError('denied')
  }
  await expect(writeBatches(table, deletions(200), options)).rejects.toBeInstanceOf(AccessDeniedError)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(calls).toBe(1)
})

test('a key waits for its earlier write, and no more batches are under way than allowed', async () => {
  const { table } = tableOver(() => [])
  const underWay = new Set<string[]>()
  let most = 0
  let clashes = 0
  let done = 0
  table.read = async (_, input) => {
    const requests = (input as BatchWriteItemInput).RequestItems['the-table'] ?? []
    const keys = requests.map((request) => request.DeleteRequest?.Key.key?.S ?? '')
    clashes += keys.filter((key) => [...underWay].some((others) => others.includes(key))).length
    underWay.add(keys)
    most = Math.max(most, underWay.size)
    await new Promise((resolve) => setTimeout(resolve, 5))
    underWay.delete(keys)
    done += keys.length
    return undefined
  }
  const writes = Array.from({ length: 400 }, (_, index) => deletion(`k${index % 60}`))
  await writeBatches(table, writes, { as: 'read', concurrency: 3 })
  expect(done).toBe(400)
  expect(most).toBeLessThanOrEqual(3)
  expect(clashes).toBe(0)
})

/** A source of deletions that tells how many it gave, and whether it was closed. */
function streamed(count: number, between: (index: number) => unknown = () => undefined) {
  const noted = { given: 0, closed: false }
  async function* source() {
    try {
      for (let index = 0; index < count; index++) {
        await between(index)
        noted.given++
        yield deletion(`k${index}`)
      }
    } finally {
      noted.closed = true
    }
  }
  return { source: source(), noted }
}

const never = new Promise<never>(() => {})

test('a source is read no further than a batch ahead of what is under way', async () => {
  const { source, noted } = streamed(1_000)
  const { table } = tableOver(() => [])
  table.read = () => never
  const stopping = new AbortController()
  const writing = writeBatches(table, source, { as: 'read', concurrency: 3, signal: stopping.signal })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(noted.given).toBe(4 * 25)
  stopping.abort(new Error('enough'))
  await expect(writing).rejects.toThrow('enough')
})

test('a full batch is sent before the source gives more', async () => {
  const { table, calls } = tableOver(() => [])
  const { source } = streamed(26, (index) => index === 25 && never)
  const stopping = new AbortController()
  const writing = writeBatches(table, source, { ...options, signal: stopping.signal })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(calls).toHaveLength(1)
  stopping.abort(new Error('enough'))
  await expect(writing).rejects.toThrow('enough')
})

test('an abort in the middle rejects at once with its reason, closes the source, and no more is sent', async () => {
  const { source, noted } = streamed(1_000)
  const stopping = new AbortController()
  const { table, calls } = tableOver((_, call) => {
    if (call === 3) stopping.abort(new Error('enough'))
    return []
  })
  await expect(writeBatches(table, source, { ...options, signal: stopping.signal })).rejects.toThrow('enough')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(noted.closed).toBe(true)
  expect(calls.length).toBeLessThanOrEqual(4)
})

test('a failure that will not pass ends the wait for a source that hangs', async () => {
  const { table } = tableOver(() => {
    throw new AccessDeniedError('denied')
  })
  const { source } = streamed(26, (index) => index === 25 && never)
  await expect(writeBatches(table, source, options)).rejects.toBeInstanceOf(AccessDeniedError)
})

test('a failure that will not pass closes the source', async () => {
  const { table } = tableOver(() => {
    throw new AccessDeniedError('denied')
  })
  const { source, noted } = streamed(1_000)
  await expect(writeBatches(table, source, options)).rejects.toBeInstanceOf(AccessDeniedError)
  expect(noted.closed).toBe(true)
  expect(noted.given).toBeLessThan(100)
})

test('when a source fails, what is under way is done before its error is thrown', async () => {
  const { source } = streamed(60, (index) => {
    if (index === 55) throw new Error('source failed')
  })
  const { table } = tableOver(() => [])
  let done = 0
  table.read = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    done++
    return undefined
  }
  await expect(writeBatches(table, source, { as: 'read', concurrency: 8 })).rejects.toThrow('source failed')
  expect(done).toBe(2)
})

test('a failure of a transport of another make is thrown as it is', async () => {
  const { table } = tableOver(() => {
    throw new RangeError('not of dynadict')
  })
  await expect(writeBatches(table, deletions(5), options)).rejects.toThrow(RangeError)
})

test('requests hold 15 MB on the wire at most, to the byte', async () => {
  const most = 15 * 1_024 * 1_024
  const put = (index: number, value: AttributeValue): WriteRequest => ({
    PutRequest: { Item: { key: { S: `k${index}` }, value } },
  })
  // In base64 they are 1,066,668 bytes each; what is missing after 14 of them is text.
  const writes = Array.from({ length: 14 }, (_, index) => put(index, { B: new Uint8Array(800_000) }))
  const bytesOf = (requests: WriteRequest[]) => Buffer.byteLength(toWire({ RequestItems: { 'the-table': requests } }))
  const missing = most - bytesOf([...writes, put(14, { S: '' })])
  for (const [length, requests] of [
    [missing, 1],
    [missing + 1, 2],
  ] as const) {
    const { table } = tableOver(() => [])
    const sizes: number[] = []
    table.read = async (_, input) => {
      sizes.push(Buffer.byteLength(toWire(input)))
      return undefined
    }
    await writeBatches(table, [...writes, put(14, { S: 'x'.repeat(length) })], options)
    expect(sizes).toHaveLength(requests)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(most)
  }
})

test('of values replaced before they are sent, the bytes do not count', async () => {
  const { table, calls } = tableOver(() => [])
  const put: WriteRequest = { PutRequest: { Item: { key: { S: 'k' }, value: { S: 'x'.repeat(400_000) } } } }
  await writeBatches(
    table,
    Array.from({ length: 100 }, () => put),
    options,
  )
  expect(calls).toHaveLength(1)
})

test('while writes are left unprocessed, fewer requests are under way', async () => {
  const { table } = tableOver(() => [])
  const underWay: number[] = []
  let now = 0
  // What waits before it goes on is under way, too.
  table.clock.sleep = async () => {
    now++
    await new Promise((resolve) => setTimeout(resolve, 1))
    now--
  }
  table.read = async (_, input) => {
    const requests = (input as BatchWriteItemInput).RequestItems['the-table'] ?? []
    underWay.push(++now)
    await new Promise((resolve) => setTimeout(resolve, 2))
    now--
    // One write is done each time.
    return { UnprocessedItems: { 'the-table': requests.slice(1) } } as never
  }
  expect(await writeBatches(table, deletions(300), { as: 'read', concurrency: 8 })).toBe(300)
  expect(Math.max(...underWay.slice(0, 8))).toBe(8)
  const later = underWay.slice(40)
  expect(later.reduce((sum, count) => sum + count) / later.length).toBeLessThan(2)
})
