import { expect, test } from 'vitest'
import { failureOf } from '../../../src/transports/answer.ts'
import type { Failure } from '../../../src/transports/failure.ts'
import { resilient } from '../../../src/transports/resilience.ts'

/** A clock on which only waiting takes time. */
function newClock() {
  let time = 0
  const waits: number[] = []
  return {
    waits,
    now: () => time,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        // The timeout of an attempt, which is always given up here.
        if (ms >= 10_000) signal?.addEventListener('abort', () => reject(signal.reason))
        else {
          time += ms
          waits.push(ms)
          resolve()
        }
      }),
  }
}

const identify = async () => undefined

/** What an answer of DynamoDB comes to. */
const refusal = (__type: string, status = 400): Failure =>
  failureOf({ status, header: () => undefined, body: { __type } }, 0)

const throttled = refusal('ThrottlingException')

function failing(failure: Failure) {
  const clock = newClock()
  let attempts = 0
  const sender = {
    identify,
    send: async () => {
      attempts++
      return { failure }
    },
  }
  const transport = resilient(sender, { maxAttempts: 9, attemptTimeoutMs: 50_000, timeoutMs: 500_000, clock })
  return { transport, clock, attempts: () => attempts }
}

test('waits are random, and at most 25 ms, 50 ms, 100 ms and so on', async () => {
  const { transport, clock, attempts } = failing(throttled)
  await expect(transport.send('DescribeTable', { TableName: 'the-table' })).rejects.toMatchObject({ code: 'THROTTLED' })
  expect(attempts()).toBe(9)
  expect(clock.waits).toHaveLength(8)
  for (const [index, ms] of clock.waits.entries()) expect(ms).toBeLessThanOrEqual(Math.min(5_000, 25 * 2 ** index))
})

test('a wait that the whole has no time for is not begun', async () => {
  const { transport, attempts } = failing({ ...throttled, retryAfterMs: 600_000 })
  await expect(transport.send('DescribeTable', { TableName: 'the-table' })).rejects.toMatchObject({ code: 'THROTTLED' })
  expect(attempts()).toBe(1)
})

test('when retries have used up their budget, the first failure is final', async () => {
  const { transport, attempts } = failing(throttled)
  for (let request = 0; request < 20; request++) {
    await transport.send('DescribeTable', { TableName: 'the-table' }).catch(() => undefined)
  }
  expect(attempts()).toBe(20 + 100)
})

test('a retry that gets an answer is given back to the budget, be it that a condition failed', async () => {
  const failures = [throttled, refusal('ConditionalCheckFailedException')]
  let attempts = 0
  const sender = { identify, send: async () => ({ failure: failures[attempts++ % 2] as Failure }) }
  const transport = resilient(sender, { attemptTimeoutMs: 50_000, timeoutMs: 500_000, clock: newClock() })
  for (let request = 0; request < 300; request++) {
    await expect(transport.send('DescribeTable', { TableName: 'the-table' })).rejects.toMatchObject({
      code: 'CONDITION_FAILED',
    })
  }
})
