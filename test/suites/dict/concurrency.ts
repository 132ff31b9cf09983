import { assert } from 'chai'
import type { Harness, Library, Suite } from '../harness.ts'
import { newDict } from './fixture.ts'
import { noise } from './large.ts'

type Dict<V> = Library.DynamoDbDict<V>

const workers = Array.from({ length: 32 }, (_, index) => index)
const keys = Array.from({ length: 10 }, (_, index) => `key-${index}`)
const keyOf = (index: number) => keys[index % keys.length] as string

/** Many writers at the same few keys, over several dicts and connections: nothing is lost, and nothing is done twice. */
export const concurrency: Suite = (test, harness) => {
  const { lib } = harness

  test('update: of 32 workers on 10 keys none loses what another has added', async () => {
    const { all, first } = newDicts<string[]>(harness)
    await each(all, async (dict, worker) => {
      // Each begins at another key, and meets all but a few of the others.
      for (const step of [0, 1, 2])
        await dict.update(keyOf(worker + step), (list = []) => [...list, `${worker}/${step}`])
    })
    const found = await first.getMany(keys, { consistent: true })
    const added = workers.flatMap((worker) => [0, 1, 2].map((step) => `${worker}/${step}`))
    assert.sameMembers([...found.values()].flat(), added)
  })

  test('increment: each of 32 workers sees a sum of its own at each of 10 keys', async () => {
    const { all, first } = newDicts<number>(harness)
    const sums = await each(all, (dict) => Promise.all(keys.map((key) => dict.increment(key))))
    const expected = workers.map((worker) => worker + 1)
    for (const index of keys.keys()) assert.sameMembers(sums.map((own) => own[index]), expected) // biome-ignore format: one line
    assert.deepEqual([...(await first.getMany(keys, { consistent: true })).values()], Array(10).fill(32))
  })

  test('pop: each of 10 items goes to one of 32 workers', async () => {
    const { all, first } = newDicts<number>(harness)
    await first.setMany(keys.map((key, index) => [key, index] as const))
    const popped = await each(all, (dict) => Promise.all(keys.map((key) => dict.pop(key))))
    assert.sameMembers(given(popped.flat()), [...keys.keys()])
    assert.isTrue(await first.isEmpty({ consistent: true }))
  })

  test('delete: of 32 workers one hears of each of 10 items that it was there', async () => {
    const { all, first } = newDicts<number>(harness)
    await first.setMany(keys.map((key, index) => [key, index] as const))
    const deleted = await each(all, (dict) => Promise.all(keys.map((key) => dict.delete(key))))
    for (const index of keys.keys()) assert.lengthOf(deleted.filter((own) => own[index]), 1) // biome-ignore format: one line
    assert.isTrue(await first.isEmpty({ consistent: true }))
  })

  test('popItem: each of 10 items goes to one of 32 workers, and the others find nothing', async () => {
    const { all, first } = newDicts<number>(harness)
    await first.setMany(keys.map((key, index) => [key, index] as const))
    const popped = await each(all, (dict) => dict.popItem())
    assert.sameDeepMembers(given(popped), [...keys.entries()].map(([index, key]) => [key, index])) // biome-ignore format: one line
    assert.isTrue(await first.isEmpty({ consistent: true }))
  })

  test('getOrInsertComputed: of 32 workers one inserts, each computes once at most, and all get the same', async () => {
    const { all, first } = newDicts<string>(harness)
    const computed: string[] = []
    const insert = (name: string) =>
      each(all, (dict, worker) =>
        dict.getOrInsertComputed(keyOf(worker), (key) => {
          computed.push(`${worker}`)
          return `${name} ${key} ${worker}`
        }),
      )
    const found = await insert('first')
    const stored = await first.getMany(keys, { consistent: true })
    for (const worker of workers) assert.strictEqual(found[worker], stored.get(keyOf(worker)))
    assert.lengthOf(new Set(computed), computed.length)
    computed.length = 0
    assert.deepEqual(await insert('second'), found)
    assert.lengthOf(computed, 0)
  })

  test('set ifAbsent, replace and delete ifVersion: of 32 workers one succeeds at each of 10 keys', async () => {
    const { all, first } = newDicts<number>(harness)
    const once = async (attempt: (dict: Dict<number>, key: string, worker: number) => Promise<unknown>) => {
      const winners = await each(all, async (dict, worker) => {
        const tries = keys.map((key) => isMet(attempt(dict, key, worker), lib.ConditionFailedError))
        return Promise.all(tries)
      })
      for (const index of keys.keys()) assert.lengthOf(winners.filter((own) => own[index]), 1) // biome-ignore format: one line
      return keys.map((_, index) => winners.findIndex((own) => own[index]))
    }
    const versions = async () => {
      const read = keys.map(async (key) => [key, (await first.getEntry(key, { consistent: true }))?.version] as const)
      return new Map(await Promise.all(read))
    }
    const inserted = await once((dict, key, worker) => dict.set(key, worker, { ifAbsent: true }))
    assert.deepEqual([...(await first.getMany(keys, { consistent: true })).values()], inserted)
    const before = await versions()
    const replaced = await once((dict, key, worker) => dict.replace(key, worker, { ifVersion: before.get(key) }))
    assert.deepEqual([...(await first.getMany(keys, { consistent: true })).values()], replaced)
    const after = await versions()
    await once((dict, key) => dict.delete(key, { ifVersion: after.get(key) }))
    assert.isTrue(await first.isEmpty({ consistent: true }))
  })

  test('values in chunks: none is lost, doubled or mixed up, and the losers leave no chunks', async () => {
    const { all, first, namespace, transport } = newDicts<string[]>(harness)
    const part = (worker: number) => noise(1_500, worker + 1)
    const inserted = await each(all, (dict, worker) => dict.getOrInsert(keyOf(worker), [part(worker)]))
    for (const worker of workers) assert.deepEqual(inserted[worker], inserted[worker % keys.length])
    await each(all, (dict, worker) => dict.update(keyOf(worker), (list = []) => [...list, part(worker)]))
    const partition = `~dynadict/${namespace.length}:${namespace}/blobs`
    const { Items = [] } = await transport.send('Query', {
      TableName: first.tableName,
      KeyConditionExpression: '#n = :n',
      ExpressionAttributeNames: { '#n': 'namespace' },
      ExpressionAttributeValues: { ':n': { S: partition } },
    })
    assert.lengthOf(Items.filter(({ gone }) => !gone), 10) // biome-ignore format: one line
    const popped = await each(all, (dict) => dict.popItem())
    for (const [key, [start, ...rest]] of given(popped)) {
      const here = workers.filter((worker) => keyOf(worker) === key)
      assert.include(here.map(part), start)
      assert.sameMembers(rest, here.map(part))
    }
    assert.lengthOf(given(popped), 10)
  })
}

/** Several dicts on the same items, each with a connection of its own. */
function newDicts<V>(harness: Harness) {
  const { endpoint, lib } = harness
  // Hundreds of requests at once may take long on a busy machine, and that is no lost answer.
  const connection = { attemptTimeoutMs: 30_000, timeoutMs: 60_000, ...harness.connection }
  const settings = { inlineBytes: 1_024, compress: false }
  const { dict: first, sibling, ...rest } = newDict<V>({ ...harness, connection }, settings)
  const others = Array.from({ length: 3 }, () => {
    const transport = lib.createTransport({ ...connection, endpoint })
    return sibling({ transport, ...settings })
  })
  return { ...rest, first, all: [first, ...others] }
}

/** What each worker comes to, all at once. */
async function each<V, T>(
  dicts: readonly Dict<V>[],
  work: (dict: Dict<V>, worker: number) => Promise<T>,
): Promise<T[]> {
  await dicts[0]?.ready()
  return Promise.all(workers.map((worker) => work(dicts[worker % dicts.length] as Dict<V>, worker)))
}

const given = <T>(results: readonly (T | undefined)[]): T[] => results.filter((result) => result !== undefined)

/** Whether a write was done; it may fail for its condition only. */
async function isMet(write: Promise<unknown>, Refused: new (message: string) => Error): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    assert.instanceOf(error, Refused)
    return false
  }
}
