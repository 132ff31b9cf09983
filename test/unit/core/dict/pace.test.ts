import { expect, test } from 'vitest'
import { newPace } from '../../../../src/core/dict/pace.ts'
import { NetworkError, ThrottledError } from '../../../../src/core/errors.ts'

/** Starts requests that end when they are told to, at a pace that is seen by how many are under way. */
function requestsAt(most: number) {
  const pace = newPace(most)
  const underWay: ((outcome: boolean | Error) => void)[] = []
  return {
    underWay,
    start(count: number) {
      for (let index = 0; index < count; index++) {
        const request = () =>
          new Promise<boolean>((resolve, reject) => {
            underWay.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)))
          })
        pace.turn(request, (isThrottled) => isThrottled).catch(() => undefined)
      }
    },
    /** Ends the oldest ones. */
    async end(count: number, outcome: boolean | Error) {
      for (const end of underWay.splice(0, count)) end(outcome)
      await new Promise((resolve) => setTimeout(resolve))
    },
    /** Ends all, and says how many are under way then. */
    async endAll(outcome: boolean | Error) {
      await this.end(underWay.length, outcome)
      return underWay.length
    },
  }
}

const tick = () => new Promise((resolve) => setTimeout(resolve))
const ok = false
const throttled = true

test('as many requests are under way as are allowed, and others wait', async () => {
  const { start, underWay, end } = requestsAt(8)
  start(20)
  await tick()
  expect(underWay).toHaveLength(8)
  await end(3, ok)
  expect(underWay).toHaveLength(8)
})

test('a throttle halves them, down to one, whether an answer or an error tells of it', async () => {
  const requests = requestsAt(8)
  requests.start(100)
  await tick()
  expect(await requests.endAll(throttled)).toBe(4)
  expect(await requests.endAll(new ThrottledError('slow down'))).toBe(2)
  expect(await requests.endAll(throttled)).toBe(1)
  expect(await requests.endAll(throttled)).toBe(1)
})

test('throttles of requests that were under way together count as one', async () => {
  const { start, underWay, end } = requestsAt(8)
  start(100)
  await tick()
  await end(1, throttled)
  expect(underWay).toHaveLength(7)
  await end(2, throttled)
  await end(1, throttled)
  expect(underWay).toHaveLength(4)
  await end(4, throttled)
  expect(underWay).toHaveLength(4)
  await end(1, throttled)
  expect(underWay).toHaveLength(3)
})

test('successes let one more through for as many as are allowed, up to the first number', async () => {
  const requests = requestsAt(4)
  requests.start(100)
  await tick()
  await requests.endAll(throttled)
  await requests.endAll(throttled)
  const counts: number[] = []
  for (let round = 0; round < 8; round++) counts.push(await requests.endAll(ok))
  expect(counts[0]).toBe(2)
  expect(counts).toEqual([...counts].sort())
  expect(counts.at(-1)).toBe(4)
  // By one for each round of answers, and not by leaps.
  expect(new Set(counts)).toEqual(new Set([2, 3, 4]))
})

test('a failure of another kind changes nothing', async () => {
  const requests = requestsAt(4)
  requests.start(100)
  await tick()
  await requests.endAll(throttled)
  for (let round = 0; round < 5; round++) expect(await requests.endAll(new NetworkError('unreachable'))).toBe(2)
})
