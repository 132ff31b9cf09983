import { inspect } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { document, encrypted, text } from '../../src/entries/serializers.ts'
import { createTransport, DynamoDbDict, type DynamoDbDictOptions, json } from '../../src/runtimes/node.ts'
import { failure } from '../suites/facing.ts'
import { dropped, lost, newLine } from '../suites/faults.ts'
import { newName } from '../suites/harness.ts'
import { type Answer, newSite } from '../suites/origin.ts'

const mark = 'MARK'
const credentials = { accessKeyId: 'AKID', secretAccessKey: `secret-${mark}`, sessionToken: `token-${mark}` }
const encryptionKey = (fill: number) => ({
  id: `k${fill}`,
  key: new TextEncoder().encode(`${mark}${fill}`.padEnd(32, mark)),
})
const value = { of: mark, list: [mark, { deep: mark }] }
const large = mark.repeat(200_000)

/** As engines answer that give the item that is there. */
const refusedWithItem: Answer = {
  ...failure('ConditionalCheckFailedException'),
  body: JSON.stringify({ __type: 'x#ConditionalCheckFailedException', Item: { value: { S: mark } } }),
}

/** All that an error shows: as text, as JSON, in a console, and in its properties, those that are not enumerable included. */
const shown = (error: unknown): string =>
  [String(error), (error as Error).stack, JSON.stringify(error), inspect(error, { depth: 12, showHidden: true })].join()

describe.each(['sigv4', 'aws-sdk'] as const)('over %s no error shows a value or a secret', (transport) => {
  const common = { region: 'us-west-2', credentials, transport, maxAttempts: 1 }
  const namespace = newName('secrets')
  const open = (options: DynamoDbDictOptions<never> = {}) =>
    new DynamoDbDict<unknown>('secrets', {
      ...common,
      namespace,
      endpoint: inject('endpoint'),
      ...options,
    } as DynamoDbDictOptions)
  const answered = async (answer: Answer, options: DynamoDbDictOptions<never> = {}) =>
    open({ endpoint: (await newSite(inject('originUrl'), { '*': answer })).url, ...options })
  const failing = async (...faults: Parameters<typeof newLine>[1][]) =>
    open({ endpoint: (await newLine(inject('faultsUrl'), ...faults)).url })

  test.each<[code: string, provoke: () => Promise<unknown>]>([
    ['CONDITION_FAILED', async () => [await open().set('k', value), await open().set('k', value, { ifAbsent: true })]],
    ['CONDITION_FAILED', async () => (await answered(refusedWithItem)).set('k', value, { ifAbsent: true })],
    ['DECODE', async () => [await open().set('k', value), await open({ serializer: text as never }).get('k')]],
    ['ITEM_TOO_LARGE', () => open({ serializer: document as never }).set('k', { large, value })],
    ['KEY_NOT_FOUND', () => open().getOrThrow('nothing')],
    ['NETWORK', async () => (await failing(dropped)).set('k', value)],
    ['NETWORK', () => open({ endpoint: inject('deadEndpoint') }).set('k', value)],
    ['NETWORK', async () => (await answered({ body: `<html>${mark}` })).get('k')],
    ['TIMEOUT', async () => (await answered({ never: true }, { attemptTimeoutMs: 50 })).set('k', value)],
    ['THROTTLED', async () => (await answered(failure('ThrottlingException'))).set('k', value)],
    ['CREDENTIALS', async () => (await answered(failure('UnrecognizedClientException'))).set('k', value)],
    ['ACCESS_DENIED', async () => (await answered(failure('AccessDeniedException'))).set('k', value)],
    ['SERVICE', async () => (await answered(failure('ValidationException'))).set('k', value)],
    ['TABLE_NOT_FOUND', async () => (await answered(failure('ResourceNotFoundException'), { createTable: false })).set('k', value)], // biome-ignore format: rows
    ['BATCH', async () => (await answered(failure('ThrottlingException'))).setMany({ a: value, b: value })],
    ['OUTCOME_UNKNOWN', async () => [await open().set('n', 1), await (await failing({ ...lost, operation: 'UpdateItem' })).increment('n')]], // biome-ignore format: rows
    [
      'DECODE',
      async () => {
        const [first, second] = [encryptionKey(1), encryptionKey(2)]
        await open({ serializer: encrypted(json, { keys: [first] }) as never }).set('e', value)
        await open({ serializer: encrypted(json, { keys: [second] }) as never }).get('e')
      },
    ],
  ])('%s', async (code, provoke) => {
    const error = await provoke().then(
      () => 'no error',
      (error) => error,
    )
    expect(error).toMatchObject({ code })
    expect(shown(error)).not.toContain(mark)
  })

  test.each<[what: string, misuse: () => unknown]>([
    ['a value that JSON would change', () => open().set('k', { of: mark, at: [new Map([[mark, mark]])] })],
    [
      'a value with a cycle',
      () => open().set('k', Object.assign({ of: mark }, { self: undefined, date: new Date(Number.NaN) })),
    ],
    ['a credential that is no header text', () => createTransport({ ...common, credentials: { ...credentials, sessionToken: `${mark}\n` } } as never)], // biome-ignore format: rows
    ['an encryption key of the wrong length', () => encrypted(json, { keys: [{ id: 'k', key: new TextEncoder().encode(mark) }] })], // biome-ignore format: rows
    ['an endpoint with a password', () => open({ endpoint: `http://user:${mark}@localhost` })],
    ['credentials without a secret', () => open({ credentials: { sessionToken: mark } as never })],
  ])('misuse: %s', async (_, misuse) => {
    const error = await (async () => misuse())().then(
      () => 'no error',
      (error) => error,
    )
    expect(error).toBeInstanceOf(TypeError)
    expect(shown(error)).not.toContain(mark)
  })
})
