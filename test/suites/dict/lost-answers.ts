import { assert } from 'chai'
import { dropped, type Fault, failedAfter, failedBefore, lost, resetBefore, throttled, torn } from '../faults.ts'
import { type Harness, type Library, rejection, rejections, SkippingClock, type Suite } from '../harness.ts'
import { newFaultyDict } from './faulty-dict.ts'
import { reserved } from './fixture.ts'
import { noise } from './large.ts'

type Dict = Library.DynamoDbDict<unknown>

/** A write that is safe to send again. */
interface Write {
  /** DynamoDB's operation that does it. */
  readonly operation: string
  /** What is there before. */
  readonly before?: unknown
  /** When that expires. */
  readonly ttl?: Library.Expiry
  readonly run: (dict: Dict, version: string | undefined) => Promise<unknown>
  /** What it resolves with, where that is no version. */
  readonly gives?: unknown
  readonly leaves: unknown
  /** What comes of it when another writer sets 'theirs' after it, before it is sent again; `unknown` cannot be told. */
  readonly between?: 'unknown' | { readonly gives?: unknown; readonly leaves: unknown }
  /** Whether it is looked into before anything is sent again. */
  readonly isLooked?: true
}

const large = noise(5_000)
const asBefore = { leaves: 'new' }

const writes: Readonly<Record<string, Write>> = {
  set: { operation: 'PutItem', before: 'old', run: (dict) => dict.set('k', 'new'), leaves: 'new', between: asBefore },
  'set of a large value': {
    operation: 'PutItem',
    before: large.toUpperCase(),
    run: (dict) => dict.set('k', large),
    leaves: large,
    isLooked: true,
  },
  'set ifAbsent': {
    operation: 'PutItem',
    run: (dict) => dict.set('k', 'new', { ifAbsent: true }),
    leaves: 'new',
    between: 'unknown',
  },
  'set ifAbsent of a large value': {
    operation: 'PutItem',
    run: (dict) => dict.set('k', large, { ifAbsent: true }),
    leaves: large,
    isLooked: true,
  },
  'set ifPresent': {
    operation: 'PutItem',
    before: 'old',
    run: (dict) => dict.set('k', 'new', { ifPresent: true }),
    leaves: 'new',
    between: asBefore,
  },
  'set ifPresent that ends at once': {
    operation: 'PutItem',
    before: 'old',
    run: (dict) => dict.set('k', 'new', { ifPresent: true, ttl: 0 }),
    leaves: undefined,
    between: { leaves: undefined },
  },
  'set ifVersion': {
    operation: 'PutItem',
    before: 'old',
    run: (dict, ifVersion) => dict.set('k', 'new', { ifVersion }),
    leaves: 'new',
    between: 'unknown',
  },
  replace: {
    operation: 'PutItem',
    before: 'old',
    run: (dict) => dict.replace('k', 'new'),
    leaves: 'new',
    between: asBefore,
  },
  'replace ifVersion': {
    operation: 'PutItem',
    before: 'old',
    run: (dict, ifVersion) => dict.replace('k', 'new', { ifVersion }),
    leaves: 'new',
    between: 'unknown',
  },
  update: {
    operation: 'PutItem',
    before: 'old',
    run: (dict) => dict.update('k', (value) => [value]),
    gives: ['old'],
    leaves: ['old'],
    between: 'unknown',
  },
  'update that begins': {
    operation: 'PutItem',
    run: (dict) => dict.update('k', (value) => [value ?? 'new']),
    gives: ['new'],
    leaves: ['new'],
    between: 'unknown',
  },
  getOrInsert: {
    operation: 'PutItem',
    run: (dict) => dict.getOrInsert('k', 'new'),
    gives: 'new',
    leaves: 'new',
    between: { gives: 'theirs', leaves: 'theirs' },
  },
  'increment that begins': {
    operation: 'PutItem',
    run: (dict) => dict.increment('k', 5),
    gives: 5,
    leaves: 5,
    between: 'unknown',
  },
  touch: {
    operation: 'UpdateItem',
    before: 'old',
    run: (dict) => dict.touch('k', '1h'),
    gives: true,
    leaves: 'old',
    between: { gives: true, leaves: 'theirs' },
  },
  'touch that ends at once': {
    operation: 'UpdateItem',
    before: 'old',
    run: (dict) => dict.touch('k', 0),
    gives: true,
    leaves: undefined,
    between: { gives: true, leaves: undefined },
  },
  'touch of chunks that have to live longer': {
    operation: 'UpdateItem',
    before: large,
    ttl: '1h',
    run: (dict) => dict.touch('k', '7d'),
    gives: true,
    leaves: large,
    between: { gives: true, leaves: 'theirs' },
  },
  'patchMeta ifVersion, whose chunks have to live longer': {
    operation: 'UpdateItem',
    before: large,
    ttl: '1h',
    run: (dict, ifVersion) => dict.patchMeta('k', { a: 1 }, { ifVersion, ttl: '7d' }),
    leaves: large,
    between: 'unknown',
  },
  persist: {
    operation: 'UpdateItem',
    before: 'old',
    run: (dict) => dict.persist('k'),
    gives: true,
    leaves: 'old',
    between: { gives: true, leaves: 'theirs' },
  },
  patchMeta: {
    operation: 'UpdateItem',
    before: 'old',
    run: (dict) => dict.patchMeta('k', { a: 1 }),
    leaves: 'old',
    between: { leaves: 'theirs' },
  },
  'patchMeta ifVersion': {
    operation: 'UpdateItem',
    before: 'old',
    run: (dict, ifVersion) => dict.patchMeta('k', { a: 1 }, { ifVersion }),
    leaves: 'old',
    between: 'unknown',
  },
  setMany: {
    operation: 'BatchWriteItem',
    before: 'old',
    run: (dict) => dict.setMany({ k: 'new', l: 1 }),
    leaves: 'new',
    between: asBefore,
  },
  deleteMany: {
    operation: 'BatchWriteItem',
    before: 'old',
    run: (dict) => dict.deleteMany(['k', 'l']),
    leaves: undefined,
    between: { leaves: undefined },
  },
}

const faults = { lost, torn, dropped, failedAfter, failedBefore, throttled }

/** What happens when an answer does not come: nothing is done twice unnoticed, and no report is wrong. */
export const lostAnswers: Suite = (test, harness) => {
  const { lib, serializers } = harness

  for (const [name, write] of Object.entries(writes)) {
    test(`${name} is done once, whatever is lost on the way`, async () => {
      const trials = Object.entries(faults).map(async ([what, fault]) => {
        const { dict, line, other, version } = await begun(harness, write, fault)
        const given = await write.run(dict, version)
        const entry = await other.getEntry('k', { consistent: true })
        assert.deepEqual(entry?.value, write.leaves, what)
        if ('gives' in write) assert.deepEqual(given, write.gives, what)
        else if (typeof given === 'string' && entry) assert.strictEqual(given, entry.version, what)
        const met = (await line.requests()).findIndex(({ isMet }) => isMet)
        const sent = (await line.requests()).slice(met).map(({ operation }) => operation)
        // What is throttled has an answer.
        const next = write.isLooked && fault !== throttled ? 'GetItem' : write.operation
        assert.deepEqual(sent.slice(0, 2), [write.operation, next], what)
      })
      await Promise.all(trials)
    })

    const { between } = write
    if (!between) continue
    const outcome = between === 'unknown' ? 'cannot tell' : 'is done all the same'
    test(`${name} ${outcome} when another writer comes between`, async () => {
      for (const fault of [lost, dropped]) {
        const { dict, line, other, version } = await begun(harness, write, { ...fault, isHeld: true })
        const writing = write.run(dict, version)
        writing.catch(() => undefined)
        await line.held()
        await other.set('k', 'theirs')
        await line.release()
        if (between === 'unknown') assert.instanceOf(await rejection(writing), lib.OutcomeUnknownError)
        else if ('gives' in between) assert.deepEqual(await writing, between.gives)
        else await writing
        const leaves = between === 'unknown' ? 'theirs' : between.leaves
        assert.deepEqual(await other.get('k', { consistent: true }), leaves)
      }
    })
  }

  test('a large value knows what became of it by its chunks, and is written anew when nothing did', async () => {
    const asks = { 'set of a large value': large, 'set ifAbsent of a large value': undefined }
    for (const [name, leaves] of Object.entries(asks)) {
      for (const fault of [lost, dropped]) {
        const write = writes[name] as Write
        const { dict, line, other, version } = await begun(harness, write, { ...fault, isHeld: true })
        const writing = write.run(dict, version)
        writing.catch(() => undefined)
        await line.held()
        await other.set('k', 'theirs')
        await line.release()
        // It was there, and the other writer let go of its chunks; or it was not, and the other one is in its way.
        if (fault === dropped && !leaves) assert.instanceOf(await rejection(writing), lib.OutcomeUnknownError)
        else await writing
        const expected = fault === lost ? 'theirs' : (leaves ?? 'theirs')
        assert.strictEqual(await other.get('k', { consistent: true }), expected, name)
      }
    }
  })

  test('delete cannot tell when what it finds on the second time is nothing', async () => {
    for (const [fault, ifVersion] of [[lost], [lost, true], [dropped], [dropped, true]] as const) {
      const { dict, other, version } = await begun(harness, { operation: 'DeleteItem', before: 'old' }, fault)
      const deleting = dict.delete('k', ifVersion ? { ifVersion: version } : {})
      if (fault === lost) assert.instanceOf(await rejection(deleting), lib.OutcomeUnknownError)
      else assert.isTrue(await deleting)
      assert.isFalse(await other.has('k', { consistent: true }))
    }
  })

  test('delete cannot tell when another writer has put another version there', async () => {
    const write = { operation: 'DeleteItem', before: 'old' }
    const { dict, other, version, line } = await begun(harness, write, { ...lost, isHeld: true })
    const deleting = rejection(dict.delete('k', { ifVersion: version }))
    await line.held()
    await other.set('k', 'theirs')
    await line.release()
    assert.instanceOf(await deleting, lib.OutcomeUnknownError)
    assert.strictEqual(await other.get('k'), 'theirs')
  })

  test('a condition that fails is told as that when its answer came, however often it was throttled', async () => {
    const { dict, version } = await begun(harness, { operation: 'PutItem', before: 'old' }, { ...throttled, times: 2 })
    const failed = [
      dict.set('k', 1, { ifAbsent: true }),
      dict.set('k', 1, { ifVersion: 'another' }),
      dict.delete('k', { ifVersion: 'another' }),
      dict.patchMeta('k', {}, { ifVersion: 'another' }),
    ]
    for (const error of await rejections(failed)) assert.instanceOf(error, lib.ConditionFailedError)
    assert.strictEqual((await dict.getEntry('k'))?.version, version)
  })

  for (const [name, operation, run, result, again] of [
    ['increment', 'UpdateItem', (dict, options) => dict.increment('k', 1, options), 8, 8],
    ['pop', 'DeleteItem', (dict, options) => dict.pop('k', options), 7, 'unknown'],
    ['popItem', 'DeleteItem', (dict, options) => dict.popItem(options), ['k', 7], 'unknown'],
  ] as [string, string, (dict: Dict, options?: { retryUnknown: boolean }) => Promise<unknown>, unknown, unknown][]) {
    const write = { operation, before: 7 }

    test(`${name} is not sent again when its answer did not come`, async () => {
      for (const fault of [lost, torn, dropped, failedAfter, failedBefore]) {
        const { dict, other, line } = await begun(harness, write, fault)
        assert.instanceOf(await rejection(run(dict)), lib.OutcomeUnknownError)
        const sent = (await line.requests()).filter((request) => request.operation === operation)
        assert.lengthOf(sent, 1)
        const isDone = fault.isDone ?? true
        const after = isDone ? (name === 'increment' ? 8 : undefined) : 7
        assert.strictEqual(await other.get('k', { consistent: true }), after)
      }
    })

    test(`${name} is sent again with retryUnknown, and after a throttle`, async () => {
      const retried = { retryUnknown: true }
      for (const fault of [dropped, failedBefore]) {
        assert.deepEqual(await run((await begun(harness, write, fault)).dict, retried), result)
      }
      assert.deepEqual(await run((await begun(harness, write, throttled)).dict), result)
      const { dict } = await begun(harness, write, lost)
      if (again === 'unknown') assert.instanceOf(await rejection(run(dict, retried)), lib.OutcomeUnknownError)
      else assert.deepEqual(await run(dict, retried), again)
    })
  }

  test('pop with retryUnknown takes what is there on the second time', async () => {
    const { dict, other, line } = await begun(
      harness,
      { operation: 'DeleteItem', before: 7 },
      { ...lost, isHeld: true },
    )
    const popping = dict.pop('k', { retryUnknown: true })
    await line.held()
    await other.set('k', 'theirs')
    await line.release()
    assert.strictEqual(await popping, 'theirs')
  })

  test('what is not sent again is not so by the runtime either, when a connection breaks that was kept', async () => {
    for (const fault of [lost, resetBefore]) {
      for (const [operation, run] of [
        ['DeleteItem', (dict) => dict.delete('k')],
        ['DeleteItem', (dict) => dict.pop('k')],
        ['UpdateItem', (dict) => dict.increment('k')],
      ] as [string, (dict: Dict) => Promise<unknown>][]) {
        const write = { operation, before: 7 }
        const { dict, line } = await begun(harness, write, { ...fault, isKept: true, times: 1 })
        for (let count = 0; count < 3; count++) await dict.get('k')
        const outcome = await run(dict).catch((error) => error)
        const sent = (await line.requests()).filter((request) => request.operation === operation)
        // A delete is sent again by ours, and finds nothing where the first was done.
        const isAgain = `${run}`.includes('delete')
        assert.lengthOf(sent, isAgain ? 2 : 1)
        if (isAgain && fault === resetBefore) assert.isTrue(outcome)
        else assert.instanceOf(outcome, lib.OutcomeUnknownError)
      }
    }
  })

  test('increment adds once where a runtime sends again by itself', async () => {
    const write = { operation: 'UpdateItem', before: 7 }
    const { dict, other } = await begun(harness, write, { ...lost, isKept: true })
    await dict.get('k')
    const sum = await dict.increment('k').catch((error) => error)
    if (typeof sum === 'number') assert.strictEqual(sum, 8)
    else assert.instanceOf(sum, lib.OutcomeUnknownError)
    assert.strictEqual(await other.get('k', { consistent: true }), 8)
  })

  test('increment that was never sent says so, and not that its outcome is unknown', async () => {
    const transport = lib.createTransport({ ...harness.connection, endpoint: harness.deadEndpoint, maxAttempts: 2 })
    const dict = new lib.DynamoDbDict<number>('dict-suite', { transport })
    assert.instanceOf(await rejection(dict.increment('k')), lib.NetworkError)
  })

  test('a large value keeps its chunks when the answer to its item is lost', async () => {
    for (const fault of [lost, torn, dropped]) {
      const { dict, other, chunkTtls } = await begun(harness, { operation: 'PutItem', before: 'old' }, fault)
      await dict.set('k', large)
      assert.deepEqual(await chunkTtls('k'), [undefined])
      assert.strictEqual(await other.get('k'), large)
    }
  })

  test('a large value is written three times at most, and the vacuum finds what had no answer', async () => {
    for (const times of [2, 3]) {
      const write = { operation: 'PutItem', before: 'old' }
      const { dict, other, namespace, transport } = await begun(harness, write, { ...dropped, times })
      const outcome = await dict.set('k', large).catch((error) => error)
      if (times === 3) assert.instanceOf(outcome, lib.OutcomeUnknownError)
      assert.strictEqual(await other.get('k'), times === 3 ? 'old' : large)
      // What had no answer may still arrive, and name its chunks: they stay as long as a writer may be at work.
      assert.lengthOf(await reserved(namespace, transport, 'blobs'), 3)
      const clock = new SkippingClock()
      clock.offsetMs = 3 * 3_600_000
      const later = new lib.DynamoDbDict<unknown>(other.tableName, { namespace, transport, clock })
      assert.deepEqual(await serializers.vacuum(later), { examined: 3, removed: times })
      assert.strictEqual(await other.get('k'), times === 3 ? 'old' : large)
    }
  })
}

/** A dict with what is there before, whose first request for the write meets a fault. */
async function begun(
  harness: Harness,
  { operation, before, ttl }: Pick<Write, 'operation' | 'before' | 'ttl'>,
  fault: Fault,
) {
  const key = operation === 'BatchWriteItem' ? {} : { key: 'k' }
  const settings = { inlineBytes: 1_024, compress: false }
  const faulty = await newFaultyDict<unknown>(harness, [{ ...fault, operation, ...key }], settings)
  const { other, namespace, transport, rawItem } = faulty
  const version = before === undefined ? undefined : await other.set('k', before, { ttl })

  /** When DynamoDB's own clean-up may take the chunks of an item. */
  async function chunkTtls(name: string): Promise<(string | undefined)[]> {
    const { id, count } = (await rawItem(name))?.blob?.M ?? {}
    const partition = `~dynadict/${namespace.length}:${namespace}/chunks/${id?.S}`
    const reading = Array.from({ length: Number(count?.N) }, async (_, index) => {
      const Key = { namespace: { S: `${partition}/${index}` }, key: { S: 'chunk' } }
      const { Item } = await transport.send('GetItem', { TableName: other.tableName, Key })
      return Item ? Item.ttl?.N : 'gone'
    })
    return Promise.all(reading)
  }

  return { ...faulty, version, chunkTtls }
}
