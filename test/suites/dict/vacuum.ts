import { assert } from 'chai'
import { type Library, ManualClock, rejection, SkippingClock, type Suite } from '../harness.ts'
import { newDict, reserved } from './fixture.ts'
import { noise, noiseBytes } from './large.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What no item names any more. */
export const vacuum: Suite = (test, harness) => {
  const { lib, serializers } = harness

  /** A dict with values of one chunk each, and the clean-up of the same by a clock that is ahead. */
  function newLarge(options: Library.DynamoDbDictOptions<string> = {}) {
    const made = newDict<string>(harness, { compress: false, inlineBytes: 1_024, ...options })
    const { dict, namespace, transport, sibling } = made
    const later = new SkippingClock()
    later.offsetMs = 3 * hourMs
    const old = sibling<string>({ ...options, clock: later })
    return {
      ...made,
      old,
      later,
      clean: (settings?: Parameters<typeof serializers.vacuum>[1]) => serializers.vacuum(old, settings),
      fill: async (keys: readonly string[]) => {
        for (const key of keys) await dict.set(key, noise(2_000))
      },
      ids: async () => (await reserved(namespace, transport, 'blobs')).map(({ key }) => key?.S ?? ''),
      chunksOf: (id: string, index = 0) => reserved(namespace, transport, `chunks/${id}/${index}`),
    }
  }

  test('what batches, a clear or others replaced or removed goes, chunks and records; what is there stays', async () => {
    const { dict, transport, fill, clean, ids, chunksOf, namespace } = newLarge()
    await fill(['a', 'b', 'c', 'd', 'e'])
    const before = await ids()
    await dict.setMany({ a: noise(2_000, 2), b: 'small' })
    await dict.deleteMany(['c'])
    await transport.send('DeleteItem', {
      TableName: dict.tableName,
      Key: { namespace: { S: namespace }, key: { S: 'd' } },
    })
    assert.deepEqual(await clean(), { examined: 6, removed: 4 })
    const left = await ids()
    assert.lengthOf(left, 2)
    for (const id of before) assert.lengthOf(await chunksOf(id), left.includes(id) ? 1 : 0, id)
    assert.strictEqual(await dict.get('a'), noise(2_000, 2))
    assert.strictEqual(await dict.get('e'), noise(2_000))
    assert.strictEqual(await dict.clear(), 3)
    assert.deepEqual(await clean(), { examined: 2, removed: 2 })
    assert.deepEqual(await ids(), [])
    assert.deepEqual(await clean(), { examined: 0, removed: 0 })
  })

  test('what a write replaced goes a minute later, and not before', async () => {
    const { dict, fill, clean, later, ids } = newLarge()
    await fill(['a', 'b'])
    await fill(['a'])
    await dict.delete('b')
    later.offsetMs = minuteMs - 5_000
    assert.deepEqual(await clean(), { examined: 3, removed: 0 })
    later.offsetMs = minuteMs + 1
    assert.deepEqual(await clean(), { examined: 3, removed: 2 })
    assert.lengthOf(await ids(), 1)
    assert.strictEqual(await dict.get('a'), noise(2_000))
  })

  test('what is younger than two hours may be at work, and olderThan makes it more', async () => {
    const { dict, fill, clean, later } = newLarge()
    await fill(['a'])
    await dict.clear()
    later.offsetMs = 2 * hourMs - minuteMs
    assert.deepEqual(await clean(), { examined: 1, removed: 0 })
    later.offsetMs = 2 * hourMs + minuteMs
    assert.deepEqual(await clean({ olderThan: '1d' }), { examined: 1, removed: 0 })
    assert.deepEqual(await clean(), { examined: 1, removed: 1 })
  })

  test('who reads while its value is found to be gone may end', async () => {
    const { dict, transport, sibling, ids, later } = newLarge()
    const blob = noiseBytes(900_000)
    await dict.putBlob('a', blob)
    const opened = await dict.openBlob('a')
    await dict.clear()
    const reads: Uint8Array[] = []
    const slept: number[] = []
    const clock = new ManualClock()
    clock.offsetMs = later.offsetMs
    clock.sleep = async (ms) => {
      slept.push(ms)
      reads.push((await opened?.bytes()) ?? new Uint8Array())
    }
    transport.sent.length = 0
    assert.deepEqual(await serializers.vacuum(sibling({ clock })), { examined: 1, removed: 1 })
    assert.deepEqual(slept, [minuteMs])
    assert.deepEqual(reads, [blob])
    assert.deepEqual(await ids(), [])
    assert.strictEqual((await rejection(opened?.bytes() ?? Promise.resolve())).code, 'DECODE')
  })

  test('a value that has expired is kept as long as its item', async () => {
    const { dict, transport, namespace, clean, ids, later } = newLarge()
    await dict.set('a', noise(2_000), { ttl: 10 })
    later.offsetMs = 48 * hourMs
    assert.deepEqual(await clean(), { examined: 1, removed: 0 })
    await transport.send('DeleteItem', {
      TableName: dict.tableName,
      Key: { namespace: { S: namespace }, key: { S: 'a' } },
    })
    assert.deepEqual(await clean(), { examined: 1, removed: 1 })
    assert.deepEqual(await ids(), [])
  })

  test('dryRun only counts', async () => {
    const { dict, transport, fill, clean } = newLarge()
    await fill(['a', 'b', 'c'])
    await dict.deleteMany(['a', 'b'])
    transport.sent.length = 0
    assert.deepEqual(await clean({ dryRun: true }), { examined: 3, removed: 2 })
    assert.deepEqual([...transport.sent].sort(), ['GetItem', 'GetItem', 'GetItem', 'GetItem', 'Query'])
    assert.deepEqual(await clean(), { examined: 3, removed: 2 })
  })

  test('it reads a record and an item for each value, and no chunk', async () => {
    const { dict, transport, clean } = newLarge()
    await dict.set('a', noise(1_000_000))
    transport.sent.length = 0
    await clean()
    assert.deepEqual(transport.sent, ['GetItem', 'Query', 'GetItem'])
  })

  test('onProgress is told of each value', async () => {
    const { dict, fill, clean } = newLarge()
    await fill(['a', 'b', 'c'])
    await dict.deleteMany(['b'])
    const told: unknown[] = []
    await clean({ onProgress: ({ examined, removed }) => told.push([examined, removed]) })
    assert.sameDeepMembers(told.slice(0, 3), [[1, 0], [2, 0], [3, 0]]) // biome-ignore format: pairs
    assert.deepEqual(told.at(-1), [3, 1])
  })

  test('a namespace over several partitions is cleaned as well', async () => {
    const made = newLarge({ shards: 5 })
    const { dict, fill, clean, ids, later } = made
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    await fill(keys)
    assert.deepEqual(await clean(), { examined: 8, removed: 0 })
    await dict.deleteMany(keys.slice(2))
    assert.deepEqual(await clean(), { examined: 8, removed: 6 })
    assert.lengthOf(await ids(), 2)
    assert.strictEqual((await dict.getMany(keys)).size, 2)
    for (const shards of [1, 3]) {
      const { transport, namespace } = made
      const other = new lib.DynamoDbDict<string>('dict-suite', { transport, namespace, shards, clock: later })
      assert.match((await rejection(serializers.vacuum(other))).message, /shards must be 5/)
    }
  })

  test('it stops when it is told to, and another time does the rest', async () => {
    const { dict, fill, clean, old, later, ids } = newLarge()
    await fill(['a', 'b', 'c'])
    await dict.clear()
    const reason = new Error('enough')
    assert.strictEqual(await rejection(clean({ signal: AbortSignal.abort(reason) })), reason)
    assert.lengthOf(await ids(), 3)
    const stopping = new AbortController()
    const onProgress = () => stopping.abort(reason)
    assert.strictEqual(await rejection(clean({ onProgress, signal: stopping.signal })), reason)
    const { sleep } = later
    later.sleep = async () => {
      throw reason
    }
    assert.strictEqual(await rejection(clean()), reason)
    later.sleep = sleep
    later.offsetMs += minuteMs + 1
    assert.deepEqual(await serializers.vacuum(old), { examined: 3, removed: 3 })
    assert.lengthOf(await ids(), 0)
  })

  test('of a missing table there is nothing to remove', async () => {
    const { transport } = newDict(harness)
    const missing = new lib.DynamoDbDict('dict-suite-no-table', { transport, createTable: false })
    assert.deepEqual(await serializers.vacuum(missing), { examined: 0, removed: 0 })
  })

  test('a bad option is refused before anything is sent', async () => {
    const { transport, clean } = newLarge()
    for (const [options, name] of [
      [{ olderThan: '1h' }, 'olderThan'],
      [{ olderThan: 7_199 }, 'olderThan'],
      [{ olderThan: 'long' }, 'olderThan'],
      [{ dryRun: 1 }, 'dryRun'],
      [{ onProgress: 'no' }, 'onProgress'],
    ] as const) {
      const error = await rejection(clean(options as never))
      assert.match(`${error.name}: ${error.message}`, new RegExp(`^(Type|Range)Error: ${name} must be`))
    }
    assert.deepEqual(transport.sent, [])
  })

  test('a writer at work is not hurt, however often it is cleaned up between its requests', async () => {
    const { dict, transport, clock, ids, later, clean } = newLarge()
    await dict.putBlob('a', noiseBytes(500_000))
    const { send } = transport
    const start = clock.offsetMs
    let requests = 0
    transport.send = async (operation, input, options) => {
      if (operation === 'PutItem') {
        clock.offsetMs = start + ++requests * 5 * minuteMs
        later.offsetMs = clock.offsetMs
        await serializers.vacuum(cleaning)
      }
      return send.call(transport, operation, input, options)
    }
    const cleaning = newOld({ namespace: dict.namespace, clock: later })
    await dict.putBlob('a', noiseBytes(2_500_000, 2))
    transport.send = send
    assert.isAbove(requests, 8)
    assert.deepEqual(await (await dict.openBlob('a'))?.bytes(), noiseBytes(2_500_000, 2))
    later.offsetMs = clock.offsetMs + 3 * hourMs
    await clean()
    assert.lengthOf(await ids(), 1)
    assert.deepEqual(await (await dict.openBlob('a'))?.bytes(), noiseBytes(2_500_000, 2))
  })

  /** A dict whose requests no test gets in the way of. */
  const newOld = ({ namespace, clock }: { namespace: string; clock: Library.Clock }) =>
    new lib.DynamoDbDict('dict-suite', {
      transport: lib.createTransport({ ...harness.connection, endpoint: harness.endpoint }),
      namespace,
      clock,
    })

  test('a writer that takes more than an hour gives up, and leaves the old value and nothing else', async () => {
    for (const hours of [1.1, 3]) {
      for (const slowAt of [1, 4, 7]) {
        const { dict, transport, clock, namespace, ids } = newLarge()
        await dict.putBlob('a', noiseBytes(2_000))
        const { send } = transport
        const written: Library.Item[] = []
        transport.send = async (operation, input, options) => {
          const answer = await send.call(transport, operation, input, options)
          if (operation !== 'PutItem') return answer as never
          const { namespace: partition = { S: '' }, key = { S: '' } } = (input as Library.Input<'PutItem'>).Item
          written.push({ namespace: partition, key })
          if (written.length === slowAt) {
            clock.offsetMs = hours * hourMs
            const later = new SkippingClock()
            later.offsetMs = clock.offsetMs
            await serializers.vacuum(newOld({ namespace, clock: later }))
          }
          return answer as never
        }
        const error = await rejection(dict.putBlob('a', noiseBytes(2_300_000)))
        transport.send = send
        assert.instanceOf(error, lib.TimeoutError, `${hours} hours at ${slowAt}`)
        assert.match(error.message, /^key 'a' took longer than an hour/)
        assert.isBelow(written.length, 9, 'it does not go on')
        assert.deepEqual(await (await dict.openBlob('a'))?.bytes(), noiseBytes(2_000))
        assert.lengthOf(await ids(), 1)
        for (const Key of written)
          assert.notProperty(await transport.send('GetItem', { TableName: 'dict-suite', Key }), 'Item')
      }
    }
  })
}
