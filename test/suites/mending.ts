import { assert } from 'chai'
import { facing, failure, found } from './facing.ts'
import { rejection, type Suite } from './harness.ts'
import type { Answer } from './origin.ts'

const hourMs = 3_600_000
const amzDate = (time: number) => new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, '')
const timeOf = (date: string | undefined) =>
  Date.parse(`${date}`.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'))

/** Failures whose cause is taken away before the next attempt. */
export const mending: Suite = (test, harness) => {
  const { lib } = harness

  test('credentials that AWS takes no more are asked for anew, once for one request', async () => {
    for (const type of ['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidClientTokenId']) {
      let asked = 0
      const credentials = async () => ({ accessKeyId: `AKID${++asked}`, secretAccessKey: 'SECRET' })
      const { get, requests } = await facing(harness, [failure(type), found, found, failure(type)], { credentials })
      assert.isDefined((await get()).Item)
      await get()
      assert.strictEqual(asked, 2)
      assert.instanceOf(await rejection(get()), lib.CredentialsError)
      const keys = (await requests()).map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])
      assert.deepEqual(keys, ['AKID1', 'AKID2', 'AKID2', 'AKID2', 'AKID3'], type)
    }
  })

  test('credentials that are a value are not tried again', async () => {
    const { get, attempts } = await facing(harness, failure('ExpiredTokenException'))
    const error = await rejection(get())
    assert.instanceOf(error, lib.CredentialsError)
    assert.deepInclude(error, { code: 'CREDENTIALS', retryable: false })
    assert.strictEqual(await attempts(), 1)
  })

  test('a clock that is wrong is set by the message of the refusal, where no Date is seen', async () => {
    for (const aheadMs of [2 * hourMs, -2 * hourMs]) {
      const server = Date.now() + aheadMs
      const message =
        aheadMs > 0
          ? `Signature expired: ${amzDate(Date.now())} is now earlier than ${amzDate(server - 300_000)} (${amzDate(server)} - 5 min.)`
          : `Signature not yet current: ${amzDate(Date.now())} is still later than ${amzDate(server + 300_000)} (${amzDate(server)} + 5 min.)`
      const refusal = failure('InvalidSignatureException', 400, message)
      const hidden: Answer = { ...refusal, headers: { ...refusal.headers, date: null } }
      const { get, requests } = await facing(harness, [hidden, { ...found, headers: { date: null } }])
      await get()
      await get()
      const dates = (await requests()).map(({ headers }) => timeOf(headers['x-amz-date']) - Date.now())
      assert.lengthOf(dates, 3)
      assert.approximately(dates[0] as number, 0, 60_000)
      for (const skew of dates.slice(1)) assert.approximately(skew, aheadMs, 60_000)
    }
  })

  test('a signature that is wrong for another reason is final', async () => {
    const { get, attempts } = await facing(harness, failure('InvalidSignatureException', 400, 'check your key'))
    assert.instanceOf(await rejection(get()), lib.CredentialsError)
    assert.strictEqual(await attempts(), 1)
  })

  test('an answer that is not what its checksum says is asked for again', async () => {
    const [right, wrong] = ['49613676', '49613677']
    const answer = (crc: string): Answer => ({ body: '{"Item":{}}', headers: { 'x-amz-crc32': crc } })
    const { get, attempts } = await facing(harness, [answer(wrong), answer(right)])
    assert.deepEqual((await get()).Item, {})
    const isChecked = (await attempts()) === 2
    // A page is not told how the answer was coded, and checks nothing.
    assert.strictEqual(isChecked, !('document' in globalThis))
    const always = await facing(harness, answer(wrong), { maxAttempts: 2 })
    if (isChecked) assert.instanceOf(await rejection(always.get()), lib.NetworkError)
  })

  test('the checksum of an answer that came compressed says nothing', async () => {
    const coded: Answer = { body: '{"Item":{}}', headers: { 'x-amz-crc32': '1' }, coding: 'gzip' }
    if (harness.connection.transport === 'aws-sdk') return
    const { get, attempts } = await facing(harness, coded)
    assert.deepEqual((await get()).Item, {})
    assert.strictEqual(await attempts(), 1)
  })

  test('a throttle says why, and where one partition is too hot names shards', async () => {
    const hot = { reason: 'TableWriteKeyRangeThroughputExceeded', resource: 'arn:aws:dynamodb:us-west-2:1:table/t' }
    for (const member of ['throttlingReasons', 'ThrottlingReasons']) {
      const type = member === 'throttlingReasons' ? 'ThrottlingException' : 'ProvisionedThroughputExceededException'
      const body = JSON.stringify({
        __type: `com.amazonaws.dynamodb.v20120810#${type}`,
        message: 'hot',
        [member]: [hot],
      })
      const { get } = await facing(harness, { ...failure(type), body }, { maxAttempts: 1 })
      const error = await rejection(get())
      assert.instanceOf(error, lib.ThrottledError)
      assert.deepEqual(error.reasons, [hot.reason])
      assert.match(error.message, /in one partition \(see the option shards\)/)
    }
  })
}
