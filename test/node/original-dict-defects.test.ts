import { describe, expect, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import { newLine } from '../suites/faults.ts'
import { listOf, newName, rejection } from '../suites/harness.ts'
import type { Answer } from '../suites/origin.ts'
import { newSession } from '../suites/session/fixture.ts'
import { harnessFor } from './run-suites.ts'

/**
 * Those of the dict, of the known defects of requests-cache and of its DynamoDB backends, by the numbers that they have in our notes, each with what
 * dynadict does instead. What is of Python only, B39's unaliased attribute names of aiohttp-client-cache among it, has what comes
 * nearest to it here.
 */
const harness = harnessFor('sigv4', { endpoint: inject('endpoint'), faultsUrl: inject('faultsUrl') })
const { connection, endpoint } = harness
const shared = { shared: true }
const fresh: Answer = { body: 'body {count}', headers: { 'cache-control': 'max-age=60' } }
const open = (routes: Record<string, Answer | Answer[]>, settings: lib.SessionSettings = {}) =>
  newSession(harness, routes, { ...shared, ...settings })

/** A transport that notes what is sent. */
function newWitness() {
  const transport = lib.createTransport({ ...connection, endpoint })
  const sent: { operation: string; input: Record<string, unknown> }[] = []
  const witness: lib.Transport = {
    send(operation, input, options) {
      sent.push({ operation, input: input as unknown as Record<string, unknown> })
      return transport.send(operation, input, options)
    },
  }
  return { transport: witness, sent, operations: () => sent.map(({ operation }) => operation) }
}
const newDict = (options: lib.DynamoDbDictOptions = {}) => {
  // A transport that is handed in has its own connection.
  const reached = options.transport ? {} : { ...connection, endpoint }
  return new lib.DynamoDbDict<unknown>('defects', { ...reached, namespace: newName('defects'), ...options })
}

const controlPlane = /Table|TimeToLive/

describe('the table', () => {
  test('B1: keys, values, sizes and clear() go over all pages, not the first megabyte only', async () => {
    const dict = newDict()
    await dict.setMany(
      Array.from({ length: 30 }, (_, index): [string, string] => [`key ${index}`, 'x'.repeat(100_000)]),
    )
    expect(await dict.size()).toBe(30)
    for (const list of [dict.keys(), dict.values(), dict.entries()])
      expect(await listOf<unknown>(list)).toHaveLength(30)
    expect(await dict.clear()).toBe(30)
    expect(await dict.size()).toBe(0)
  })

  test('B9: size() and isEmpty() are true at once, and no operation of the control plane', async () => {
    const { transport, operations } = newWitness()
    const dict = newDict({ transport })
    await dict.ready()
    await dict.set('a', 1)
    expect([await dict.size(), await dict.isEmpty()]).toEqual([1, false])
    await dict.delete('a')
    expect([await dict.size(), await dict.isEmpty()]).toEqual([0, true])
    expect(operations().slice(operations().indexOf('PutItem')).join()).not.toMatch(controlPlane)
  })

  test('B10: a table that may not be made is an error that says so, at once', async () => {
    const denied = { answer: { status: 400, type: 'AccessDeniedException' }, isDone: false }
    const line = await newLine(inject('faultsUrl'), { ...denied, operation: 'CreateTable' })
    const dict = new lib.DynamoDbDict(newName('denied'), { ...connection, endpoint: line.url })
    const start = Date.now()
    expect(await rejection(dict.set('a', 1))).toMatchObject({ code: 'ACCESS_DENIED', operation: 'CreateTable' })
    expect(Date.now() - start).toBeLessThan(5_000)
  })

  test('B11, B12: a session whose table is there sends nothing but reads and writes, however often it is made', async () => {
    const { cache, site } = await open({ '/': fresh })
    for (let time = 0; time < 3; time++) {
      const { transport, operations } = newWitness()
      const own = new lib.DynamoDbCache({ tableName: cache.tableName, namespace: newName('cache'), transport })
      await (await new lib.CachedSession({ cache: own, ...shared }).fetch(`${site.url}/`)).text()
      expect(operations()).toEqual(['GetItem', 'PutItem'])
    }
  })

  test('B13: createTable: false asks for no permission on tables, and says when there is none', async () => {
    const { transport, operations } = newWitness()
    const dict = new lib.DynamoDbDict(newName('absent'), { transport, createTable: false })
    expect(await rejection(dict.set('a', 1))).toMatchObject({ code: 'TABLE_NOT_FOUND' })
    expect(operations().join()).not.toMatch(controlPlane)
  })

  test('B14: who finds the table being made by another one waits for it', async () => {
    const name = newName('raced')
    const dicts = Array.from({ length: 4 }, () => new lib.DynamoDbDict(name, { ...connection, endpoint }))
    await Promise.all(dicts.map((dict, index) => dict.set(`key ${index}`, index)))
    expect(await dicts[0]?.size({ consistent: true })).toBe(4)
  })

  test('B15: that expired items will not be removed is told', async () => {
    const events: lib.DynadictEvent[] = []
    const dict = new lib.DynamoDbDict(newName('ttl'), {
      ...connection,
      endpoint,
      onEvent: (event) => events.push(event),
    })
    await dict.set('a', 1)
    await expect.poll(() => events.map(({ type }) => type)).toContain('ttl-unavailable')
  })

  test('B16: DynamoDB keeps a stale response as long as it may still be validated', async () => {
    const { get, cache } = await open({ '/': { ...fresh, headers: { ...fresh.headers, etag: '"v"' } } })
    const { response } = await get()
    const { Item } = await lib.createTransport({ ...connection, endpoint }).send('GetItem', {
      TableName: cache.tableName,
      Key: { namespace: { S: cache.responses.namespace }, key: { S: response.cacheKey ?? '' } },
    })
    expect(Number(Item?.ttl?.N) * 1_000).toBeGreaterThan(Date.now() + 7 * 86_400_000)
  })

  test('B17: a key that is given twice is one', async () => {
    const dict = newDict()
    await dict.setMany([['a', 1], ['a', 2], ['b', 3]]) // biome-ignore format: rows
    expect(await dict.get('a')).toBe(2)
    expect((await dict.getMany(['a', 'a'])).size).toBe(1)
    await dict.deleteMany(['a', 'a', 'b', 'b'])
    expect(await dict.size()).toBe(0)
  })

  test('B18: reads are consistent where that is asked for', async () => {
    const { transport, sent } = newWitness()
    const dict = newDict({ transport, consistent: true })
    await dict.get('a')
    await dict.size()
    await newDict({ transport }).get('a')
    expect(sent.map(({ input }) => input.ConsistentRead ?? false)).toEqual([true, true, false])
  })

  test('B20: an item of others, without a value, is neither taken for one nor in the way of the rest', async () => {
    const { transport } = newWitness()
    const { get, cache } = await open({ '/': fresh })
    await get()
    const foreign = { namespace: { S: cache.responses.namespace }, key: { S: 'foreign' }, other: { S: 'x' } }
    await transport.send('PutItem', { TableName: cache.tableName, Item: foreign })
    expect((await get()).response.fromCache).toBe(true)
    expect(await cache.responses.size()).toBe(2)
    expect(await listOf(cache.responses.metas())).toHaveLength(2)
    await cache.clear()
    expect(await cache.responses.size()).toBe(0)
  })

  test('B21: a key that cannot be one is refused before anything is sent', async () => {
    const { transport, sent } = newWitness()
    const dict = newDict({ transport })
    for (const key of ['', 7, undefined, 'x'.repeat(1_025), '\ud800']) {
      expect((await rejection(dict.get(key as string))).name).toMatch(/^(Type|Range)Error$/)
    }
    expect(sent).toEqual([])
  })

  test('B36: listing keys reads no values', async () => {
    const { transport, sent } = newWitness()
    const dict = newDict({ transport })
    await dict.set('a', 'x'.repeat(10_000))
    sent.length = 0
    await listOf(dict.keys())
    await dict.size()
    for (const { input } of sent) expect(`${input.ProjectionExpression}${input.Select}`).not.toBe('undefinedundefined')
    expect(JSON.stringify(sent)).not.toMatch(/#value/)
    expect(sent).toHaveLength(2)
  })

  test('B37: a busy namespace can be spread over several partitions', async () => {
    const { transport, sent } = newWitness()
    const dict = newDict({ transport, shards: 8 })
    for (let index = 0; index < 20; index++) await dict.set(`key ${index}`, index)
    const partitions = sent.flatMap(({ input }) => (input.Item as lib.Item | undefined)?.namespace?.S ?? [])
    expect(new Set(partitions).size).toBeGreaterThan(3)
    expect(await dict.size()).toBe(20)
  })

  test('B40: many reads are one request, and no call blocks', async () => {
    const { transport, operations } = newWitness()
    const dict = newDict({ transport })
    await dict.setMany(Array.from({ length: 100 }, (_, index): [string, number] => [`key ${index}`, index]))
    const before = operations().length
    const reading = dict.getMany(Array.from({ length: 100 }, (_, index) => `key ${index}`))
    expect(reading).toBeInstanceOf(Promise)
    expect((await reading).size).toBe(100)
    expect(operations().slice(before)).toEqual(['BatchGetItem'])
  })
})

describe('values', () => {
  test('B34: a dict holds plain objects and fractions, and gives back what it was given', async () => {
    const dict = newDict()
    const value = { a: 1.5, deep: [{ b: null }, 'x'], status_code: 200 }
    await dict.set('a', value)
    expect(await dict.get('a')).toEqual(value)
  })

  test('B38: what is stored runs nothing when it is read, and can be read by others', async () => {
    const dict = newDict()
    await dict.set('a', { b: 'text' })
    const { Item } = await lib.createTransport({ ...connection, endpoint }).send('GetItem', {
      TableName: 'defects',
      Key: { namespace: { S: dict.namespace }, key: { S: 'a' } },
    })
    expect(JSON.parse(Item?.value?.S ?? '')).toEqual({ b: 'text' })
  })

  test('B39: what an item may hold counts with its names and key, not by the value alone', async () => {
    const dict = newDict({ compress: false, inlineBytes: 409_600 })
    for (const bytes of [409_000, 409_400, 409_500, 409_600]) {
      await dict.set('k'.repeat(1_000), 'x'.repeat(bytes))
      expect(await dict.get('k'.repeat(1_000))).toHaveLength(bytes)
    }
  })
})
