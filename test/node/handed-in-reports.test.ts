import { expect, inject, test } from 'vitest'
import * as lib from '../../src/runtimes/node.ts'
import { begun } from '../suites/dict/wire-fixture.ts'
import { facing, failure, found } from '../suites/facing.ts'
import { lost, throttled } from '../suites/faults.ts'
import { rejection } from '../suites/harness.ts'
import { newSite } from '../suites/origin.ts'
import { clientFor, handingIn } from './handed-in.ts'
import { harnessFor } from './run-suites.ts'

const harness = harnessFor('aws-sdk')

/** A transport by such a client, and what it reports. */
function reporting(endpoint: string, options: lib.ConnectionOptions = {}) {
  const told: lib.RequestReport[] = []
  const onRequest = (report: lib.RequestReport) => told.push(report)
  const transport = lib.createTransport({ transport: clientFor(endpoint), onRequest, ...options })
  return { told, transport }
}

const key = { TableName: 'the-table', Key: { key: { S: 'k' } } }
const seen = ({ attempt, status, code, retryReason }: lib.RequestReport) => [attempt, status, code, retryReason]

test('each attempt of a client that is handed in is reported, with why there is a next one', async () => {
  const answers = [failure('ThrottlingException'), failure('InternalServerError', 500), found]
  const site = await newSite(inject('originUrl'), { '*': answers })
  const { told, transport } = reporting(site.url)
  await transport.send('GetItem', key)
  expect(told.map(seen)).toEqual([
    [1, 400, 'THROTTLED', undefined],
    [2, 500, 'SERVICE', 'THROTTLED'],
    [3, 200, undefined, 'SERVICE'],
  ])
  expect(told.map(({ requestId }) => requestId).slice(0, 2)).toEqual(['REQUEST-1', 'REQUEST-1'])
})

test('the attempts that all fail are reported once each', async () => {
  const site = await newSite(inject('originUrl'), { '*': failure('InternalServerError', 500) })
  const { told, transport } = reporting(site.url)
  expect((await rejection(transport.send('GetItem', key))).code).toBe('SERVICE')
  expect(told.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
  expect(await site.requests()).toHaveLength(4)
})

test('a time limit and an abort of a client that is handed in are reported once', async () => {
  const site = await newSite(inject('originUrl'), { '*': { never: true } })
  const { told, transport } = reporting(site.url, { attemptTimeoutMs: 400 })
  expect((await rejection(transport.send('GetItem', key))).code).toBe('TIMEOUT')
  const leaving = new AbortController()
  setTimeout(() => leaving.abort(new Error('gone')), 100)
  expect((await rejection(transport.send('GetItem', key, { signal: leaving.signal }))).message).toBe('gone')
  expect(told.map(seen)).toEqual([
    [1, undefined, 'TIMEOUT', undefined],
    [1, undefined, 'ABORTED', undefined],
  ])
})

test('an increment whose answer is lost is reported, and so is a throttle before it', async () => {
  const told: lib.RequestReport[] = []
  const onRequest = (report: lib.RequestReport) => told.push(report)
  const faults = [throttled, lost].map((fault) => ({ ...fault, operation: 'UpdateItem' }))
  const { dict, other } = await begun(harness, faults, {}, (url) => ({ ...handingIn(clientFor(url)), onRequest }))
  await other.set('n', 1)
  expect(await rejection(dict.increment('n'))).toBeInstanceOf(lib.OutcomeUnknownError)
  expect(told.map(seen)).toEqual([
    [1, 400, 'THROTTLED', undefined],
    [2, undefined, 'NETWORK', 'THROTTLED'],
  ])
})

test.each(['a message', 'CredentialsProviderError'])(
  'a client that is handed in whose credentials fail by %s is a CredentialsError, and nothing was sent',
  async (what) => {
    const site = await newSite(inject('originUrl'), { '*': found })
    const failing = async () => {
      throw Object.assign(new Error('the vault is closed'), what === 'a message' ? {} : { name: what })
    }
    const client = clientFor(site.url, { credentials: failing })
    const transport = lib.createTransport({ transport: client })
    const error = await rejection(transport.send('GetItem', key))
    expect(error).toMatchObject({ code: 'CREDENTIALS', mayBeDone: false })
    expect(error.message).toMatch(/the vault is closed/)
    expect(await site.requests()).toHaveLength(0)
  },
)

test('what is refused after a lost answer may have been done, also by a client that is handed in', async () => {
  const faults = [lost, { ...throttled, times: 9 }].map((fault) => ({ ...fault, operation: 'PutItem' }))
  const { dict } = await begun(harness, faults, {}, (url) => handingIn(clientFor(url)))
  expect(await rejection(dict.set('k', 'new'))).toMatchObject({ code: 'THROTTLED', mayBeDone: true })
})

test('close leaves a client that is handed in open', async () => {
  const { made, get } = await facing(harness, found, { transport: 'aws-sdk' })
  await get()
  made.close?.()
  const site = await newSite(inject('originUrl'), { '*': found })
  const client = clientFor(site.url)
  const transport = lib.createTransport({ transport: client })
  await transport.send('GetItem', key)
  transport.close?.()
  await transport.send('GetItem', key)
  expect(await site.requests()).toHaveLength(2)
  client.destroy()
})
