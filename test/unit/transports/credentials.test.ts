import { expect, test } from 'vitest'
import { cachedCredentials } from '../../../src/transports/credentials.ts'

const minute = 60_000

/** A source of credentials that live so long, whose questions are answered by hand, and a clock that is moved by hand. */
function newSource(lifeMs: number, sharesPromises = true) {
  const state = { now: 0 }
  const clock = { now: () => state.now, sleep: async () => {} }
  const questions: { answer(): void; fail(): void; options: object | undefined }[] = []
  const source = (options?: object) =>
    new Promise<{ accessKeyId: string; secretAccessKey: string; expiration: Date }>((resolve, reject) => {
      const accessKeyId = `AKID${questions.length + 1}`
      questions.push({
        answer: () => resolve({ accessKeyId, secretAccessKey: 'b', expiration: new Date(state.now + lifeMs) }),
        fail: () => reject(new Error('the vault is closed')),
        options,
      })
    })
  const { get, drop } = cachedCredentials(source, clock, sharesPromises)
  const keyOf = async () => (await get()).accessKeyId
  /** The keys of so many callers at once, whose question is answered, or none is asked. */
  const keysOf = async (callers: number) => {
    const identities = Promise.all(Array.from({ length: callers }, keyOf))
    questions.at(-1)?.answer()
    return identities
  }
  return { state, questions, get, drop, keyOf, keysOf }
}

/** Lets what is on its way come in. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

test.each([
  ['an hour', 60 * minute, 55 * minute],
  ['four minutes', 4 * minute, 2 * minute],
])('others than those for %s are asked for before they end, once for many callers', async (_, lifeMs, refreshMs) => {
  const { state, questions, keysOf } = newSource(lifeMs)
  expect(await keysOf(3)).toEqual(['AKID1', 'AKID1', 'AKID1'])
  state.now = refreshMs - 1
  expect(await keysOf(3)).toEqual(['AKID1', 'AKID1', 'AKID1'])
  expect(questions).toHaveLength(1)
  state.now = refreshMs
  await keysOf(3)
  expect(questions).toHaveLength(2)
  expect(await keysOf(3)).toEqual(['AKID2', 'AKID2', 'AKID2'])
  expect(questions).toHaveLength(2)
})

test.each([true, false])(
  'as long as credentials hold, nobody waits for others (promises shared: %s)',
  async (shares) => {
    const { state, questions, keyOf, keysOf } = newSource(60 * minute, shares)
    await keysOf(1)
    state.now = 55 * minute
    expect(await keyOf()).toBe('AKID1')
    expect(await keyOf()).toBe('AKID1')
    expect(questions).toHaveLength(2)
    questions[1]?.answer()
    await turn()
    expect(await keyOf()).toBe('AKID2')
  },
)

test('a refresh that fails fails no request, and is tried again after ten seconds', async () => {
  const { state, questions, keyOf, keysOf } = newSource(60 * minute)
  await keysOf(1)
  state.now = 55 * minute
  expect(await keyOf()).toBe('AKID1')
  questions[1]?.fail()
  await turn()
  state.now += 9_999
  expect(await keyOf()).toBe('AKID1')
  expect(questions).toHaveLength(2)
  state.now += 1
  expect(await keyOf()).toBe('AKID1')
  expect(questions).toHaveLength(3)
  questions[2]?.fail()
  await turn()
  state.now = 60 * minute
  const late = keyOf()
  questions[3]?.fail()
  await expect(late).rejects.toThrow('the vault is closed')
})

test('a refresh that hangs is asked again after ten seconds, and the late answer does not take the place of the new one', async () => {
  const { state, questions, keyOf, keysOf } = newSource(60 * minute)
  await keysOf(1)
  state.now = 60 * minute
  const [first, second] = [keyOf(), keyOf()]
  expect(questions).toHaveLength(2)
  state.now += 10_001
  const third = keyOf()
  expect(questions).toHaveLength(3)
  questions[2]?.answer()
  expect(await third).toBe('AKID3')
  questions[1]?.answer()
  expect(await Promise.all([first, second])).toEqual(['AKID2', 'AKID2'])
  expect(await keyOf()).toBe('AKID3')
  expect(questions).toHaveLength(3)
})

test('the end of one question does not end another, which is still shared', async () => {
  const { state, questions, keyOf } = newSource(60 * minute)
  const first = keyOf()
  state.now += 10_001
  const second = keyOf()
  questions[0]?.fail()
  await expect(first).rejects.toThrow('the vault is closed')
  const third = keyOf()
  expect(questions).toHaveLength(2)
  questions[1]?.answer()
  expect(await Promise.all([second, third])).toEqual(['AKID2', 'AKID2'])
})

test('what AWS refused is asked for anew by forceRefresh, and not taken from a question before', async () => {
  const { state, questions, get, drop, keyOf, keysOf } = newSource(60 * minute)
  await keysOf(1)
  const refused = await get()
  state.now = 55 * minute
  expect(await keyOf()).toBe('AKID1')
  expect(drop(refused)).toBe(true)
  const [one, two] = [keyOf(), keyOf()]
  // It was asked before the refusal, so it may bring the same.
  questions[1]?.answer()
  await turn()
  const three = keyOf()
  questions[2]?.answer()
  expect(await Promise.all([one, two, three])).toEqual(['AKID3', 'AKID3', 'AKID3'])
  expect(questions.map(({ options }) => options)).toEqual([undefined, undefined, { forceRefresh: true }])
  // A refusal of those before is no reason to drop these.
  drop(refused)
  expect(await keyOf()).toBe('AKID3')
})

test('a value is as it is', async () => {
  const value = { accessKeyId: 'a', secretAccessKey: 'b' }
  const { get, drop } = cachedCredentials(value, { now: () => 0, sleep: async () => {} }, true)
  expect(await get()).toBe(value)
  expect(drop(value)).toBe(false)
})
