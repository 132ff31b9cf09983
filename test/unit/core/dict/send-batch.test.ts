import { expect, test } from 'vitest'
import { newPace } from '../../../../src/core/dict/pace.ts'
import { sendBatch } from '../../../../src/core/dict/send-batch.ts'
import { openTable } from '../../../../src/core/dict/table.ts'
import type { Transport } from '../../../../src/core/transport.ts'

/** A table whose clock takes a moment for any wait, and tells whether someone waits. */
function tableWithClock() {
  const noted = { waiting: 0 }
  const clock = {
    now: () => 0,
    async sleep() {
      noted.waiting++
      await new Promise((resolve) => setTimeout(resolve, 5))
      noted.waiting--
    },
  }
  const transport: Transport = { send: () => Promise.reject(new Error('not sent')) }
  return { table: openTable(transport, 'the-table', { clock }, true), noted }
}

/** Sends a batch beside others that meet no hindrance, one request at a time; how often did those go while it waited? */
async function passing(left: (rest: number[]) => number[]): Promise<number> {
  const { table, noted } = tableWithClock()
  const pace = newPace(1)
  let passed = 0
  const others = async () => {
    for (let batch = 0; batch < 20; batch++) {
      await sendBatch([0], pace, table, {}, async () => {
        if (noted.waiting > 0) passed++
        return { rest: [] }
      })
    }
  }
  await Promise.all([sendBatch([1, 2, 3, 4, 5], pace, table, {}, async (rest) => ({ rest: left(rest) })), others()])
  return passed
}

test('while a batch that gets on waits, nothing else is sent', async () => {
  expect(await passing((rest) => rest.slice(1))).toBe(0)
})

test('while a batch that is stuck waits, others go on', async () => {
  expect(await passing((rest) => rest)).toBeGreaterThan(10)
})

/** A table with a time limit for one request, of which each takes a tenth and a wait as long as it is. */
function tableWithLimit() {
  let time = 0
  const pass = async (ms: number) => {
    time += ms
  }
  const clock = { now: () => time, sleep: pass }
  const transport: Transport = { send: () => Promise.reject(new Error('not sent')), timeoutMs: 1_000 }
  const table = openTable(transport, 'the-table', { clock }, true)
  const taking = async <T>(result: T) => {
    await pass(100)
    return result
  }
  return { table, clock, taking }
}

test('a batch that gets on no more is given up after the time of one request, and one that gets on has all the time', async () => {
  const { table, clock, taking } = tableWithLimit()
  const left = await sendBatch([1, 2], newPace(1), table, {}, (rest) => taking({ rest }))
  expect(left).toHaveLength(2)
  expect(clock.now()).toBeLessThan(1_100)
  const numbers = Array.from({ length: 30 }, (_, index) => index)
  const all = await sendBatch(numbers, newPace(1), table, {}, (rest) => taking({ rest: rest.slice(1) }))
  expect(all).toEqual([])
  expect(clock.now()).toBeGreaterThan(3_000)
})

test('what was not done has the reason with it', async () => {
  const failed = await sendBatch(['a', 'b'], newPace(1), tableWithClock().table, {}, async () => ({ rest: ['b'] }))
  expect(failed).toMatchObject([['b', { code: 'THROTTLED', table: 'the-table' }]])
})

test('an abort ends a wait', async () => {
  const leaving = new AbortController()
  const { table } = tableWithClock()
  table.clock.sleep = async (_, signal) => {
    leaving.abort(new Error('gone'))
    signal?.throwIfAborted()
  }
  const sending = sendBatch(['a'], newPace(1), table, { signal: leaving.signal }, async (rest) => ({ rest }))
  await expect(sending).rejects.toThrow('gone')
})
