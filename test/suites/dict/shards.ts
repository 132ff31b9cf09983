import { assert } from 'chai'
import { listOf, rejection, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** A namespace over several partitions. */
export const shards: Suite = (test, harness) => {
  const names = Array.from({ length: 100 }, (_, index) => `key-${String(index).padStart(3, '0')}`)

  test('a namespace over 8 partitions is one map: ordered, counted, paged, cleared', async () => {
    const { dict, transport } = newDict<number>(harness, { shards: 8 })
    await dict.setMany(names.map((name, index) => [name, index] as const))
    assert.deepEqual(await listOf(dict.keys()), names)
    assert.deepEqual(await listOf(dict.keys({ reverse: true, limit: 5 })), names.slice(-5).reverse())
    assert.deepEqual(await listOf(dict.values({ from: 'key-010', to: 'key-013' })), [10, 11, 12])
    assert.strictEqual(await dict.size({ prefix: 'key-09' }), 10)
    const { items, cursor } = await dict.page({ limit: 40 })
    assert.deepEqual(items.map(([key]) => key), names.slice(0, 40)) // biome-ignore format: one line
    assert.deepEqual((await dict.page({ limit: 100, cursor })).items.map(([key]) => key), names.slice(40)) // biome-ignore format: one line
    assert.deepEqual([...(await dict.getMany(['key-099', 'key-001'])).values()], [99, 1])
    transport.sent.length = 0
    assert.strictEqual(await dict.get('key-050'), 50)
    await dict.set('key-050', 51)
    assert.deepEqual(transport.sent, ['GetItem', 'PutItem'])
    assert.strictEqual(await dict.increment('key-050'), 52)
    assert.strictEqual(await dict.pop('key-050'), 52)
    assert.deepEqual(await dict.popItem(), ['key-000', 0])
    assert.strictEqual(await dict.clear({ prefix: 'key-00' }), 9)
    assert.strictEqual(await dict.clear(), 89)
    assert.isTrue(await dict.isEmpty())
  })

  test('the keys are spread evenly, over the partitions that the format names', async () => {
    const { dict, namespace, transport } = newDict<number>(harness, { shards: 4 })
    await dict.setMany(names.map((name, index) => [name, index] as const))
    const partition = (index: number) =>
      index === 0 ? namespace : `~dynadict/${namespace.length}:${namespace}/shards/${index}`
    const sizes: number[] = []
    for (let index = 0; index < 4; index++) {
      const { Count = 0 } = await transport.send('Query', {
        TableName: dict.tableName,
        KeyConditionExpression: '#n = :n',
        ExpressionAttributeNames: { '#n': 'namespace' },
        ExpressionAttributeValues: { ':n': { S: partition(index) } },
        Select: 'COUNT',
      })
      sizes.push(Count)
    }
    assert.strictEqual(sizes.reduce((sum, size) => sum + size), 100) // biome-ignore format: one line
    assert.isAbove(Math.min(...sizes), 10)
  })

  test('another number of shards than that with which a namespace was begun is noticed, and named', async () => {
    const { dict, sibling } = newDict<number>(harness, { shards: 4 })
    await dict.setMany(names.map((name, index) => [name, index] as const))
    for (const use of [
      () => sibling({ shards: 8 }).get('key-000'),
      () => sibling({ shards: 8 }).set('key-000', 1),
      () => sibling({ shards: 2 }).size(),
      () => sibling({ shards: 2 }).setMany({ a: 1 }),
      () => listOf(sibling({}).keys()),
      () => sibling({}).getMany(names),
      () => sibling({}).clear(),
    ]) {
      const error = await rejection(use())
      assert.instanceOf(error, RangeError)
      assert.match(error.message, /shards must be 4(, with which key '.*' was written| for namespace ')/)
    }
    assert.strictEqual(await dict.size(), 100)
  })

  test('clear also removes what a dict that was opened without shards has left there', async () => {
    const { dict, sibling } = newDict<number>(harness, { shards: 4 })
    await dict.setMany(names.map((name, index) => [name, index] as const))
    await sibling<number>({}).setMany({ stray: 1, 'key-0995': 2 })
    assert.match((await rejection(listOf(dict.keys()))).message, /shards must be 1, with which key 'key-0995'/)
    assert.strictEqual(await dict.clear({ prefix: 'key-099' }), 2)
    // Of one key in two partitions both go.
    const twice = sibling<number>({})
    for (const name of names.slice(0, 20)) await twice.set(name, 0).catch(() => undefined)
    const { length } = await listOf(dict.keys()).catch(() => [])
    assert.strictEqual(length, 0, 'there are strays')
    assert.isAbove(await dict.clear(), 100)
    assert.isTrue(await dict.isEmpty())
  })

  test('a namespace of one shard is not opened with more', async () => {
    const { dict, sibling } = newDict<number>(harness)
    await dict.set('a', 1)
    for (const use of [() => sibling({ shards: 2 }).get('a'), () => sibling({ shards: 2 }).set('b', 1)]) {
      assert.match((await rejection(use())).message, /shards must be 1 for namespace/)
    }
    assert.deepEqual(await listOf(dict.keys()), ['a'])
  })

  test('of two that begin a namespace at once with different numbers one does', async () => {
    const { dict, sibling } = newDict<number>(harness, { shards: 4 })
    await sibling<number>({ namespace: 'makes the table' }).set('a', 1)
    const outcomes = await Promise.allSettled([dict.set('a', 1), sibling<number>({ shards: 8 }).set('a', 2)])
    const failed = outcomes.filter(({ status }) => status === 'rejected')
    assert.lengthOf(failed, 1)
    assert.match(String((failed[0] as PromiseRejectedResult).reason), /RangeError: shards must be \d for namespace/)
  })

  test('a sharded dict of a missing table is empty, and large values are spread as well', async () => {
    const { lib } = harness
    const { transport } = newDict(harness)
    const missing = new lib.DynamoDbDict('dict-suite-missing', { transport, createTable: false, shards: 3 })
    assert.isUndefined(await missing.get('a'))
    assert.isTrue(await missing.isEmpty())
    const { dict } = newDict<string>(harness, { shards: 3, inlineBytes: 1_024, compress: false })
    for (const name of ['a', 'b', 'c', 'd']) await dict.set(name, name.repeat(2_000))
    assert.deepEqual((await listOf(dict.values())).map((value) => value[0]), ['a', 'b', 'c', 'd']) // biome-ignore format: one line
    assert.isTrue(await dict.delete('b'))
  })

  test('shards is a whole number from 1 to 64', () => {
    for (const bad of [0, 65, 1.5, '4', null]) {
      assert.throws(() => newDict(harness, { shards: bad as never }), TypeError, /shards must be/)
    }
  })
}
