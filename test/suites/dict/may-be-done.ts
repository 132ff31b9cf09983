import { assert } from 'chai'
import { always, dropped, type Fault, failedAfter, lost, throttled, torn } from '../faults.ts'
import { type Library, rejection, type Suite } from '../harness.ts'
import { noise } from './large.ts'
import { begun } from './wire-fixture.ts'

type Dict = Library.DynamoDbDict<unknown>

const refusal = (type: string): Fault => ({ answer: { status: 400, type }, isDone: false, times: always })

/** Refusals of an attempt, each with the code of the error that it is in the end. */
const refusals: Readonly<Record<string, Fault>> = {
  THROTTLED: { ...throttled, times: always },
  CREDENTIALS: refusal('ExpiredTokenException'),
  ACCESS_DENIED: refusal('AccessDeniedException'),
  SERVICE: refusal('ValidationException'),
}

const writes: Readonly<Record<string, readonly [operation: string, run: (dict: Dict) => Promise<unknown>]>> = {
  set: ['PutItem', (dict) => dict.set('k', 'new')],
  delete: ['DeleteItem', (dict) => dict.delete('k')],
  touch: ['UpdateItem', (dict) => dict.touch('k', '1h')],
  increment: ['UpdateItem', (dict) => dict.increment('k', 1, { retryUnknown: true })],
  pop: ['DeleteItem', (dict) => dict.pop('k', { retryUnknown: true })],
  setMany: ['BatchWriteItem', (dict) => dict.setMany({ k: 'new' })],
}

/** Whether a write that failed may have been done: told by the error, whatever its code is. */
export const mayBeDone: Suite = (test, harness) => {
  for (const [name, [operation, run]] of Object.entries(writes)) {
    test(`${name} that is refused after a lost answer may have been done, and was not without one`, async () => {
      for (const [code, refused] of Object.entries(refusals)) {
        for (const first of [lost, dropped, torn, failedAfter, throttled]) {
          const { dict } = await begun(harness, [
            { ...first, operation },
            { ...refused, operation },
          ])
          const error = await rejection(run(dict))
          const isBatch = operation === 'BatchWriteItem' && code === 'THROTTLED'
          assert.strictEqual(error.code, isBatch ? 'BATCH' : code)
          assert.strictEqual(error.mayBeDone, first !== throttled, `${code} after ${JSON.stringify(first)}`)
          const { failures = new Map() } = error as Partial<Library.BatchError>
          for (const reason of failures.values()) assert.strictEqual(reason.mayBeDone, first !== throttled)
        }
      }
    })
  }

  test('what was never sent has not been done', async () => {
    const { dict } = await begun(harness, [], { endpoint: harness.deadEndpoint })
    const error = await rejection(dict.set('k', 'new'))
    assert.deepInclude(error, { code: 'NETWORK', mayBeDone: false })
  })

  test('whether anything was sent is not told by words in a message', async () => {
    for (const message of ['the body did not resolve', 'stream refused', 'dns', 'ECONNREFUSED', 'not found']) {
      const fail = async () => {
        throw new TypeError('fetch failed', { cause: new Error(message) })
      }
      const requestHandler = { handle: fail, destroy() {} }
      const sender = harness.connection.transport === 'aws-sdk' ? { clientConfig: { requestHandler } } : { fetch: fail }
      const transport = harness.lib.createTransport({ ...harness.connection, ...sender, maxAttempts: 2 })
      const dict = new harness.lib.DynamoDbDict('the-table', { transport })
      assert.deepInclude(await rejection(dict.set('k', 'new')), { code: 'NETWORK', mayBeDone: true })
      assert.instanceOf(await rejection(dict.increment('k')), harness.lib.OutcomeUnknownError)
    }
  })

  test('what fails while nobody answers may have been done, and so may what nobody can tell', async () => {
    const { dict } = await begun(harness, [{ ...dropped, times: always }])
    assert.deepInclude(await rejection(dict.set('k', 'new')), { code: 'NETWORK', mayBeDone: true })
    assert.deepInclude(await rejection(dict.increment('k')), { code: 'OUTCOME_UNKNOWN', mayBeDone: true })
  })

  test('a read that fails while it is to be found out what became of a write leaves that open', async () => {
    const { dict } = await begun(harness, [
      { ...lost, operation: 'PutItem', key: 'l' },
      { ...throttled, operation: 'GetItem', times: always },
    ])
    const error = await rejection(dict.putBlob('l', new TextEncoder().encode(noise(500_000))))
    assert.deepInclude(error, { code: 'THROTTLED', operation: 'GetItem', mayBeDone: true })
  })

  test('what goes on after a lost answer may have been done, whatever ends it', async () => {
    const { dict, other } = await begun(harness, [
      { ...lost, operation: 'UpdateItem' },
      // With retryUnknown it looks whether there is a number to begin with.
      { ...throttled, operation: 'PutItem', times: always },
    ])
    await other.set('n', 1)
    const error = await rejection(dict.increment('n', 1, { retryUnknown: true }))
    assert.deepInclude(error, { code: 'THROTTLED', operation: 'PutItem', mayBeDone: true })
    assert.strictEqual(await other.get('n', { consistent: true }), 2)
  })

  test('a condition that fails has been met with an answer, and nothing was done', async () => {
    const { dict } = await begun(harness, [{ ...throttled, operation: 'PutItem' }])
    const error = await rejection(dict.set('k', 'new', { ifAbsent: true }))
    assert.deepInclude(error, { code: 'CONDITION_FAILED', mayBeDone: false })
  })
}
