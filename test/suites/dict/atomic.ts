import { assert } from 'chai'
import { listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** Writes that depend on what is there. */
export const atomic: Suite = (test, harness) => {
  const { lib } = harness

  test('set writes only into the state that is asked for, in one request', async () => {
    const { dict, transport } = newDict<number>(harness)
    const failures = await rejections([dict.set('k', 1, { ifPresent: true }), dict.set('k', 1, { ifVersion: 'v' })])
    for (const error of failures) assert.instanceOf(error, lib.ConditionFailedError)
    const version = await dict.set('k', 1, { ifAbsent: true })
    assert.instanceOf(await rejection(dict.set('k', 2, { ifAbsent: true })), lib.ConditionFailedError)
    const next = await dict.set('k', 3, { ifVersion: version })
    assert.notStrictEqual(next, version)
    assert.instanceOf(await rejection(dict.set('k', 4, { ifVersion: version })), lib.ConditionFailedError)
    await dict.set('k', 5, { ifPresent: true })
    assert.strictEqual(await dict.get('k'), 5)
    transport.sent.length = 0
    await dict.set('k', 6, { ifPresent: true })
    assert.deepEqual(transport.sent, ['PutItem'])
    const two = rejection(dict.set('k', 7, { ifAbsent: true, ifPresent: true }))
    assert.match((await two).message, /pass one of ifAbsent, ifPresent and ifVersion/)
  })

  test('a write that needs an item makes no table', async () => {
    const sent: string[] = []
    const missing = new lib.TableNotFoundError('none')
    const transport = {
      send: async (operation: string) => {
        sent.push(operation)
        throw missing
      },
    }
    const dict = new lib.DynamoDbDict<number>('some-table', { transport })
    const refused = [
      dict.set('k', 1, { ifPresent: true }),
      dict.replace('k', 1),
      dict.replace('k', 1, { ifVersion: 'v' }),
      dict.delete('k', { ifVersion: 'v' }),
    ]
    for (const error of await rejections(refused)) assert.instanceOf(error, lib.ConditionFailedError)
    assert.isFalse(await dict.touch('k'))
    assert.isFalse(await dict.persist('k'))
    assert.isUndefined(await dict.expiresAt('k'))
    assert.deepEqual(await dict.getMany(['k']), new Map())
    assert.notInclude(sent, 'CreateTable')
  })

  test('an item past its expiry is absent for every condition', async () => {
    const { dict, clock } = newDict<number>(harness)
    const version = await dict.set('k', 1, { ttl: 10 })
    clock.offsetMs = 11_000
    const refused = [
      dict.set('k', 2, { ifPresent: true }),
      dict.set('k', 2, { ifVersion: version }),
      dict.replace('k', 2),
      dict.delete('k', { ifVersion: version }),
    ]
    for (const error of await rejections(refused)) assert.instanceOf(error, lib.ConditionFailedError)
    assert.isFalse(await dict.touch('k', '1h'))
    assert.isFalse(await dict.persist('k'))
    assert.isUndefined(await dict.getEntry('k'))
    assert.isUndefined(await dict.expiresAt('k'))
    await dict.set('k', 3, { ifAbsent: true })
    assert.strictEqual(await dict.get('k'), 3)
  })

  test('replace and delete go by the version that was read', async () => {
    const { dict } = newDict<string>(harness)
    await dict.set('k', 'one')
    const entry = await dict.getEntry('k')
    await dict.replace('k', 'two', { ifVersion: entry?.version })
    const refused = [
      dict.replace('k', 'three', { ifVersion: entry?.version }),
      dict.delete('k', { ifVersion: entry?.version }),
    ]
    for (const error of await rejections(refused)) assert.instanceOf(error, lib.ConditionFailedError)
    assert.strictEqual(await dict.get('k'), 'two')
    assert.isTrue(await dict.delete('k', { ifVersion: (await dict.getEntry('k'))?.version }))
    assert.isFalse(await dict.delete('k'))
  })

  test('an entry tells all that is known of a value', async () => {
    const { dict, clock, putRaw } = newDict(harness)
    const version = await dict.set('k', { a: 1 }, { ttl: '1h' })
    const entry = await dict.getEntry('k')
    assert.deepEqual({ ...entry, expiresAt: undefined, size: undefined }, {
      key: 'k',
      value: { a: 1 },
      meta: {},
      version,
      expiresAt: undefined,
      size: undefined,
    } as never)
    assert.closeTo(Number(entry?.expiresAt), clock.now() + 3_600_000, 2_000)
    assert.isAbove(entry?.size ?? 0, 100)
    await putRaw('foreign', { value: { N: '7' } })
    const foreign = await dict.getEntry('foreign')
    assert.deepEqual([foreign?.value, foreign?.version, foreign?.expiresAt], [7, null, 'never'])
  })

  test('touch sets a new expiry, persist takes it away, and both leave the value as it is', async () => {
    const { dict, clock, sibling, rawItem } = newDict<string>(harness)
    const version = await dict.set('k', 'value', { ttl: 60 })
    assert.isTrue(await dict.touch('k', '1h'))
    assert.closeTo(Number(await dict.expiresAt('k')), clock.now() + 3_600_000, 2_000)
    assert.isTrue(await dict.persist('k'))
    assert.strictEqual(await dict.expiresAt('k'), 'never')
    const item = await rawItem('k')
    assert.isUndefined(item?.expires)
    assert.isUndefined(item?.ttl)
    assert.notStrictEqual(item?.version?.S, version)
    assert.strictEqual(await dict.get('k'), 'value')
    assert.isTrue(await sibling<string>({ ttl: '2h' }).touch('k'))
    assert.closeTo(Number(await dict.expiresAt('k')), clock.now() + 7_200_000, 2_000)
    assert.isFalse(await dict.touch('absent', '1h'))
  })

  test('increment counts exactly, by one request each, from many callers at a time', async () => {
    const { dict, transport } = newDict<number>(harness)
    const sums = await Promise.all(Array.from({ length: 32 }, () => dict.increment('counter')))
    assert.deepEqual(
      [...sums].sort((a, b) => a - b),
      Array.from({ length: 32 }, (_, index) => index + 1),
    )
    assert.strictEqual(await dict.get('counter'), 32)
    assert.strictEqual(await dict.increment('counter', -40), -8)
    transport.sent.length = 0
    assert.strictEqual(await dict.increment('counter', 0), -8)
    assert.deepEqual(transport.sent, ['UpdateItem'])
  })

  test('a counter that has expired begins again, and one that is there keeps its expiry', async () => {
    const { dict, clock } = newDict<number>(harness)
    assert.strictEqual(await dict.increment('k', 5, { ttl: 10 }), 5)
    const end = await dict.expiresAt('k')
    clock.offsetMs = 5_000
    assert.strictEqual(await dict.increment('k', 1, { ttl: 10 }), 6)
    assert.deepEqual(await dict.expiresAt('k'), end)
    clock.offsetMs = 11_000
    assert.strictEqual(await dict.increment('k', 1, { ttl: 10 }), 1)
    assert.isAbove(Number(await dict.expiresAt('k')), Number(end))
  })

  test('what is no number stays, and no sum goes beyond the safe integers', async () => {
    const { dict, sibling, putRaw } = newDict<unknown>(harness)
    await dict.set('text', 'x')
    await dict.set('most', Number.MAX_SAFE_INTEGER)
    await dict.set('least', Number.MIN_SAFE_INTEGER)
    await putRaw('other', { value: { N: '1' }, encoding: { S: 'other' } })
    await putRaw('foreign', { value: { N: '41' } })
    assert.instanceOf(await rejection(dict.increment('text')), lib.DecodeError)
    assert.instanceOf(await rejection(dict.increment('other')), lib.DecodeError)
    for (const error of await rejections([dict.increment('most'), dict.increment('least', -1)])) {
      assert.instanceOf(error, RangeError)
    }
    assert.strictEqual(await dict.increment('most', -1), Number.MAX_SAFE_INTEGER - 1)
    assert.strictEqual(await dict.increment('foreign'), 42)
    assert.strictEqual(await dict.get('text'), 'x')
    assert.match((await rejection(dict.increment('k', 0.5))).message, /by must be a safe integer/)
    const texts = sibling<string>({ serializer: lib.text })
    assert.match((await rejection(texts.increment('k'))).message, /increment needs the serializer json/)
  })

  test('update loses nothing to other writers, and begins where there is no value', async () => {
    const { dict } = newDict<number[]>(harness)
    const add = (n: number) => dict.update('list', (list = []) => [...list, n])
    await Promise.all(Array.from({ length: 12 }, (_, index) => add(index)))
    assert.deepEqual(
      [...((await dict.get('list')) ?? [])].sort((a, b) => a - b),
      Array.from({ length: 12 }, (_, index) => index),
    )
    const own = new Error('its own')
    const failing = dict.update('list', () => {
      throw own
    })
    assert.strictEqual(await rejection(failing), own)
    assert.lengthOf((await dict.get('list')) ?? [], 12)
  })

  test('update takes what others wrote, and ends when it is aborted', async () => {
    const { dict, putRaw, rawItem } = newDict<number>(harness)
    await dict.set('makes the table', 1)
    await putRaw('foreign', { value: { N: '1' } })
    assert.strictEqual(await dict.update('foreign', (n = 0) => n + 1), 2)
    assert.isDefined((await rawItem('foreign'))?.version)
    const leaving = new AbortController()
    const hanging = dict.update('k', () => new Promise<number>(() => {}), { signal: leaving.signal })
    setTimeout(() => leaving.abort(new Error('gone')), 20)
    assert.strictEqual((await rejection(hanging)).message, 'gone')
  })

  test('update loses nothing on items that others wrote, and keeps meta and expiry', async () => {
    const { dict, putRaw, clock } = newDict<number>(harness)
    await dict.set('makes the table', 1)
    await putRaw('foreign', { value: { N: '0' } })
    await Promise.all(Array.from({ length: 12 }, () => dict.update('foreign', (n = 0) => n + 1)))
    assert.strictEqual(await dict.get('foreign'), 12)
    await dict.set('k', 1, { ttl: '1h' })
    await dict.patchMeta('k', { note: 'kept' })
    const end = await dict.expiresAt('k')
    await dict.update('k', (n = 0) => n + 1)
    const entry = await dict.getEntry('k')
    assert.deepEqual([entry?.value, entry?.meta, entry?.expiresAt], [2, { note: 'kept' }, end])
    await dict.update('k', (n = 0) => n + 1, { ttl: '2h' })
    assert.closeTo(Number(await dict.expiresAt('k')), clock.now() + 7_200_000, 2_000)
  })

  test('an update whose answer was lost is not made twice', async () => {
    const { dict, transport } = newDict<string[]>(harness)
    await dict.set('cart', ['x'])
    const { send } = transport
    let lost = 0
    // The write is done, its answer is lost, and the transport sends it again.
    transport.send = async (operation, input, options) => {
      const answer = await send.call(transport, operation, input, options)
      if (operation !== 'PutItem' || lost++ > 0) return answer as never
      return send.call(transport, operation, input, options) as never
    }
    let changes = 0
    const added = await dict.update('cart', (cart = []) => {
      changes++
      return [...cart, 'item']
    })
    assert.deepEqual([added, await dict.get('cart'), changes], [['x', 'item'], ['x', 'item'], 1])
  })

  test('increment of a fraction gives the nearest number, and so does what reads it', async () => {
    const { dict, sibling } = newDict<number>(harness)
    for (const [value, by, sum] of [
      [0.1 + 0.2, 1, 1.3],
      [0.1, 9_007_199_254_740_989, 9_007_199_254_740_989],
      [-1.5, 2, 0.5],
      [1e-20, -1, -1],
    ] as const) {
      await dict.set('k', value)
      assert.strictEqual(await dict.increment('k', by), sum)
      assert.strictEqual(await dict.get('k'), sum)
      assert.deepEqual(await listOf(dict.values()), [sum])
      assert.strictEqual(await sibling<number>({}).pop('k'), sum)
    }
    await dict.set('k', 0.5)
    assert.instanceOf(await rejection(dict.increment('k', Number.MAX_SAFE_INTEGER)), RangeError)
    assert.strictEqual(await dict.get('k'), 0.5)
    await dict.set('k', -0.25)
    assert.instanceOf(await rejection(dict.increment('k', Number.MIN_SAFE_INTEGER)), RangeError)
    assert.strictEqual(await dict.increment('k', Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
  })

  test('a whole number that no double has is an error, and is not rounded', async () => {
    const { dict, putRaw } = newDict<number>(harness)
    await dict.set('makes the table', 1)
    await putRaw('k', { value: { N: '9007199254740993' }, encoding: { S: 'json' } })
    assert.instanceOf(await rejection(dict.get('k')), lib.DecodeError)
  })

  test('what cannot be written on condition is an error, and not tried for ever', async () => {
    const { dict, putRaw } = newDict<number>(harness)
    await dict.set('makes the table', 1)
    await putRaw('later', { value: { N: '1' }, format: { N: '2' } })
    await putRaw('odd', { value: { N: '1' }, expires: { S: '2' } })
    await putRaw('large', { value: { N: '9007199254740993' } })
    const refused = [
      dict.increment('later'),
      dict.update('later', () => 1),
      dict.increment('odd'),
      dict.update('odd', () => 1),
    ]
    for (const error of await rejections(refused)) assert.instanceOf(error, lib.DecodeError)
    assert.instanceOf(await rejection(dict.increment('large', -10)), RangeError)
    assert.match((await rejection(dict.increment('makes the table', 1, { ttl: 'soon' as never }))).message, /ttl/)
    assert.strictEqual(await dict.get('makes the table'), 1)
  })

  test('a version of null is that of items that others wrote', async () => {
    const { dict, putRaw } = newDict<number>(harness)
    await dict.set('own', 1)
    await putRaw('foreign', { value: { N: '1' } })
    const { version = 'none' } = (await dict.getEntry('foreign')) ?? {}
    assert.isNull(version)
    assert.instanceOf(await rejection(dict.set('own', 2, { ifVersion: version })), lib.ConditionFailedError)
    assert.instanceOf(await rejection(dict.delete('own', { ifVersion: version })), lib.ConditionFailedError)
    await dict.set('foreign', 2, { ifVersion: version })
    assert.instanceOf(await rejection(dict.set('foreign', 3, { ifVersion: version })), lib.ConditionFailedError)
  })

  test('getMany ends when it is aborted, even while its keys do not come', async () => {
    const { dict } = newDict<number>(harness)
    const leaving = new AbortController()
    async function* hanging() {
      yield 'k'
      await new Promise(() => {})
    }
    setTimeout(() => leaving.abort(new Error('gone')), 20)
    assert.strictEqual((await rejection(dict.getMany(hanging(), { signal: leaving.signal }))).message, 'gone')
  })

  test('getMany reads in batches of 100, in the order asked, without what is absent', async () => {
    const { dict, clock, transport } = newDict<number>(harness)
    const keys = Array.from({ length: 230 }, (_, index) => `k${index}`)
    await dict.setMany(keys.map((key, index) => [key, index]))
    await dict.set('old', 1, { ttl: 1 })
    clock.offsetMs = 5_000
    transport.sent.length = 0
    const asked = ['absent', ...[...keys].reverse(), 'old', 'k0', 'k1']
    const found = await dict.getMany(asked, { consistent: true })
    assert.deepEqual([...found.keys()], [...keys].reverse())
    assert.strictEqual(found.get('k229'), 229)
    assert.deepEqual(transport.sent, ['BatchGetItem', 'BatchGetItem', 'BatchGetItem'])
    assert.deepEqual(await dict.getMany([]), new Map())
    assert.deepEqual([...(await dict.getMany(dict.keys({ limit: 2 }))).values()], [0, 1])
    assert.match((await rejection(dict.getMany(['ok', '']))).message, /key must be 1 to 1024 bytes/)
  })
}
