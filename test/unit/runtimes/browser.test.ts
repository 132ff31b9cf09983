// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest'
import type * as Browser from '../../../src/runtimes/browser.ts'

const region = 'us-west-2'
const longLived = { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }

let lib: typeof Browser
let warn: MockInstance<typeof console.warn>

/** Before each test the page loads the module anew. */
beforeEach(async () => {
  vi.resetModules()
  lib = await import('../../../src/runtimes/browser.ts')
  warn = vi.spyOn(console, 'warn').mockReturnValue()
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

test('long-lived keys are warned about once, however many dicts and sessions have them', () => {
  for (const name of ['one', 'two']) {
    lib.createTransport({ region, credentials: { ...longLived } })
    new lib.DynamoDbDict(name, { region, credentials: longLived })
    new lib.CachedSession(name, { region, credentials: longLived })
  }
  expect(warn).toHaveBeenCalledOnce()
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/^dynadict: long-lived AWS keys in a page; pass .* temporary ones$/),
  )
})

test('the warning shows no key', () => {
  lib.createTransport({ region, credentials: { accessKeyId: 'AKIDMARK', secretAccessKey: 'SECRETMARK' } })
  expect(JSON.stringify(warn.mock.calls)).not.toContain('MARK')
})

test('temporary credentials, a function and none are not warned about', () => {
  for (const credentials of [{ ...longLived, sessionToken: 'TOKEN' }, async () => longLived, undefined]) {
    new lib.DynamoDbDict('some-table', { region, credentials })
  }
  expect(warn).not.toHaveBeenCalled()
})

test('a missing Region is a TypeError that says what to pass, whatever the environment holds', () => {
  vi.stubEnv('AWS_REGION', region)
  for (const make of [
    () => lib.createTransport(),
    () => new lib.DynamoDbDict('some-table'),
    () => new lib.DynamoDbCache(),
    () => new lib.CachedSession('some-table', { credentials: longLived }),
  ]) {
    expect(make).toThrow(new TypeError("region is missing: pass region, such as 'us-west-2'"))
  }
})

test('missing credentials are a CredentialsError that says what to pass, whatever the environment holds', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'SECRET')
  await expect(new lib.DynamoDbDict('some-table', { region }).get('key')).rejects.toMatchObject({
    name: 'CredentialsError',
    message: expect.stringContaining('pass credentials as an async function that returns temporary ones'),
  })
})

test('a wrong option is named', () => {
  const wrong: [options: object, message: RegExp][] = [
    [{ regoin: region }, /has no option 'regoin'/],
    [{ region: 'us west' }, /^region must be/],
    [{ region, credentials: null }, /^credentials must be/],
    [{ region, credentials: { accessKeyId: 'AKID' } }, /^credentials\.secretAccessKey must be/],
    [{ region, endpoint: '/dynamodb' }, /^endpoint must be/],
  ]
  for (const [options, message] of wrong) {
    expect(() => lib.createTransport(options)).toThrow(message)
    expect(() => new lib.DynamoDbDict('some-table', options)).toThrow(message)
    expect(() => new lib.CachedSession('some-table', options)).toThrow(message)
  }
  expect(warn).not.toHaveBeenCalled()
})

test('the AWS SDK is refused, by name and as a client', () => {
  const client = { config: {}, middlewareStack: {}, send: () => undefined }
  for (const transport of ['aws-sdk', client] as const) {
    const message = /^transport: the AWS SDK is .*Node\.js/
    expect(() => lib.createTransport({ region, transport })).toThrow(message)
    expect(() => new lib.CachedSession('some-table', { region, transport, shared: true })).toThrow(message)
  }
})

test("a session that is one user's has the namespace of the keys, or asks for one", () => {
  const namespaceOf = (options: Browser.CachedSessionOptions) =>
    new lib.CachedSession({ region, ...options }).cache.namespace
  expect(namespaceOf({ credentials: longLived })).toBe('AKID')
  expect(namespaceOf({ credentials: longLived, namespace: 'ada' })).toBe('ada')
  expect(namespaceOf({ shared: true })).toBeUndefined()
  // These change while the principal stays.
  for (const credentials of [async () => longLived, { ...longLived, sessionToken: 'TOKEN' }]) {
    expect(() => namespaceOf({ credentials })).toThrow(/^namespace is missing: pass one for each principal/)
  }
})

test("a session that is one user's takes no cache that has no namespace, by whatever way it comes", () => {
  const message = /^namespace is missing/
  const cache = new lib.DynamoDbCache({ region, credentials: longLived })
  expect(() => new lib.CachedSession({ cache })).toThrow(message)
  expect(() => new lib.CachedSession({ cache, shared: true }).with({ shared: false })).toThrow(message)
  const own = new lib.DynamoDbCache({ region, credentials: longLived, namespace: 'ada' })
  expect(new lib.CachedSession({ cache: own }).cache).toBe(own)
})

test('a transport of the page is taken as it is', async () => {
  const transport = { send: async () => ({ Item: { value: { S: 'found' } } }) as never }
  expect(lib.createTransport({ transport })).toBe(transport)
  expect(await new lib.DynamoDbDict('some-table', { transport }).get('key')).toBe('found')
})
