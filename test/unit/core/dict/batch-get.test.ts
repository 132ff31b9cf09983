import { expect, test } from 'vitest'
import { readBatches } from '../../../../src/core/dict/batch-get.ts'
import { openTable } from '../../../../src/core/dict/table.ts'
import { AccessDeniedError, BatchError, ThrottledError } from '../../../../src/core/errors.ts'
import type { BatchGetItemInput, Item, Transport } from '../../../../src/core/transport.ts'

/** A table whose batches are answered as told: `answer` names the keys that are left unprocessed. */
function tableOver(answer: (keys: string[], call: number) => string[], valueBytes = 1) {
  const value = { S: 'x'.repeat(valueBytes) }
  const calls: string[][] = []
  const transport: Transport = {
    async send(_operation, input) {
      const request = (input as BatchGetItemInput).RequestItems['the-table']
      const keys = request?.Keys.map((key) => key.key?.S ?? '') ?? []
      calls.push(keys)
      const rest = answer(keys, calls.length)
      const done = keys.filter((key) => !rest.includes(key))
      return {
        Responses: { 'the-table': done.map((key) => ({ ...primaryKey(key), value })) },
        UnprocessedKeys: rest.length > 0 ? { 'the-table': { Keys: rest.map(primaryKey) } } : {},
      } as never
    },
  }
  const waits: number[] = []
  const clock = { now: () => 0, sleep: async (ms: number) => void waits.push(ms) }
  return { table: openTable(transport, 'the-table', { clock }, true), calls, waits }
}

const primaryKey = (key: string): Item => ({ namespace: { S: 'n' }, key: { S: key } })
const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`)
const options = { consistent: false, concurrency: 3 }

test('what is left unprocessed is asked for again, alone and after a wait', async () => {
  const { table, calls, waits } = tableOver((asked, call) => (call <= 2 ? asked.slice(1) : []))
  expect(await readBatches(table, keys(5), primaryKey, options)).toHaveLength(5)
  expect(calls.map((asked) => asked.length)).toEqual([5, 4, 3])
  expect(waits).toHaveLength(2)
})

test('what is never given is one BatchError by key, after all else was read', async () => {
  const { table, calls } = tableOver((asked) => asked.filter((key) => key === 'k3' || key === 'k130'))
  const error = await readBatches(table, keys(230), primaryKey, options).catch((failure) => failure)
  expect(error).toBeInstanceOf(BatchError)
  expect([...error.failures.keys()].sort()).toEqual(['k130', 'k3'])
  expect(error.failures.get('k3')).toBeInstanceOf(ThrottledError)
  expect(new Set(calls.flat()).size).toBe(230)
})

test('a batch that is throttled is asked for again', async () => {
  const { table, waits } = tableOver((_, call) => {
    if (call <= 5) throw new ThrottledError('throttled')
    return []
  })
  expect(await readBatches(table, keys(40), primaryKey, options)).toHaveLength(40)
  expect(waits).toHaveLength(5)
})

test('a batch that is throttled to the end fails by key, and the others go on', async () => {
  const { table } = tableOver((asked) => {
    if (asked.includes('k7')) throw new ThrottledError('slow down')
    return []
  })
  const error = await readBatches(table, keys(150), primaryKey, options).catch((failure) => failure)
  expect(error.failures.size).toBe(100)
  expect(error.message).toBe("100 of the reads failed; that of key 'k0': slow down")
})

test('answers that hold little each are asked for until all is there', async () => {
  const { table, calls, waits } = tableOver((asked) => asked.slice(3))
  expect(await readBatches(table, keys(90), primaryKey, options)).toHaveLength(90)
  expect(calls).toHaveLength(30)
  expect(waits).toHaveLength(29)
})

test('an answer as large as one gets is no throttle: the rest is asked for at once', async () => {
  const { table, calls, waits } = tableOver((asked) => asked.slice(3), 200_000)
  expect(await readBatches(table, keys(90), primaryKey, options)).toHaveLength(90)
  expect(calls).toHaveLength(30)
  expect(waits).toEqual([])
})

test('what will never pass is thrown as it is, and no more is asked for', async () => {
  const { table, calls } = tableOver((_, call) => {
    if (call === 1) throw new AccessDeniedError('denied')
    return []
  })
  await expect(readBatches(table, keys(5_000), primaryKey, options)).rejects.toBeInstanceOf(AccessDeniedError)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(calls.length).toBeLessThan(20)
})

test('answers as large as they get leave as many requests under way as before', async () => {
  const { table } = tableOver(() => [])
  const underWay: number[] = []
  let now = 0
  const value = { S: 'x'.repeat(300_000) }
  table.read = async (_, input) => {
    const { Keys = [] } = (input as BatchGetItemInput).RequestItems['the-table'] ?? {}
    underWay.push(++now)
    await new Promise((resolve) => setTimeout(resolve, 2))
    now--
    const Responses = { 'the-table': Keys.slice(0, 25).map((key) => ({ ...key, value })) }
    return { Responses, UnprocessedKeys: Keys.length > 25 ? { 'the-table': { Keys: Keys.slice(25) } } : {} } as never
  }
  expect(await readBatches(table, keys(900), primaryKey, options)).toHaveLength(900)
  expect(Math.min(...underWay.slice(3, -3))).toBeGreaterThan(1)
})
