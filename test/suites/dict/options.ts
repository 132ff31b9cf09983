import { assert } from 'chai'
import { listOf, rejection, rejections, type Suite } from '../harness.ts'
import { newDict } from './fixture.ts'

/** Bad input is refused at the door, by name. */
export const options: Suite = (test, harness) => {
  const { lib, connection, endpoint } = harness

  test('a bad option is an error of the constructor that names it', () => {
    const bad: [options: object, message: RegExp][] = [
      [{ region: 'us west 2' }, /region must be .*'us-west-2'/],
      [{ region: 'evil.example/' }, /region/],
      [{ region: '' }, /region/],
      [{ endpoint: 'localhost:8000' }, /endpoint must be an http or https URL/],
      [{ endpoint: 'http://user:pass@localhost' }, /endpoint/],
      [{ credentials: { accessKeyId: 'a' } }, /credentials\.secretAccessKey/],
      [{ credentials: 'a:b' }, /credentials/],
      [{ transport: 'http' }, /transport must be 'sigv4', 'aws-sdk'/],
      [{ transport: {} }, /transport/],
      [{ maxAttempts: 0 }, /maxAttempts must be a whole number from 1/],
      [{ timeoutMs: 1.5 }, /timeoutMs/],
      [{ attemptTimeoutMs: '5s' }, /attemptTimeoutMs/],
      [{ namespace: '' }, /namespace must be 1 to 1024 bytes; it has 0/],
      [{ namespace: 7 }, /namespace must be a string/],
      [{ namespace: '~dynadict/x' }, /namespace must not begin with '~dynadict\/'/],
      [{ namespace: 'x'.repeat(1_025) }, /namespace must be 1 to 1024 bytes; it has 1025/],
      [{ namespace: '\udc00' }, /namespace holds a lone surrogate/],
      [{ serializer: { encode() {}, decode() {} } }, /serializer must be an object with encoding/],
      [{ serializer: { encoding: '', encode() {}, decode() {} } }, /serializer/],
      [{ endpoint: 'http://localhost:8000 ' }, /endpoint/],
      [{ ttl: 'tomorrow' }, /ttl/],
      [{ ttl: new Date() }, /ttl/],
      [{ billing: 'cheap' }, /billing/],
      [{ billing: { readCapacityUnits: 1, writeCapacityUnits: 0 } }, /billing must be 'on-demand' or/],
      [{ tags: 'web' }, /tags must be an object of strings/],
      [{ tags: { size: 5 } }, /tags must be/],
      [{ tags: new Map([['team', 'web']]) }, /tags must be/],
      [{ deletionProtection: 1 }, /deletionProtection must be a boolean/],
      [{ encryption: 'mine' }, /encryption must be 'aws-owned', 'aws-managed' or { kmsKeyId }/],
      [{ encryption: { kmsKeyId: 5 } }, /encryption/],
      [{ encryption: null }, /encryption/],
      [{ createTable: 'yes' }, /createTable must be a boolean/],
      [{ createTableTimeoutMs: -1 }, /createTableTimeoutMs/],
      [{ consistent: 1 }, /consistent/],
      [{ concurrency: 0 }, /concurrency/],
      [{ onEvent: 'log' }, /onEvent must be a function/],
      [{ clock: {} }, /clock must be an object with now/],
      [{ regoin: 'us-west-2' }, /DynamoDbDict has no option 'regoin'.*region/],
    ]
    for (const [given, message] of bad) {
      const make = () => new lib.DynamoDbDict('table', { ...connection, endpoint, ...given } as never)
      assert.throws(make, message)
      try {
        make()
      } catch (error) {
        assert.isTrue(error instanceof TypeError || error instanceof RangeError)
      }
    }
  })

  test('a bad table name is refused, an ARN is taken', () => {
    for (const name of ['', 'ab', 'a b c', 'x'.repeat(256), 'täble', undefined, 5]) {
      assert.throws(() => new lib.DynamoDbDict(name as string, { ...connection, endpoint }), /tableName/)
    }
    new lib.DynamoDbDict('arn:aws:dynamodb:us-west-2:123456789012:table/app', { ...connection, endpoint })
  })

  test('an option that is undefined is as good as left out', async () => {
    const { dict } = newDict(harness, { ttl: undefined, serializer: undefined, consistent: undefined })
    await dict.set('key', 1)
    assert.strictEqual(await dict.get('key', { consistent: undefined }), 1)
  })

  test('an option that a method does not have is refused by it, by name, before anything is sent', async () => {
    const { dict, transport } = newDict<number>(harness)
    const bad = { tll: 5 } as object
    const calls: Record<string, () => Promise<unknown>> = {
      get: () => dict.get('k', bad),
      getOrThrow: () => dict.getOrThrow('k', bad),
      has: () => dict.has('k', bad),
      getEntry: () => dict.getEntry('k', bad),
      getMany: () => dict.getMany(['k'], bad),
      set: () => dict.set('k', 1, bad),
      replace: () => dict.replace('k', 1, bad),
      update: () => dict.update('k', () => 1, bad),
      increment: () => dict.increment('k', 1, bad),
      touch: () => dict.touch('k', 1, bad),
      persist: () => dict.persist('k', bad),
      expiresAt: () => dict.expiresAt('k', bad),
      delete: () => dict.delete('k', bad),
      pop: () => dict.pop('k', bad),
      popItem: () => dict.popItem(bad),
      getOrInsert: () => dict.getOrInsert('k', 1, bad),
      getOrInsertComputed: () => dict.getOrInsertComputed('k', () => 1, bad),
      setMany: () => dict.setMany({ k: 1 }, bad),
      deleteMany: () => dict.deleteMany(['k'], bad),
      clear: () => dict.clear(bad),
      size: () => dict.size(bad),
      isEmpty: () => dict.isEmpty(bad),
      keys: () => listOf(dict.keys(bad)),
      values: () => listOf(dict.values(bad)),
      entries: () => listOf(dict.entries(bad)),
      metas: () => listOf(dict.metas(bad)),
      page: () => dict.page(bad),
      putBlob: () => dict.putBlob('k', new Uint8Array(), bad),
      openBlob: () => dict.openBlob('k', bad),
      patchMeta: () => dict.patchMeta('k', {}, bad),
      ready: () => dict.ready(bad),
      describe: () => dict.describe(bad),
      drop: () => dict.drop({ confirm: dict.tableName, ...bad }),
    }
    const methods = Object.getOwnPropertyNames(lib.DynamoDbDict.prototype)
      .concat(Object.getOwnPropertyNames(Object.getPrototypeOf(lib.DynamoDbDict.prototype)))
      .filter((name) => /^\w+$/.test(name) && name !== 'constructor')
    assert.sameMembers(Object.keys(calls), [...new Set(methods)])
    for (const [name, call] of Object.entries(calls)) {
      const error = await rejection(call())
      assert.instanceOf(error, TypeError, name)
      assert.match(error.message, /^\w+ has no option 'tll'; it has .*signal$/, name)
    }
    assert.deepEqual(transport.sent, [])
  })

  test('an option of another method is refused as well, since it would not do what it says', async () => {
    const { dict, transport } = newDict<number>(harness)
    const calls = [
      dict.get('k', { ttl: 5 } as object),
      dict.setMany({ k: 1 }, { ifAbsent: true } as object),
      dict.delete('k', { ifPresent: true } as object),
      dict.increment('k', 1, { ifVersion: 'a' } as object),
      dict.size({ limit: 5 } as object),
      dict.get('k', null as never),
      dict.set('k', 1, '1h' as never),
    ]
    const messages = (await rejections(calls)).map(({ message }) => message)
    assert.deepEqual(messages, [
      "get has no option 'ttl'; it has consistent, signal",
      "setMany has no option 'ifAbsent'; it has ttl, signal",
      "delete has no option 'ifPresent'; it has ifVersion, signal",
      "increment has no option 'ifVersion'; it has ttl, retryUnknown, signal",
      "size has no option 'limit'; it has prefix, from, to, consistent, signal",
      'the options of get must be an object',
      'the options of set must be an object',
    ])
    assert.deepEqual(transport.sent, [])
  })

  test('a bad key is refused by every method before anything is sent', async () => {
    const { dict, transport } = newDict<number>(harness)
    for (const key of ['', '\ud800', 'x'.repeat(1_025), '€'.repeat(342), 5, undefined, null, {}]) {
      const k = key as string
      const calls = [
        dict.get(k),
        dict.has(k),
        dict.set(k, 1),
        dict.delete(k),
        dict.pop(k),
        dict.getOrThrow(k),
        dict.getOrInsert(k, 1),
        dict.openBlob(k),
        dict.putBlob(k, new Uint8Array()),
        dict.patchMeta(k, {}),
        dict.deleteMany([k]),
      ]
      for (const error of await rejections(calls)) {
        assert.isTrue(error instanceof TypeError || error instanceof RangeError)
        assert.match(error.message, /key/)
      }
    }
    assert.deepEqual(transport.sent, [])
  })
}
