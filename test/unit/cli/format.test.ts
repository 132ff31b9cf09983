import { expect, test } from 'vitest'
import { inputValue } from '../../../src/cli/commands/set.ts'
import { rowsOf } from '../../../src/cli/commands/table-describe.ts'
import { hasState, urlOf } from '../../../src/cli/entry-options.ts'
import { bodyView, stateOf } from '../../../src/cli/entry-view.ts'
import { bytesText, columns, countOf, shownUrl } from '../../../src/cli/format.ts'
import { jsonText } from '../../../src/cli/json-text.ts'
import { nearest } from '../../../src/cli/nearest.ts'
import { headersOf, requestInit } from '../../../src/cli/request.ts'
import { newTally, tallyRows } from '../../../src/cli/stats.ts'
import { definitionOf } from '../../../src/cli/table-definition.ts'
import type { StoredEntry } from '../../../src/runtimes/node.ts'

test('numbers and bytes are written for people', () => {
  expect([0, 999, 1_000, 12_345, 5e9, 2e16].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '12.3 kB',
    '5 GB',
    '20,000 TB',
  ])
  expect([countOf(1, 'key'), countOf(0, 'key'), countOf(12_345, 'key')]).toEqual(['1 key', '0 keys', '12,345 keys'])
})

test('columns have the width of what is in them, numbers on the right', () => {
  expect(
    columns([
      ['1', 'a'],
      ['1,000', 'b'],
      ['x', 'c'],
    ]),
  ).toEqual(['    1  a', '1,000  b', 'x      c'])
})

test('a URL in a message has no query, no fragment and no user', () => {
  expect(shownUrl('http://ada:pw@example.com:81/a?b=c#d')).toBe('http://example.com:81/a')
  expect(shownUrl('no url')).toBe('that URL')
  expect(() => urlOf('http://ada:pw@example.com/', 'fetch')).toThrow(/^a URL has no user and password here/)
  expect(() => urlOf('file:///etc/passwd', 'fetch')).toThrow(/begins with/)
})

test('the name that was meant is found for a slip of one or two letters, or a beginning', () => {
  const names = ['ls', 'get', 'set', 'stats', 'cache ls', 'export', 'import']
  const slips = { lss: 'ls', gte: 'get', exprot: 'export', imp: 'import', 'cache sl': 'cache ls', sta: 'stats' }
  for (const [given, meant] of Object.entries(slips)) expect(nearest(given, names), given).toBe(meant)
  for (const given of ['', 'q', 'delete', 'describe']) expect(nearest(given, names), given).toBeUndefined()
})

test('values that JSON has not are printed in a form that can be read', () => {
  const value = { bytes: Uint8Array.of(0, 255), set: new Set([1]), map: new Map([['k', 2n]]), date: new Date(0) }
  expect(jsonText(value)).toBe(
    '{"bytes":{"base64":"AP8="},"set":[1],"map":[["k","2"]],"date":"1970-01-01T00:00:00.000Z"}',
  )
  expect(jsonText(undefined)).toBe('null')
})

test('what set is given is JSON, text or bytes, as the options say', () => {
  expect(inputValue('{"a":1}', {})).toEqual({ a: 1 })
  expect(inputValue('{"a":1}', { raw: true })).toBe('{"a":1}')
  expect(inputValue('1', { serializer: 'text' })).toBe('1')
  expect(inputValue('ä', { serializer: 'bytes' })).toEqual(Uint8Array.of(0xc3, 0xa4))
  expect(inputValue(Uint8Array.of(0x31), {})).toBe(1)
  expect(() => inputValue('hello', {})).toThrow(/--raw/)
  for (const text of ['9007199254740993', '{"a":[1,-12345678901234567890]}'])
    expect(() => inputValue(text, {})).toThrow(/more digits/)
  for (const text of [
    '9007199254740992',
    '"9007199254740993"',
    '{"9007199254740993\\"":0.12345678901234567890}',
    '1e30',
    '-0',
  ])
    expect(inputValue(text, {})).toEqual(JSON.parse(text))
})

test('a request is made as curl makes it', () => {
  const { method, headers } = requestInit({}, Uint8Array.of(1))
  expect([method, new Headers(headers).get('content-type')]).toEqual(['POST', 'application/x-www-form-urlencoded'])
  expect(requestInit({}, undefined).method).toBe('GET')
  expect(requestInit({ request: 'purge' }, undefined).method).toBe('purge')
  expect(() => requestInit({ request: 'A B' }, undefined)).toThrow(/takes a method/)
  expect(() => requestInit({ request: 'get' }, Uint8Array.of(1))).toThrow(/has no --data/)
  expect([...headersOf(['A: b:c', 'X-Empty:', 'a:d'])]).toEqual([
    ['a', 'b:c, d'],
    ['x-empty', ''],
  ])
  for (const line of ['none', ': v', 'a b: c', 'a: b\nc: d', 'ä: b'])
    expect(() => headersOf(['x: y', line])).toThrow('number 2')
})

test('a body is shown as text where it is some', () => {
  expect(bodyView(Buffer.from('\ufeffä'))).toEqual({ body: '\ufeffä' })
  expect(bodyView(Uint8Array.of(255))).toEqual({ base64: '/w==' })
})

test('what is stored is counted by state, status and host, the largest hosts first', () => {
  const now = 1_000
  const entry = (url: string, size: number, isStale: boolean, keptUntil?: number) =>
    ({
      url,
      size,
      isStale,
      status: 200,
      createdAt: new Date(size),
      keptUntil: keptUntil && new Date(keptUntil),
    }) as StoredEntry
  const tally = newTally(1)
  for (const each of [
    entry('http://a/', 5, false),
    entry('http://b/', 7, true, 2_000),
    entry('http://a/x', 1, true, 999),
  ])
    tally.note(each, now)
  const result = tally.result()
  expect(result).toMatchObject({
    responses: 3,
    fresh: 1,
    stale: 1,
    expired: 1,
    invalid: 0,
    bytes: 13,
    statuses: { 200: 3 },
  })
  expect(result.hosts).toEqual([{ host: 'b', responses: 1, bytes: 7 }])
  expect([result.oldest, result.newest]).toEqual([new Date(1), new Date(7)])
  expect(tallyRows({ ...result, readUnits: 1.5 }).at(-1)).toEqual(['1.5', 'read units for this listing'])
  expect(stateOf(entry('http://a/', 1, false, 1_000), now)).toBe('expired')
})

test('states are told apart from places', () => {
  expect(hasState({ host: 'a' })).toBe(false)
  for (const state of [{ stale: true }, { valid: true }, { olderThan: 0 }]) expect(hasState(state)).toBe(true)
})

test('what a table is made with is read from options', () => {
  expect(definitionOf({ tag: ['a=b=c', 'd='], 'kms-key': 'aws/dynamodb' }, '')).toEqual({
    ...{ billing: undefined, tags: { a: 'b=c', d: '' }, encryption: 'aws-managed' },
  })
  expect(definitionOf({ 'read-units': 1, 'write-units': 2, 'kms-key': 'alias/x' }, '')).toEqual({
    ...{
      billing: { readCapacityUnits: 1, writeCapacityUnits: 2 },
      tags: undefined,
      encryption: { kmsKeyId: 'alias/x' },
    },
  })
  expect(() => definitionOf({ tag: ['=x'] }, '')).toThrow(/NAME=VALUE/)
})

test('a table is described in words', () => {
  const table = {
    ...{ name: 'app', arn: 'arn:aws:dynamodb:…', status: 'ACTIVE', isDictTable: false, sortKey: undefined },
    partitionKey: { name: 'id', type: 'S' },
    billing: { readCapacityUnits: 5, writeCapacityUnits: 6 },
    ...{ itemCount: 1_200, sizeBytes: 34_000, deletionProtection: true, tags: { team: 'web' } },
    timeToLive: { status: 'ENABLED', attribute: 'ttl' },
    encryption: { kmsKeyArn: 'arn:aws:kms:…' },
  }
  expect(Object.fromEntries(rowsOf(table))).toMatchObject({
    keys: 'id (S): not those of dicts and caches',
    billing: '5 reads, 6 writes a second',
    ...{ items: '1,200, about six hours ago', size: '34 kB, about six hours ago' },
    ...{ 'time to live': 'ENABLED by ttl', protected: 'yes', encryption: 'arn:aws:kms:…', tags: 'team=web' },
  })
})
