import { assert } from 'chai'
import { type Library, rejection, rejections, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** An array in an array, so many times over. */
function nested(depth: number): unknown {
  let value: unknown[] = []
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

/** What goes in comes out, or it is an error at the door. */
export const values: Suite = (test, harness) => {
  const { lib } = harness

  test('every JSON value comes back as it was', async () => {
    const { dict } = newDict(harness)
    const given = [
      'text',
      '',
      '"quoted" \\ \u0000 \u2028 é 😀',
      true,
      false,
      null,
      [],
      {},
      [1, [2, [3]]],
      { a: { b: [null, 'c', -1.5] }, '': 1, 'ü.ß': 2 },
      JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'),
    ]
    for (const value of given) {
      await dict.set('key', value)
      assert.deepEqual(await dict.get('key'), value)
    }
    assert.notProperty({}, 'polluted')
  })

  test('a number that DynamoDB holds exactly is stored as a number, any other as JSON', async () => {
    const { dict, rawItem } = newDict<number>(harness)
    const exact = [0, 1, -1, 0.1, 1.5e-7, 1e21, 123456789.125, Number.MAX_SAFE_INTEGER, 9.999e125, -1e-130, 2 ** 53 + 2]
    for (const value of exact) {
      await dict.set('key', value)
      assert.strictEqual(await dict.get('key'), value)
      assert.property((await rawItem('key'))?.value, 'N', String(value))
    }
    for (const value of [Number.MAX_VALUE, 5e-324, 1e126, -9e-131]) {
      await dict.set('key', value)
      assert.strictEqual(await dict.get('key'), value)
      assert.deepEqual((await rawItem('key'))?.value, { S: JSON.stringify(value) })
    }
  })

  test('what JSON would change is refused before anything is sent, and the error names key and place', async () => {
    const { dict, transport } = newDict(harness)
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    class Point {}
    const refused: [value: unknown, place: RegExp][] = [
      [undefined, /value is of type undefined/],
      [Number.NaN, /value is NaN/],
      [Number.POSITIVE_INFINITY, /value is Infinity/],
      [1n, /value is of type bigint/],
      [{ list: [0, new Map()] }, /value\.list\[1\] is of type Map/],
      [{ set: new Set() }, /value\.set is of type Set/],
      [{ at: new Date(0) }, /value\.at is of type Date/],
      [[new Uint8Array(1)], /value\[0\] is of type Uint8Array/],
      [{ run: () => 1 }, /value\.run is of type function/],
      [{ id: Symbol('id') }, /value\.id is of type symbol/],
      [{ [Symbol('id')]: 1 }, /value has members that JSON drops/],
      [[undefined], /value\[0\] is of type undefined/],
      [new Array(1), /value\[0\] is of type undefined/],
      [{ point: new Point() }, /value\.point is of type Point/],
      [cycle, /value\.self contains itself/],
      [Object.assign([1], { extra: 2 }), /value has members that JSON drops/],
      [new (class List extends Array {})(), /value is of type List/],
      [Object.defineProperty({}, 'toJSON', { value: () => 'else' }), /value has members that JSON drops/],
      [nested(200_000), /nested too deeply/],
      [Object.create(Object.create(null, { hidden: { value: 1 } })), /is of type/],
    ]
    for (const [value, place] of refused) {
      const error = await rejection(dict.set('the-key', value))
      assert.instanceOf(error, TypeError)
      assert.match(error.message, /key 'the-key'/)
      assert.match(error.message, place)
    }
    assert.deepEqual(transport.sent, [])
  })

  test('whatever its depth, a value is stored or refused by name', async () => {
    const { dict } = newDict(harness)
    for (const depth of [1_000, 4_000, 6_000, 7_000, 8_000, 10_000]) {
      const error = await dict.set('deep', nested(depth)).then(
        () => undefined,
        (failure) => failure,
      )
      if (error) assert.match(`${error}`, /^TypeError: key 'deep': it is nested too deeply/)
    }
  })

  test('a cycle behind much else is found at once', async () => {
    const { dict } = newDict(harness)
    const rows: unknown[] = Array.from({ length: 20_000 }, (_, index) => ({ index }))
    rows.push({ rows })
    const start = Date.now()
    assert.match((await rejection(dict.set('k', rows))).message, /value\[20000\]\.rows contains itself/)
    assert.isBelow(Date.now() - start, 1_000)
  })

  test('members that are undefined are left out, as JSON does', async () => {
    const { dict } = newDict(harness)
    await dict.set('key', { a: 1, b: undefined })
    assert.deepEqual(await dict.get('key'), { a: 1 })
  })

  test('the same object twice is no cycle', async () => {
    const { dict } = newDict(harness)
    const shared = { x: 1 }
    await dict.set('key', { a: shared, b: [shared, shared] })
    assert.deepEqual(await dict.get('key'), { a: { x: 1 }, b: [{ x: 1 }, { x: 1 }] })
  })

  test('text and bytes have serializers of their own', async () => {
    const texts = newDict<string>(harness, { serializer: lib.text })
    await texts.dict.set('key', 'plain "text"')
    assert.strictEqual(await texts.dict.get('key'), 'plain "text"')
    assert.deepEqual((await texts.rawItem('key'))?.value, { S: 'plain "text"' })

    const binary = newDict<Uint8Array>(harness, { serializer: lib.bytes })
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    for (const value of [all, all.subarray(10, 20), new Uint8Array()]) {
      await binary.dict.set('key', value)
      assert.deepEqual(await binary.dict.get('key'), Uint8Array.from(value))
    }
  })

  test('a serializer refuses what is not its own', async () => {
    const { dict: texts } = newDict<string>(harness, { serializer: lib.text })
    const { dict: binary } = newDict<Uint8Array>(harness, { serializer: lib.bytes })
    assert.match((await rejection(texts.set('k', 1 as never))).message, /key 'k': the value must be a string/)
    assert.match((await rejection(texts.set('k', '\ud800'))).message, /lone surrogate/)
    assert.match((await rejection(binary.set('k', 'text' as never))).message, /key 'k': the value must be a Uint8Array/)
  })

  test('bytes are taken as they are when set is called, whatever kind of Uint8Array they are', async () => {
    const { dict } = newDict<Uint8Array>(harness, { serializer: lib.bytes })
    const given = new Uint8Array([1, 2, 3])
    const writing = dict.set('key', given)
    given.fill(9)
    await writing
    assert.deepEqual(await dict.get('key'), new Uint8Array([1, 2, 3]))
    class Own extends Uint8Array {
      toJSON() {
        return 'not this'
      }
    }
    await dict.set('own', Own.of(4, 5))
    assert.deepEqual(await dict.get('own'), new Uint8Array([4, 5]))
  })

  test('a serializer of the user, which may take its time', async () => {
    const serializer: Library.Serializer<Date> = {
      encoding: 'date',
      encode: async (value) => ({ S: value.toISOString() }),
      decode: async (attribute) => new Date(attribute.S ?? ''),
    }
    const { dict } = newDict<Date>(harness, { serializer })
    await dict.set('key', new Date(12345))
    assert.deepEqual(await dict.get('key'), new Date(12345))
  })

  test('reading with another serializer is an error, and pop leaves the item where it is', async () => {
    const { dict, sibling } = newDict(harness)
    await dict.set('key', { a: 1 })
    const texts = sibling({ serializer: lib.text })
    const reads = [texts.get('key'), texts.pop('key'), texts.popItem(), texts.entries().next()]
    for (const error of await rejections(reads)) {
      assert.instanceOf(error, lib.DecodeError)
      assert.match(error.message, /'key'/)
    }
    assert.deepEqual(await dict.get('key'), { a: 1 })
  })

  test('pop leaves what it could not read, and takes no notice of what has expired', async () => {
    const { dict, sibling, clock, putRaw, rawItem } = newDict(harness)
    await dict.set('makes the table', 1)
    await dict.clear()
    const texts = sibling({ serializer: lib.text })
    await putRaw('later', { value: { S: '1' }, encoding: { S: 'json' }, format: { N: '2' } })
    assert.instanceOf(await rejection(dict.pop('later')), lib.DecodeError)
    assert.isDefined(await rawItem('later'))
    await putRaw('later', { other: { S: 'no value' } })
    assert.instanceOf(await rejection(dict.pop('later')), lib.DecodeError)
    assert.isDefined(await rawItem('later'))
    await dict.set('expired', 1, { ttl: 1 })
    clock.offsetMs += 5_000
    assert.isUndefined(await texts.pop('expired'))
  })

  test('items that others wrote, without version and encoding, are told by the type of their value', async () => {
    const { dict, putRaw } = newDict(harness)
    await dict.set('makes the table', 1)
    const foreign: [Library.AttributeValue, unknown][] = [
      [{ S: 'text' }, 'text'],
      [{ N: '12.5' }, 12.5],
      [{ B: new Uint8Array([1, 2]) }, new Uint8Array([1, 2])],
      [{ BOOL: false }, false],
      [{ NULL: true }, null],
      [{ L: [{ N: '1' }, { M: { B: { S: 'an attribute named B' } } }] }, [1, { B: 'an attribute named B' }]],
      [{ SS: ['a', 'b'] }, new Set(['a', 'b'])],
      [{ BS: [new Uint8Array([7])] }, new Set([new Uint8Array([7])])],
    ]
    for (const [value, expected] of foreign) {
      await putRaw('foreign', { value })
      assert.deepEqual(await dict.get('foreign'), expected)
    }
  })

  test('an item of a later format, without a value, or with a malformed one is a DecodeError', async () => {
    const { dict, putRaw } = newDict(harness)
    await dict.set('makes the table', 1)
    await putRaw('later', { value: { S: '1' }, encoding: { S: 'json' }, format: { N: '2' } })
    await putRaw('empty', { other: { S: 'x' } })
    await putRaw('rounded', { value: { N: '12345678901234567890' } })
    await putRaw('malformed', { value: { S: '{"secret' }, encoding: { S: 'json' } })
    for (const key of ['later', 'empty', 'rounded', 'malformed']) {
      const error = await rejection(dict.get(key))
      assert.instanceOf(error, lib.DecodeError)
      assert.strictEqual(error.code, 'DECODE')
      assert.match(error.message, new RegExp(`'${key}'`))
      assert.notMatch(error.message, /secret/)
    }
  })

  test('an item is laid out as the storage format says', async () => {
    const { dict, rawItem, clock, namespace } = newDict(harness)
    const before = clock.now()
    const version = await dict.set('key', { a: 1 }, { ttl: '90s' })
    const item = await rawItem('key')
    assert.deepInclude(item, {
      namespace: { S: namespace },
      key: { S: 'key' },
      value: { S: '{"a":1}' },
      encoding: { S: 'json' },
      format: { N: '1' },
      version: { S: String(version) },
    })
    assert.match(item?.version?.S ?? '', /^[0-9a-f]{32}$/)
    const updated = Number(item?.updated?.N)
    assert.isTrue(updated >= before && updated <= clock.now())
    assert.strictEqual(Number(item?.expires?.N), updated + 90_000)
    assert.strictEqual(Number(item?.ttl?.N), Math.ceil((updated + 90_000) / 1_000) + 3_600)
    await dict.set('key', { a: 1 })
    const rewritten = await rawItem('key')
    assert.notStrictEqual(rewritten?.version?.S, version)
    assert.notProperty(rewritten, 'expires')
    assert.notProperty(rewritten, 'ttl')
  })
}
