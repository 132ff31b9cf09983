import { assert } from 'chai'
import {
  always,
  capacityOf,
  dropped,
  type Fault,
  failedBefore,
  newLine,
  partlyUnprocessed,
  resetAfter,
  stale,
  throttled,
  unavailableFor,
  unprocessed,
} from '../faults.ts'
import { type Library, newName, rejection, type Suite } from '../harness.ts'
import { type Outcome, outcomes } from './fault-table.ts'
import { begun, maxAttempts, met, seenOf } from './wire-fixture.ts'

/** What a caller of a dict sees of what goes wrong on the wire: over each transport the same, after as many attempts. */
export const faults: Suite = (test, harness) => {
  for (const [what, outcome] of Object.entries(outcomes)) {
    test(`${what} is seen by nobody when it passes`, async () => {
      const { fault, hangs } = outcome
      for (const operation of ['PutItem', 'GetItem'] as const) {
        const { dict, other, line, clock } = await begun(harness, [{ ...fault, operation, times: 2 }], { hangs })
        if (operation === 'GetItem') assert.strictEqual(await dict.get('k'), 'old')
        else assert.strictEqual(await dict.set('k', 'new'), (await other.getEntry('k', { consistent: true }))?.version)
        assert.lengthOf(await line.requests(), 3, operation)
        assert.lengthOf(clock.waits, 2, operation)
        assert.strictEqual(await other.get('k', { consistent: true }), operation === 'GetItem' ? 'old' : 'new')
      }
    })

    test(`${what} that stays is a ${outcome.name} after all attempts`, async () => {
      for (const operation of ['PutItem', 'GetItem'] as const) {
        const { seen, attempts, other } = await met(harness, outcome, operation)
        assert.deepEqual(seen, { name: outcome.name, code: outcome.code, retryable: true, operation })
        assert.strictEqual(attempts, maxAttempts, operation)
        const isWritten = operation === 'PutItem' && outcome.isDone
        assert.strictEqual(await other.get('k', { consistent: true }), isWritten ? 'new' : 'old')
      }
    })
  }

  test('by default there are six attempts, and the waits between them are short', async () => {
    const { dict, line, clock } = await begun(harness, [{ ...failedBefore, times: always }], { defaults: true })
    await rejection(dict.get('k'))
    assert.lengthOf(await line.requests(), 6)
    assert.lengthOf(clock.waits, 5)
    for (const [index, wait] of clock.waits.entries()) assert.isAtMost(wait, 25 * 2 ** index)
  })

  test('by default a request that nobody answers is given up after four attempts of 5 s, 20 s in all', async () => {
    const fault = { ...outcomes['no answer at all']?.fault, times: always }
    const { dict, line, clock } = await begun(harness, [fault], { defaults: true, hangs: true })
    assert.instanceOf(await rejection(dict.get('k')), harness.lib.TimeoutError)
    assert.lengthOf(await line.requests(), 4)
    assert.approximately(clock.offsetMs, 20_000, 1_000)
  })

  test('Retry-After is waited for, when it says when in seconds', async () => {
    const { dict, clock } = await begun(harness, [{ ...unavailableFor(2), times: 2 }])
    assert.strictEqual(await dict.get('k'), 'old')
    assert.deepEqual(clock.waits, [2_000, 2_000])
  })

  test('Retry-After is waited for, when it is a date by the clock of who sends it', async () => {
    for (const aheadMs of [0, 3_600_000]) {
      const date = new Date(Date.now() + 4_000).toUTCString()
      const { dict, clock } = await begun(harness, [unavailableFor(date)])
      clock.offsetMs = aheadMs
      assert.strictEqual(await dict.get('k'), 'old')
      assert.lengthOf(clock.waits, 1)
      // Dates are of whole seconds.
      assert.approximately(clock.waits[0] ?? 0, 3_000, 1_500)
    }
  })

  test('Retry-After is waited for, also when it is not DynamoDB that says it', async () => {
    const proxy: Fault = { answer: { status: 503, headers: { 'retry-after': '2' }, body: '<html>' }, isDone: false }
    const { dict, clock } = await begun(harness, [proxy])
    assert.strictEqual(await dict.get('k'), 'old')
    assert.deepEqual(clock.waits, [2_000])
  })

  test('a Retry-After that makes no sense is not waited for', async () => {
    const past = new Date(Date.now() - 60_000).toUTCString()
    for (const value of ['soon', '-5', '0', '', past]) {
      const { dict, clock } = await begun(harness, [unavailableFor(value)])
      assert.strictEqual(await dict.get('k'), 'old')
      assert.lengthOf(clock.waits, 1)
      assert.isAtMost(clock.waits[0] ?? Infinity, 25, value)
    }
  })

  test('a Retry-After beyond the time limit ends the request at once', async () => {
    const { dict, line, clock } = await begun(harness, [{ ...unavailableFor(3_600), times: always }])
    assert.strictEqual((await rejection(dict.get('k'))).code, 'SERVICE')
    assert.lengthOf(await line.requests(), 1)
    assert.deepEqual(clock.waits, [])
  })

  test('in an outage no more than a hundred attempts are made again', async () => {
    const { dict, line } = await begun(harness, [{ ...failedBefore, times: always }], { defaults: true })
    for (let count = 0; count < 40; count++) await rejection(dict.get('k'))
    assert.lengthOf(await line.requests(), 140)
  })

  test('a connection that is reset behind an answer takes nothing with it', async () => {
    const { dict, other, line } = await begun(harness, [{ ...resetAfter, times: always }])
    for (let count = 0; count < 3; count++) {
      await dict.set('k', count)
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    assert.lengthOf(await line.requests(), 3)
    assert.strictEqual(await other.get('k', { consistent: true }), 2)
  })

  test('where nothing listens, all attempts are made, and nothing is done', async () => {
    const { dict, clock } = await begun(harness, [], { endpoint: harness.deadEndpoint })
    const error = await rejection(dict.set('k', 'new'))
    assert.deepEqual(seenOf(error), { name: 'NetworkError', code: 'NETWORK', retryable: true, operation: 'PutItem' })
    assert.lengthOf(clock.waits, maxAttempts - 1)
  })

  test('where nothing listens for a moment, nobody sees it', async () => {
    const line = await newLine(harness.faultsUrl)
    const door = await line.openDoor()
    await line.shutDoor()
    const { dict, other, clock } = await begun(harness, [], { endpoint: door })
    clock.onWait = (count) => count === 2 && line.openDoor()
    await dict.set('k', 'new')
    assert.lengthOf(await line.requests(), 1)
    assert.lengthOf(clock.waits, 2)
    assert.strictEqual(await other.get('k', { consistent: true }), 'new')
    await line.shutDoor()
  })

  const numbered = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`k${String(index).padStart(3, '0')}`, index]))

  test('what a batch leaves undone is sent again until all is done', async () => {
    const some = { ...partlyUnprocessed(7), times: 3 }
    const { dict, other, line } = await begun(harness, [some, { ...unprocessed, times: 2 }])
    const values = numbered(60)
    await dict.setMany(values)
    // Three batches of at most 25, and again for what each of the five left.
    assert.lengthOf(await line.requests(), 8)
    assert.deepEqual(await other.getMany([...values.keys()], { consistent: true }), values)
  })

  test('what a batch of reads leaves undone is asked for again', async () => {
    const some = { ...partlyUnprocessed(7), times: 3 }
    const { dict, other, line } = await begun(harness, [some, { ...unprocessed, times: 2 }])
    const values = numbered(60)
    await other.setMany(values)
    assert.deepEqual(await dict.getMany([...values.keys(), 'none']), values)
    assert.lengthOf(await line.requests(), 6)
  })

  test('a batch of which nothing is ever done is a BatchError after eleven attempts, by key', async () => {
    const { dict, other, line, clock } = await begun(harness, [{ ...unprocessed, times: always }])
    const keys = [...numbered(3).keys()]
    for (const [run, operation] of [
      [() => dict.setMany(numbered(3)), 'BatchWriteItem'],
      [() => dict.deleteMany(keys), 'BatchWriteItem'],
      [() => dict.getMany(keys), 'BatchGetItem'],
    ] as const) {
      const before = (await line.requests()).length
      clock.waits.length = 0
      const error = (await rejection(run())) as unknown as Library.BatchError
      assert.deepInclude(error, { name: 'BatchError', code: 'BATCH', retryable: true })
      assert.sameMembers([...error.failures.keys()], keys)
      for (const { code } of error.failures.values()) assert.strictEqual(code, 'THROTTLED')
      const sent = (await line.requests()).slice(before)
      assert.deepEqual(new Set(sent.map((request) => request.operation)), new Set([operation]))
      assert.lengthOf(sent, 11)
      assert.lengthOf(clock.waits, 10)
    }
    assert.strictEqual((await other.getMany(keys, { consistent: true })).size, 0)
  })

  test('a batch that is throttled as a whole is sent again when its attempts are over', async () => {
    const { dict, other, line } = await begun(harness, [{ ...throttled, times: 7 }])
    await dict.setMany(numbered(3))
    assert.lengthOf(await line.requests(), 8)
    assert.deepEqual(await other.getMany([...numbered(3).keys()], { consistent: true }), numbered(3))
  })

  test('a batch that gets on no more is given up when the time of one request is over', async () => {
    const limited = () => ({ timeoutMs: 2_000 })
    for (const fault of [throttled, unprocessed]) {
      const { dict, clock } = await begun(harness, [{ ...fault, times: always }], {}, limited)
      for (const run of [() => dict.deleteMany(['a', 'b']), () => dict.getMany(['a', 'b'])]) {
        const begunAt = clock.offsetMs
        const error = (await rejection(run())) as unknown as Library.BatchError
        assert.deepEqual(
          [...error.failures].map(([key, { code }]) => [key, code]),
          [
            ['a', 'THROTTLED'],
            ['b', 'THROTTLED'],
          ],
        )
        // The last one begins within that time.
        assert.isBelow(clock.offsetMs - begunAt, 4_000)
      }
    }
  })

  test('a batch that fails on all attempts is a BatchError with the reason of each key', async () => {
    for (const [what, attempts] of [
      ['a throttle', 11 * maxAttempts],
      ['a 500 before anything is done', maxAttempts],
      ['a connection that is reset before anything is done', maxAttempts],
      ['the page of a captive portal', maxAttempts],
    ] as const) {
      const { fault, code } = outcomes[what] as Outcome
      const { dict, other, line } = await begun(harness, [{ ...fault, times: always }])
      const error = (await rejection(dict.setMany(numbered(3)))) as unknown as Library.BatchError
      assert.deepInclude(error, { name: 'BatchError', code: 'BATCH', retryable: true }, what)
      assert.deepEqual(
        [...error.failures].map(([key, reason]) => [key, reason.code]),
        [...numbered(3).keys()].map((key) => [key, code]),
      )
      assert.lengthOf(await line.requests(), attempts, what)
      assert.strictEqual((await other.getMany([...numbered(3).keys()], { consistent: true })).size, 0)
    }
  })

  test('a partition key that is throttled by its units gets all that is written, and no other one waits', async () => {
    const { dict, other, line, sibling } = await begun(harness, [capacityOf(1_000, 40)], { clock: 'real' })
    const neighbour = sibling(newName('neighbour'))
    const keys = [...numbered(60).keys()]
    const start = performance.now()
    const writing = dict.setMany(keys.map((key) => [key, 'x'.repeat(1_000)] as const))
    await neighbour.set('k', 'x')
    await writing
    // Each counts for two units: 40 of them are there, and 80 more take two seconds but for the last batch, which is lent.
    assert.isAtLeast(performance.now() - start, 800)
    assert.strictEqual((await other.getMany(keys, { consistent: true })).size, 60)
    const met = (await line.requests()).filter(({ isMet }) => isMet)
    assert.deepEqual(new Set(met.map(({ operation }) => operation)), new Set(['BatchWriteItem']))
  })

  test('a partition key is read as fast as its units let it be', async () => {
    const { dict, other, line } = await begun(harness, [capacityOf(10, 1_000)], { clock: 'real' })
    const keys = [...numbered(30).keys()]
    await other.setMany(keys.map((key) => [key, 'x'.repeat(4_000)] as const))
    assert.strictEqual((await dict.getMany(keys)).size, 30)
    let count = 0
    for await (const _ of dict.keys()) count++
    // The one that was there before as well.
    assert.strictEqual(count, 31)
    assert.isTrue((await line.requests()).some(({ isMet }) => isMet))
  })

  test('a stale answer is what was there before; a consistent one is not stale', async () => {
    const { dict } = await begun(harness, [stale(1)])
    await dict.set('k', 'first')
    await dict.set('k', 'second')
    assert.strictEqual(await dict.get('k'), 'first')
    assert.strictEqual(await dict.get('k', { consistent: true }), 'second')
    assert.deepEqual([...(await dict.getMany(['k'])).values()], ['first'])
    assert.deepEqual([...(await dict.getMany(['k'], { consistent: true })).values()], ['second'])
    await dict.delete('k')
    assert.isTrue(await dict.has('k'))
    assert.isFalse(await dict.has('k', { consistent: true }))
    const stillThere: unknown[] = []
    for await (const entry of dict.entries()) stillThere.push(entry)
    assert.deepEqual(stillThere, [['k', 'second']])
    assert.strictEqual(await dict.size({ consistent: true }), 0)
  })

  test('what is decided by a stale answer is never written', async () => {
    const { dict, other } = await begun(harness, [stale(1)])
    await dict.set('n', [1])
    await dict.set('n', [1, 2])
    // It reads [1].
    assert.deepEqual(await dict.update('n', (list) => [...(list as number[]), 3]), [1, 2, 3])
    await dict.delete('n')
    await dict.set('m', 'theirs')
    // It reads that there is nothing.
    assert.strictEqual(await dict.getOrInsert('m', 'mine'), 'theirs')
    assert.strictEqual(await other.get('m', { consistent: true }), 'theirs')
    await dict.set('i', 1)
    assert.strictEqual(await dict.increment('i', 4), 5)
    assert.strictEqual(await other.get('i', { consistent: true }), 5)
  })

  test('clear leaves what a stale answer does not show, and removes nothing that is not there', async () => {
    const { dict, other } = await begun(harness, [stale(2)])
    for (const key of ['a', 'b', 'c', 'd']) await dict.set(key, key)
    await dict.clear()
    assert.deepEqual([...(await other.getMany(['a', 'b', 'c', 'd'], { consistent: true })).keys()], ['c', 'd'])
  })

  test('an abort ends a request that hangs and a wait, with its own reason', async () => {
    for (const fault of [outcomes['no answer at all']?.fault, { ...dropped, times: always }]) {
      const { dict, clock, line } = await begun(harness, [fault ?? {}])
      const leaving = new AbortController()
      const leave = () => leaving.abort(new Error('gone'))
      clock.onWait = () => {
        leave()
        return new Promise(() => {})
      }
      if (fault?.answer === 'never') line.held().then(leave)
      assert.strictEqual((await rejection(dict.get('k', { signal: leaving.signal }))).message, 'gone')
      assert.lengthOf(await line.requests(), 1)
    }
  })
}
