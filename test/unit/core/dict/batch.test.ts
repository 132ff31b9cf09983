import { expect, test } from 'vitest'
import { writeBatches } from '../../../../src/core/dict/batch.ts'
import { openTable } from '../../../../src/core/dict/table.ts'
import { AccessDeniedError, BatchError, NetworkError, ThrottledError } from '../../../../src/core/errors.ts'
import type { BatchWriteItemInput, Transport, WriteRequest } from '../../../../src/core/transport.ts'

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
  const { table, calls } = tableOver(() => {
    throw new AccessDeniedError('denied')
  })
  await expect(writeBatches(table, deletions(200), options)).rejects.toBeInstanceOf(AccessDeniedError)
  expect(calls.length).toBeLessThanOrEqual(2)
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
