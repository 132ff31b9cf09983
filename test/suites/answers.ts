import { assert } from 'chai'
import { facing, failure, found } from './facing.ts'
import { type Library, rejection, type Suite } from './harness.ts'
import type { Answer } from './origin.ts'

const type = 'com.amazonaws.dynamodb.v20120810#'
const answer = (body: object, headers: Answer['headers'] = {}, status = 400): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  body: JSON.stringify(body),
})

/** What is made of answers that are not as DynamoDB's are. Whoever answers, and whatever: it is an error of ours. */
export const answers: Suite = (test, harness) => {
  const { lib } = harness
  const once = { maxAttempts: 1 }

  test('members of an error that are of another kind count as not there', async () => {
    const hostile: unknown[] = [{}, { toString: 1 }, null, 7, true, [], ['x'], { message: 'x' }]
    for (const value of hostile) {
      const [service] = await failing(answer({ __type: `${type}ValidationException`, message: value, Message: value }))
      assert.deepInclude(service, { code: 'SERVICE', type: 'ValidationException', status: 400 })
      const denied = answer({ __type: `${type}AccessDeniedException`, message: value })
      assert.strictEqual((await failing(denied))[0].code, 'ACCESS_DENIED')
      const condition = answer({ __type: `${type}ConditionalCheckFailedException`, message: value, Item: value })
      assert.strictEqual((await failing(condition))[0].code, 'CONDITION_FAILED')
      const throttle = { __type: `${type}ThrottlingException`, message: value, throttlingReasons: value }
      assert.deepInclude((await failing(answer(throttle)))[0], { code: 'THROTTLED', reasons: [] })
      const reasons = [value, { reason: value }, { reason: 'TableWriteProvisionedThroughputExceeded' }]
      const [some] = await failing(answer({ ...throttle, throttlingReasons: reasons }))
      assert.deepEqual(some.reasons, ['TableWriteProvisionedThroughputExceeded'])
      // Without a type it is not DynamoDB's.
      const [none] = await failing(answer({ __type: value, message: 'x' }))
      assert.strictEqual(none.code, 'NETWORK')
    }
  })

  test('units that are no numbers are none', async () => {
    const batch = { RequestItems: { 'the-table': [] } }
    for (const [consumed, units] of [
      [null, undefined],
      ['x', undefined],
      [[null], undefined],
      [[{ CapacityUnits: {} }], undefined],
      [[{ CapacityUnits: 2 }, null, { CapacityUnits: '7' }, { CapacityUnits: 3 }], 5],
    ]) {
      const told: Library.RequestReport[] = []
      const onRequest = (report: Library.RequestReport) => told.push(report)
      const { made } = await facing(harness, answer({ ConsumedCapacity: consumed }, {}, 200), { onRequest, ...once })
      const outcome = await made.send('BatchWriteItem', batch).catch((error) => error)
      // The AWS SDK may take it for no answer.
      if (outcome instanceof Error) assert.instanceOf(outcome, lib.NetworkError)
      else assert.strictEqual(told[0]?.capacityUnits, units)
      assert.lengthOf(told, 1)
    }
  })

  test('a message is a message, whatever words are in it', async () => {
    for (const message of ['Region is missing', 'Token is expired', 'could not resolve: connection refused']) {
      const [error] = await failing(failure('ValidationException', 400, message))
      assert.deepInclude(error, { code: 'SERVICE', type: 'ValidationException' })
      assert.include(error.message, message)
    }
  })

  test('the type of an error may stand in x-amzn-errortype', async () => {
    for (const value of [
      'ResourceNotFoundException',
      `${type}ResourceNotFoundException`,
      'ResourceNotFoundException:http://internal.amazon.com/coral/com.amazonaws.dynamodb/#x',
      'ResourceNotFoundException,ValidationException',
    ]) {
      const [error] = await failing(answer({ message: 'no table' }, { 'x-amzn-errortype': value }))
      assert.strictEqual(error.code, 'TABLE_NOT_FOUND', value)
    }
  })

  test('what is no JSON object, or not as it was sent, is nothing that DynamoDB says', async () => {
    const typed = { 'x-amzn-errortype': 'ValidationException' }
    for (const other of [
      { status: 400, headers: typed, body: '<html>' },
      { status: 400, headers: typed, body: '' },
    ])
      assert.strictEqual((await failing(other))[0].code, 'NETWORK')
    // A page is not told how the answer was coded, and checks nothing.
    const isPage = 'document' in globalThis
    const wrong = answer({ __type: `${type}ValidationException` }, { 'x-amz-crc32': '1' })
    assert.strictEqual((await failing(wrong))[0].code, isPage ? 'SERVICE' : 'NETWORK')
  })

  test('an answer that is not of DynamoDB has the id that it was given', async () => {
    const [error] = await failing({ status: 503, headers: { 'x-amzn-requestid': 'REQUEST-3' }, body: '<html>' })
    assert.deepInclude(error, { code: 'NETWORK', requestId: 'REQUEST-3' })
  })

  test('a clock that is wrong and credentials that have expired are both mended for one request', async () => {
    const expired = failure('ExpiredTokenException')
    const server = new Date(Date.now() + 7_200_000).toISOString().replace(/[:-]|\.\d{3}/g, '')
    const skewed = failure('InvalidSignatureException', 400, `Signature expired: it is now (${server} - 5 min.)`)
    for (const order of [
      [skewed, expired],
      [expired, skewed],
    ]) {
      let asked = 0
      const credentials = async () => ({ accessKeyId: `AKID${++asked}`, secretAccessKey: 'SECRET' })
      const { get, attempts } = await facing(harness, [...order, found], { credentials })
      assert.isDefined((await get()).Item)
      assert.deepEqual([asked, await attempts()], [2, 3])
      // Each once.
      const again = await facing(harness, [...order, ...order], { credentials })
      assert.instanceOf(await rejection(again.get()), lib.CredentialsError)
      assert.strictEqual(await again.attempts(), 3)
    }
  })

  /** The error of one request that is answered so, and how many attempts it had. */
  async function failing(given: Answer): Promise<[Error & Record<string, unknown>, number]> {
    const { get, attempts } = await facing(harness, given, once)
    const error = await rejection(get())
    assert.isTrue(lib.isDynadictError(error), String(error.stack))
    return [error, await attempts()]
  }
}
