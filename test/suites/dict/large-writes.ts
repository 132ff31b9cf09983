import { assert } from 'chai'
import { type Library, rejection, type Suite } from '../harness.ts'
import { newDict, reserved } from './fixture.ts'
import { noiseBytes } from './large.ts'

const big = (seed: number) => noiseBytes(900_000, seed)

/** Writes of large values that fail, are aborted, or meet one another. */
export const largeWrites: Suite = (test, harness) => {
  const { lib } = harness
  const newLarge = () => newDict<Uint8Array>(harness, { serializer: lib.bytes, compress: false })

  /** Does something before or instead of one request, once. */
  function intercept(
    transport: Library.Transport,
    isMeant: (operation: string, input: Record<string, never>) => boolean,
    act: () => Promise<unknown>,
  ) {
    const { send } = transport
    let isDone = false
    transport.send = async (operation, input, options) => {
      if (!isDone && isMeant(operation, input as never)) {
        isDone = true
        await act()
      }
      return send.call(transport, operation, input, options)
    }
  }

  const partitionOf = (input: Record<string, never>): string => {
    const { Key, Item } = input as { Key?: Library.Item; Item?: Library.Item }
    return (Key ?? Item)?.namespace?.S ?? ''
  }

  test('a release that fails is told, and does not fail the write, the delete or the pop', async () => {
    const { dict, transport, events } = newLarge()
    const denied = new lib.AccessDeniedError('not allowed')
    const { send } = transport
    for (const write of [
      () => dict.set('k', big(2)),
      () => dict.set('k', new Uint8Array(1)),
      () => dict.putBlob('k', big(2)),
      () => dict.delete('k'),
      () => dict.pop('k'),
      () => dict.update('k', () => big(3)),
    ]) {
      await dict.set('k', big(1))
      events.length = 0
      transport.send = async (operation, input, options) => {
        if (operation === 'UpdateItem') throw denied
        return send.call(transport, operation, input, options)
      }
      await write()
      transport.send = send
      assert.deepEqual(events, [{ type: 'chunks-left', table: dict.tableName, key: 'k', error: denied }], `${write}`)
    }
  })

  test('touch and persist take what another writer puts in place of a large value meanwhile', async () => {
    for (const theirs of [new Uint8Array(1), big(2)]) {
      let requests = 0
      for (const isMeant of [
        // Before what follows the first UpdateItem: a read, where the engine did not tell with its error what is there.
        () => ++requests === 2,
        (_: string, input: Record<string, never>) => partitionOf(input).endsWith('/0'),
      ]) {
        const { dict, transport, sibling } = newLarge()
        const other = sibling({ serializer: lib.bytes, transport: { send: transport.send.bind(transport) } })
        await dict.set('k', big(1), { ttl: '1h' })
        intercept(transport, isMeant, () => other.set('k', theirs, { ttl: '2h' }))
        assert.isTrue(await dict.persist('k'))
        assert.strictEqual(await dict.expiresAt('k', { consistent: true }), 'never')
        assert.deepEqual(await dict.get('k', { consistent: true }), theirs)
      }
    }
  })

  test('pop takes what another writer puts in place of a large value meanwhile', async () => {
    const { dict, transport, sibling } = newLarge()
    const other = sibling({ serializer: lib.bytes, transport: { send: transport.send.bind(transport) } })
    await dict.set('k', big(1))
    intercept(transport, (operation) => operation === 'GetItem', () => other.set('k', new Uint8Array(1))) // biome-ignore format: one line
    assert.deepEqual(await dict.pop('k'), new Uint8Array(1))
    assert.isUndefined(await dict.get('k', { consistent: true }))
  })

  test('a page goes on behind a large value that is removed with its chunks before they are read', async () => {
    const { dict, namespace, transport, rawItem, sibling } = newLarge()
    const other = sibling({ serializer: lib.bytes, transport: { send: transport.send.bind(transport) } })
    await dict.setMany([
      ['a', new Uint8Array(1)],
      ['b', big(1)],
      ['c', new Uint8Array(3)],
    ])
    const chunk = `~dynadict/${namespace.length}:${namespace}/chunks/${(await rawItem('b'))?.blob?.M?.id?.S}/0`
    const isOfChunk = (_: string, input: Record<string, never>) => JSON.stringify(input).includes(chunk)
    intercept(transport, isOfChunk, async () => {
      await other.delete('b')
      const Key = { namespace: { S: chunk }, key: { S: 'chunk' } }
      await transport.send('DeleteItem', { TableName: dict.tableName, Key })
    })
    const { items, cursor } = await dict.page({ limit: 2 })
    assert.deepEqual(items, [['a', new Uint8Array(1)]])
    assert.deepEqual((await dict.page({ cursor })).items, [['c', new Uint8Array(3)]])
  })

  test('an abort in the middle of the chunks leaves the old value, and sends nothing more', async () => {
    const { dict, transport } = newLarge()
    await dict.set('k', big(1))
    const reason = new Error('enough')
    for (const index of [0, 2]) {
      const aborting = new AbortController()
      const { send } = transport
      intercept(transport, (_, input) => partitionOf(input).endsWith(`/${index}`), async () => aborting.abort(reason)) // biome-ignore format: one line
      assert.strictEqual(await rejection(dict.set('k', noiseBytes(2_500_000), { signal: aborting.signal })), reason)
      transport.send = send
      const sent = transport.sent.length
      await new Promise((resolve) => setTimeout(resolve, 50))
      assert.lengthOf(transport.sent, sent)
      assert.deepEqual(await dict.get('k'), big(1))
    }
  })

  test('a chunk that cannot be written fails the write, and nothing of it is left', async () => {
    const { dict, transport, namespace } = newLarge()
    await dict.set('k', big(1))
    const denied = new lib.AccessDeniedError('not allowed')
    for (const part of ['/blobs', '/0', '/5']) {
      const { send } = transport
      intercept(transport, (operation, input) => operation === 'PutItem' && partitionOf(input).endsWith(part), () => Promise.reject(denied)) // biome-ignore format: one line
      const error: Error = await rejection(dict.set('k', noiseBytes(2_500_000)))
      assert.strictEqual(error, denied)
      transport.send = send
      assert.lengthOf(await reserved(namespace, transport, 'blobs'), 1)
      assert.deepEqual(await dict.get('k'), big(1))
    }
  })

  test('a chunk that cannot be written ends the wait for a body that gives nothing more', async () => {
    const { dict, transport } = newLarge()
    await dict.set('k', 'x' as never).catch(() => undefined)
    const denied = new lib.AccessDeniedError('not allowed')
    intercept(transport, (_, input) => partitionOf(input).endsWith('/1'), () => Promise.reject(denied)) // biome-ignore format: one line
    let cancelled = false
    const idle = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(big(1)),
      cancel() {
        cancelled = true
      },
    })
    const error: Error = await rejection(dict.putBlob('k', idle))
    assert.strictEqual(error, denied)
    assert.isTrue(cancelled)
  })

  test('a touch that comes with a new value holds for one of the two, and neither loses its chunks', async () => {
    for (const ttl of ['30d', 'never'] as const) {
      const { dict, transport, rawItem, namespace } = newLarge()
      await dict.set('k', big(1), { ttl: '1h' })
      const old = (await rawItem('k'))?.blob?.M?.id?.S
      const { send } = transport
      // The touch has seen the old value, and is about to let its chunks live longer.
      const isExtension = (operation: string, input: Record<string, never>) =>
        operation === 'UpdateItem' && partitionOf(input).endsWith('/chunks/'.concat(`${old}`, '/0'))
      intercept(transport, isExtension, () => dict.set('k', big(2), { ttl: '1h' }))
      await dict.touch('k', ttl)
      transport.send = send
      const head = await rawItem('k')
      const id = head?.blob?.M?.id?.S
      assert.notStrictEqual(id, old)
      assert.deepEqual(await dict.get('k'), big(2))
      for (const index of [0, 1, 2]) {
        const [stale] = await reserved(namespace, transport, `chunks/${old}/${index}`)
        assert.isBelow(Number(stale?.ttl?.N), Date.now() / 1_000 + 120, `the old chunk ${index} stays`)
        const [chunk] = await reserved(namespace, transport, `chunks/${id}/${index}`)
        const lives = ttl === 'never' ? chunk && !chunk.ttl : Number(chunk?.ttl?.N) >= Number(head?.ttl?.N)
        assert.isTrue(lives, `chunk ${index} lives as long as its item`)
      }
      for (const { key, ttl: lifetime } of await reserved(namespace, transport, 'blobs')) {
        if (key?.S === old) assert.isBelow(Number(lifetime?.N), Date.now() / 1_000 + 120)
      }
    }
  })

  test('patchMeta leaves the chunks of a value alone', async () => {
    const { dict, transport, rawItem } = newLarge()
    await dict.set('k', big(1))
    const blob = (await rawItem('k'))?.blob
    transport.sent.length = 0
    await dict.patchMeta('k', { note: 'new' })
    assert.deepEqual(transport.sent, ['UpdateItem'])
    assert.deepEqual((await rawItem('k'))?.blob, blob)
    assert.deepEqual(await dict.get('k'), big(1))
  })

  test('a large value is no counter', async () => {
    const { dict, sibling } = newLarge()
    const counters = sibling<number>({})
    await dict.set('k', big(1))
    assert.strictEqual((await rejection(counters.increment('k'))).code, 'DECODE')
    assert.deepEqual(await dict.get('k'), big(1))
  })

  test('a value over an expired large one releases its chunks, and getOrInsert does so too', async () => {
    const { dict, clock, namespace, transport } = newLarge()
    for (const write of [() => dict.getOrInsert('k', big(2)), () => dict.set('k', big(2), { ifAbsent: true })]) {
      await dict.set('k', big(1), { ttl: 10 })
      clock.offsetMs += 11_000
      assert.isUndefined(await dict.get('k'))
      await write()
      assert.deepEqual(await dict.get('k'), big(2))
      const kept = (await reserved(namespace, transport, 'blobs')).filter(({ gone }) => !gone)
      assert.lengthOf(kept, 1)
    }
  })

  test('the clean-up never takes a chunk before its item', async () => {
    for (const ttl of [1, '1h', '400d'] as const) {
      const { dict, namespace, transport, rawItem } = newLarge()
      await dict.set('k', big(1), { ttl })
      const head = await rawItem('k')
      const lives = [...(await reserved(namespace, transport, 'blobs'))]
      for (const index of [0, 1, 2]) {
        lives.push(...(await reserved(namespace, transport, `chunks/${head?.blob?.M?.id?.S}/${index}`)))
      }
      assert.lengthOf(lives, 4)
      for (const { ttl: lifetime } of lives)
        assert.isAtLeast(Number(lifetime?.N), Number(head?.ttl?.N) + 86_400 - 3_600)
    }
  })
}
