import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/core/clock.ts'
import { unlessAborted } from '../../../src/core/unless-aborted.ts'
import { withTimeout } from '../../../src/core/with-timeout.ts'

const late = () => 'late'

test('work in time, too late, failing and aborted', async () => {
  expect(await withTimeout(1_000, systemClock, undefined, async () => 'done', late)).toBe('done')
  expect(await withTimeout(10, systemClock, undefined, () => new Promise<string>(() => {}), late)).toBe('late')
  const failing = withTimeout(1_000, systemClock, undefined, () => Promise.reject(new Error('failed')), late)
  await expect(failing).rejects.toThrow('failed')
  const aborted = AbortSignal.abort(new Error('gone'))
  await expect(withTimeout(1_000, systemClock, aborted, async () => 'done', late)).rejects.toThrow('gone')
})

test('a signal has one listener of ours, whatever waits for it, and tells only those that still do', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const told: string[] = []
  const call = async (ms: number) => {
    await withTimeout(
      1_000,
      systemClock,
      signal,
      async (within) => systemClock.sleep(ms, within),
      () => undefined,
    )
    await systemClock.sleep(ms, signal)
  }
  const long = Array.from({ length: 50 }, () => call(60_000).catch((error) => told.push(error.message)))
  for (let count = 0; count < 20; count++) await call(0)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  controller.abort(new Error('gone'))
  await Promise.all(long)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  expect(told).toEqual(Array(50).fill('gone'))
})

test('a failure that comes after the abort is not an unhandled one', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  const failing = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too late')), 5))
  await expect(unlessAborted(failing, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  await new Promise((resolve) => setTimeout(resolve, 30))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})
