import { expect, test } from 'vitest'
import { cachedCredentials } from '../../../src/transports/credentials.ts'

const minute = 60_000

/** A source of credentials that live so long, which answers when it is told to, and a clock that is moved by hand. */
function newSource(lifeMs: number) {
  const state = { now: 0, asked: 0, answer: () => {} }
  const clock = { now: () => state.now, sleep: async () => {} }
  const source = () =>
    new Promise<{ accessKeyId: string; secretAccessKey: string; expiration: Date }>((resolve) => {
      const accessKeyId = `AKID${++state.asked}`
      state.answer = () => resolve({ accessKeyId, secretAccessKey: 'b', expiration: new Date(state.now + lifeMs) })
    })
  return { state, credentials: cachedCredentials(source, clock, true).get }
}

test.each([
  ['an hour', 60 * minute, 55 * minute],
  ['four minutes', 4 * minute, 2 * minute],
])('credentials for %s are asked for again before they end, once for many callers', async (_, lifeMs, refreshMs) => {
  const { state, credentials } = newSource(lifeMs)
  const keysOf = async (callers: number) => {
    const identities = Promise.all(Array.from({ length: callers }, credentials))
    state.answer()
    return (await identities).map(({ accessKeyId }) => accessKeyId)
  }
  expect(await keysOf(3)).toEqual(['AKID1', 'AKID1', 'AKID1'])
  state.now = refreshMs - 1
  expect(await keysOf(3)).toEqual(['AKID1', 'AKID1', 'AKID1'])
  expect(state.asked).toBe(1)
  state.now = refreshMs
  expect(await keysOf(3)).toEqual(['AKID2', 'AKID2', 'AKID2'])
  expect(state.asked).toBe(2)
})
