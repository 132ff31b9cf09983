import { assert } from 'chai'
import { listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** The methods of a map. */
export const mapping: Suite = (test, harness) => {
  const { lib } = harness

  test('get, has, getOrThrow and delete tell what is there', async () => {
    const { dict } = newDict(harness)
    assert.isUndefined(await dict.get('key'))
    assert.isFalse(await dict.has('key'))
    await dict.set('key', 1)
    assert.strictEqual(await dict.get('key'), 1)
    assert.isTrue(await dict.has('key'))
    assert.strictEqual(await dict.getOrThrow('key'), 1)
    assert.isTrue(await dict.delete('key'))
    assert.isFalse(await dict.delete('key'))
    const error = await rejection(dict.getOrThrow('key'))
    assert.instanceOf(error, lib.KeyNotFoundError)
    assert.isTrue(error instanceof lib.DynadictError)
    assert.isTrue(lib.isDynadictError(error))
    assert.strictEqual(error.code, 'KEY_NOT_FOUND')
    assert.match(error.message, /'key'/)
  })

  test('pop takes a value once, whoever asks', async () => {
    const { dict } = newDict<string>(harness)
    await dict.set('key', 'value')
    const taken = await Promise.all(Array.from({ length: 16 }, () => dict.pop('key')))
    assert.deepEqual(
      taken.filter((value) => value !== undefined),
      ['value'],
    )
  })

  test('popItem reads no more than the item that it removes', async () => {
    const { dict, transport } = newDict<number>(harness)
    await dict.setMany({ a: 1, b: 2, c: 3 })
    const { send } = transport
    const limits: unknown[] = []
    transport.send = (operation, input, options) => {
      if (operation === 'Query') limits.push((input as { Limit?: number }).Limit)
      return send.call(transport, operation, input, options) as never
    }
    assert.deepEqual(await dict.popItem(), ['a', 1])
    assert.deepEqual(limits, [1])
  })

  test('popItem empties a dict in key order', async () => {
    const { dict } = newDict<number>(harness)
    await dict.setMany({ b: 2, a: 1, c: 3 })
    assert.deepEqual(await dict.popItem(), ['a', 1])
    assert.deepEqual(await dict.popItem(), ['b', 2])
    assert.deepEqual(await dict.popItem(), ['c', 3])
    assert.isUndefined(await dict.popItem())
  })

  test('popItem gives each item to one of many callers', async () => {
    const { dict } = newDict<number>(harness)
    await dict.setMany(Array.from({ length: 12 }, (_, index) => [`k${index}`, index] as const))
    const taken = await Promise.all(Array.from({ length: 16 }, () => dict.popItem()))
    const keys = taken.flatMap((entry) => entry?.[0] ?? [])
    assert.lengthOf(keys, 12)
    assert.strictEqual(new Set(keys).size, 12)
  })

  test('getOrInsert writes where nothing is, and reads where something is', async () => {
    const { dict, transport } = newDict<string>(harness)
    assert.strictEqual(await dict.getOrInsert('key', 'first'), 'first')
    transport.sent.length = 0
    assert.strictEqual(await dict.getOrInsert('key', 'second'), 'first')
    assert.deepEqual(transport.sent, ['GetItem'])
  })

  test('getOrInsertComputed: one of many callers wins, each computes at most once, and all get its value', async () => {
    const { dict } = newDict<string>(harness)
    await dict.set('makes the table', '')
    const computed = new Map<number, number>()
    const callers = Array.from({ length: 24 }, (_, caller) =>
      dict.getOrInsertComputed('key', (key) => {
        computed.set(caller, (computed.get(caller) ?? 0) + 1)
        return `${key} by ${caller}`
      }),
    )
    const values = new Set(await Promise.all(callers))
    assert.strictEqual(values.size, 1)
    assert.isTrue([...computed.values()].every((times) => times === 1))
    assert.isTrue(values.has((await dict.get('key')) ?? ''))
    await dict.getOrInsertComputed('key', () => assert.fail('computed on a hit'))
  })

  test('a computation that fails inserts nothing', async () => {
    const { dict } = newDict<string>(harness)
    const error = await rejection(dict.getOrInsertComputed('key', () => Promise.reject(new Error('no luck'))))
    assert.strictEqual(error.message, 'no luck')
    assert.isFalse(await dict.has('key'))
  })

  test('size, isEmpty, keys, values, entries and for await agree', async () => {
    const { dict } = newDict<number>(harness)
    assert.isTrue(await dict.isEmpty())
    assert.strictEqual(await dict.size(), 0)
    await dict.setMany({ b: 2, a: 1 })
    assert.isFalse(await dict.isEmpty())
    assert.strictEqual(await dict.size(), 2)
    assert.deepEqual(await listOf(dict.keys()), ['a', 'b'])
    assert.deepEqual(await listOf(dict.values()), [1, 2])
    assert.deepEqual(await listOf(dict.entries()), [['a', 1], ['b', 2]]) // biome-ignore format: pairs
    assert.deepEqual(await listOf(dict), [['a', 1], ['b', 2]]) // biome-ignore format: pairs
  })

  test('keys come in the order of their UTF-8 bytes, not of UTF-16', async () => {
    const { dict } = newDict<number>(harness)
    const ordered = ['A', 'Z', 'a', 'z', 'é', '\ud7ff', '\ue000', '\ufffd', '😀', '\u{10ffff}']
    await dict.setMany([...ordered].reverse().map((key, index) => [key, index] as const))
    assert.deepEqual(await listOf(dict.keys()), ordered)
  })

  test('unusual keys are kept verbatim', async () => {
    const { dict, sibling } = newDict<number>(harness)
    const keys = [
      '+/=%~ &?#',
      '.',
      '..',
      ' ',
      '\t\n',
      '\u0000',
      '\'"\\',
      'é',
      'e\u0301',
      '__proto__',
      'x'.repeat(1_024),
      '€'.repeat(341),
    ]
    await dict.setMany(keys.map((key, index) => [key, index] as const))
    for (const [index, key] of keys.entries()) assert.strictEqual(await dict.get(key), index, JSON.stringify(key))
    assert.strictEqual(await sibling({}).size(), keys.length)
  })

  test('namespaces of one table do not see each other', async () => {
    const one = newDict<number>(harness)
    const two = newDict<number>(harness, { namespace: `${one.namespace}/x` })
    await one.dict.set('key', 1)
    await two.dict.set('key', 2)
    assert.strictEqual(await one.dict.get('key'), 1)
    assert.strictEqual(await one.dict.clear(), 1)
    assert.strictEqual(await two.dict.get('key'), 2)
  })

  test('get, set, delete and has take one request each, and a warm start sends no control-plane request', async () => {
    const { dict, transport, sibling } = newDict(harness)
    await dict.set('makes the table', 1)
    transport.sent.length = 0
    const warm = sibling({})
    await warm.set('key', 1)
    await warm.get('key')
    await warm.has('key')
    await warm.delete('key')
    assert.deepEqual(transport.sent, ['PutItem', 'GetItem', 'GetItem', 'DeleteItem'])
  })

  test('an abort ends the wait for a source, a body or a computation that never comes', async () => {
    const { dict, sibling } = newDict<number>(harness)
    const never = new Promise<never>(() => {})
    const slow = sibling<number>({ serializer: { encoding: 'slow', encode: () => never, decode: () => never } })
    const leaving = new AbortController()
    const { signal } = leaving
    let cancelled = 0
    async function* source(): AsyncGenerator<[string, number]> {
      yield ['a', await never]
    }
    const body = new ReadableStream<Uint8Array>({ pull: () => never, cancel: () => void cancelled++ })
    const calls = [
      dict.setMany(source(), { signal }),
      dict.putBlob('k', body, { signal }),
      dict.getOrInsertComputed('k', () => never, { signal }),
      slow.set('k', 1, { signal }),
      slow.setMany({ k: 1 }, { signal }),
    ]
    setTimeout(() => leaving.abort(new Error('enough')), 50)
    for (const error of await rejections(calls)) assert.strictEqual(error.message, 'enough')
    assert.strictEqual(cancelled, 1)
  })

  test('a listing ends within its page when it is aborted', async () => {
    const { dict } = newDict<number>(harness)
    await dict.setMany(Array.from({ length: 20 }, (_, index) => [`k${index}`, index] as const))
    for (const method of ['keys', 'values', 'entries', 'metas'] as const) {
      const leaving = new AbortController()
      let seen = 0
      const listing = async () => {
        for await (const _ of dict[method]({ signal: leaving.signal })) {
          if (++seen === 3) leaving.abort(new Error('enough'))
        }
      }
      assert.strictEqual((await rejection(listing())).message, 'enough')
      assert.strictEqual(seen, 3)
    }
  })

  test('a loser whose winner is gone again computes no second time', async () => {
    const { dict, transport } = newDict<string>(harness)
    await dict.set('makes the table', '')
    const { send } = transport
    let lost = 0
    transport.send = async (operation, input, options) => {
      if (operation === 'PutItem' && lost++ === 0) throw new lib.ConditionFailedError('another one was first')
      return send.call(transport, operation, input, options) as never
    }
    let computed = 0
    assert.strictEqual(await dict.getOrInsertComputed('key', () => `${++computed}`), '1')
    assert.strictEqual(computed, 1)
    assert.strictEqual(await dict.get('key'), '1')
  })

  test('an aborted signal rejects with its reason and changes nothing', async () => {
    const { dict } = newDict<number>(harness)
    const signal = AbortSignal.abort(new Error('enough'))
    const calls = [
      dict.get('k', { signal }),
      dict.set('k', 1, { signal }),
      dict.delete('k', { signal }),
      dict.size({ signal }),
      dict.keys({ signal }).next(),
      dict.setMany({ a: 1 }, { signal }),
      dict.clear({ signal }),
    ]
    for (const error of await rejections(calls)) assert.strictEqual(error.message, 'enough')
    assert.isFalse(await dict.has('k'))
  })
}
