import { assert } from 'chai'
import { listOf, rejection, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** Many items: all pages, full batches. */
export const many: Suite = (test, harness) => {
  test('3,000 items of 2 KB are counted, iterated and cleared to the last one, with full batches', async () => {
    const { dict, transport } = newDict<string>(harness, { compress: false })
    const value = 'x'.repeat(2_000)
    await dict.set('makes the table', value)
    await dict.clear()
    transport.sent.length = 0
    await dict.setMany(Array.from({ length: 3_000 }, (_, index) => [`key-${index}`, value] as const))
    assert.lengthOf(transport.sent, 3_000 / 25)

    assert.strictEqual(await dict.size(), 3_000)
    assert.lengthOf(await listOf(dict.keys()), 3_000)
    let count = 0
    for await (const [key, read] of dict) {
      assert.match(key, /^key-\d+$/)
      assert.strictEqual(read, value)
      count++
    }
    assert.strictEqual(count, 3_000)

    transport.sent.length = 0
    assert.strictEqual(await dict.clear(), 3_000)
    const queries = transport.sent.filter((operation) => operation === 'Query').length
    assert.isAbove(queries, 1)
    assert.isAtMost(transport.sent.length - queries, 3_000 / 25)
    assert.isTrue(await dict.isEmpty())
  })

  test('30 items of 100 KB, more than one page, are counted, iterated and cleared', async () => {
    const { dict } = newDict<string>(harness, { compress: false })
    const value = 'y'.repeat(100_000)
    await dict.setMany(Array.from({ length: 30 }, (_, index) => [String(index), value] as const))
    assert.strictEqual(await dict.size(), 30)
    assert.lengthOf(await listOf(dict.keys()), 30)
    assert.isTrue((await listOf(dict.values())).every((read) => read === value))
    assert.strictEqual(await dict.clear(), 30)
    assert.strictEqual(await dict.size(), 0)
  })

  test('25 values of nearly 400 KB are split by their bytes on the wire', async () => {
    const { dict } = newDict<string>(harness, { compress: false })
    const value = '"'.repeat(190_000)
    await dict.setMany(Array.from({ length: 25 }, (_, index) => [String(index), value] as const))
    assert.strictEqual(await dict.size(), 25)
    await dict.clear()
  })

  test('what has no entries or keys is refused, and nothing is sent', async () => {
    const { dict, transport } = newDict<number>(harness)
    for (const bad of [Promise.resolve({ a: 1 }), new Date(), 'ab', 1, null, undefined, () => ({})]) {
      const entries = await rejection(dict.setMany(bad as never))
      assert.match(entries.message, /entries must be a plain object, a Map or an iterable of pairs/)
      for (const use of [() => dict.deleteMany(bad as never), () => dict.getMany(bad as never)])
        assert.match((await rejection(use())).message, /keys must be an iterable, such as an array/)
    }
    assert.deepEqual(transport.sent, [])
  })

  test('an array or a Map is written as it is at the call', async () => {
    const { dict } = newDict<number>(harness)
    const list: [string, number][] = [['a', 1]]
    const map = new Map([['b', 2]])
    const writing = [dict.setMany(list), dict.setMany(map)]
    list.length = 0
    map.clear()
    await Promise.all(writing)
    assert.deepEqual(await listOf(dict), [['a', 1], ['b', 2]]) // biome-ignore format: one line
  })

  test('nothing is made for no entries', async () => {
    const { dict, transport } = newDict<number>(harness, { shards: 3 })
    for (const none of [[], {}, new Map(), (function* () {})()]) await dict.setMany(none as never)
    await dict.deleteMany([])
    assert.deepEqual(transport.sent, [])
  })

  test('setMany takes objects, Maps, arrays, generators and streams of pairs', async () => {
    const { dict } = newDict<number>(harness)
    async function* later(): AsyncGenerator<[string, number]> {
      yield ['d', 4]
      yield ['e', 5]
    }
    function* now(): Generator<[string, number]> {
      yield ['f', 6]
    }
    await dict.setMany({ a: 1 })
    await dict.setMany(new Map([['b', 2]]))
    await dict.setMany([['c', 3]])
    await dict.setMany(later())
    await dict.setMany(now())
    await dict.setMany({})
    assert.deepEqual(await listOf(dict.values()), [1, 2, 3, 4, 5, 6])
  })

  test('of several values for one key the last one wins, across batches too', async () => {
    const { dict } = newDict<number>(harness)
    await dict.setMany(Array.from({ length: 200 }, (_, index) => [`k${index % 60}`, index] as const))
    assert.strictEqual(await dict.size(), 60)
    for (let key = 0; key < 60; key++) {
      assert.strictEqual(await dict.get(`k${key}`), key < 20 ? 180 + key : 120 + key)
    }
  })

  test('setMany of values in memory writes nothing when one of them is bad', async () => {
    const { dict, transport } = newDict(harness)
    const entries = { good: 1, bad: () => 1 }
    assert.match((await rejection(dict.setMany(entries))).message, /key 'bad': value is of type function/)
    assert.match((await rejection(dict.setMany([['', 1]]))).message, /key must be 1 to 1024 bytes; it has 0/)
    assert.deepEqual(transport.sent, [])
  })

  test('deleteMany takes keys that are there twice or not at all', async () => {
    const { dict } = newDict<number>(harness)
    await dict.setMany({ a: 1, b: 2, c: 3 })
    await dict.deleteMany(['a', 'a', 'absent', 'b', 'a'])
    assert.deepEqual(await listOf(dict.keys()), ['c'])
    await dict.deleteMany(dict.keys())
    assert.isTrue(await dict.isEmpty())
    assert.match((await rejection(dict.deleteMany(['ok', '']))).message, /key must be 1 to 1024 bytes; it has 0/)
  })

  test('leaving an iteration early is fine, and a bad source ends a batch with its own error', async () => {
    const { dict } = newDict<number>(harness)
    await dict.setMany({ a: 1, b: 2 })
    for await (const [key] of dict) {
      assert.strictEqual(key, 'a')
      break
    }
    async function* failing(): AsyncGenerator<[string, number]> {
      yield ['c', 3]
      throw new Error('source failed')
    }
    assert.strictEqual((await rejection(dict.setMany(failing()))).message, 'source failed')
  })
}
