import { assert } from 'chai'
import { facing, failure, found } from './facing.ts'
import { newGate } from './gates.ts'
import { type Library, rejection, type Suite } from './harness.ts'

/** What `onRequest` is told. */
export const reports: Suite = (test, harness) => {
  function newReports() {
    const told: Library.RequestReport[] = []
    return { told, onRequest: (report: Library.RequestReport) => told.push(report) }
  }

  test('each attempt is reported with what came of it, and why there is a next one', async () => {
    const { told, onRequest } = newReports()
    const id = { 'x-amzn-requestid': 'REQUEST-2' }
    const consumed = '{"Item":{},"ConsumedCapacity":{"TableName":"the-table","CapacityUnits":0.5}}'
    const answers = [failure('ThrottlingException'), { status: 503, body: '<html>' }, { body: consumed, headers: id }]
    const { get, requests } = await facing(harness, answers, { onRequest })
    await get()
    const common = { operation: 'GetItem', table: 'the-table' } as const
    const seen = told.map(({ latencyMs, ...report }) => {
      assert.isAtLeast(latencyMs, 0)
      assert.isBelow(latencyMs, 5_000)
      return { ...report, requestId: report.requestId ?? undefined }
    })
    assert.deepEqual(seen, [
      { ...common, attempt: 1, status: 400, requestId: 'REQUEST-1', capacityUnits: undefined, code: 'THROTTLED', retryReason: undefined }, // biome-ignore format: rows
      { ...common, attempt: 2, status: 503, requestId: undefined, capacityUnits: undefined, code: 'NETWORK', retryReason: 'THROTTLED' }, // biome-ignore format: rows
      { ...common, attempt: 3, status: 200, requestId: 'REQUEST-2', capacityUnits: 0.5, code: undefined, retryReason: 'NETWORK' }, // biome-ignore format: rows
    ])
    for (const { body } of await requests()) assert.strictEqual(JSON.parse(body).ReturnConsumedCapacity, 'TOTAL')
  })

  test('a time limit and an abort are told apart', async () => {
    const { told, onRequest } = newReports()
    const { get } = await facing(harness, { never: true }, { onRequest, attemptTimeoutMs: 60, maxAttempts: 2 })
    await rejection(get())
    const leaving = new AbortController()
    const getting = get(leaving.signal)
    setTimeout(() => leaving.abort(new Error('gone')), 20)
    assert.strictEqual((await rejection(getting)).message, 'gone')
    assert.deepEqual(told.map(({ code }) => code), ['TIMEOUT', 'TIMEOUT', 'ABORTED']) // biome-ignore format: one line
  })

  test('the units of a batch are those of all its tables, and operations on tables have none', async () => {
    const { told, onRequest } = newReports()
    const batch = { body: '{"UnprocessedItems":{},"ConsumedCapacity":[{"CapacityUnits":2},{"CapacityUnits":3}]}' }
    const { made, requests } = await facing(harness, [batch, { body: '{"Table":{}}' }], { onRequest })
    await made.send('BatchWriteItem', { RequestItems: { 'the-table': [] } })
    await made.send('DescribeTable', { TableName: 'the-table' })
    assert.deepEqual(told.map(({ table, capacityUnits }) => [table, capacityUnits]), [['the-table', 5], ['the-table', undefined]]) // biome-ignore format: one line
    assert.notProperty(JSON.parse((await requests())[1]?.body ?? ''), 'ReturnConsumedCapacity')
  })

  test('a listener that throws harms nothing, and no report holds a key or a secret', async () => {
    const shown: string[] = []
    const onRequest = (report: Library.RequestReport) => {
      shown.push(JSON.stringify(report))
      throw new Error('listener')
    }
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'MARK' }
    const { url } = await newGate(harness.strictUrl, { credentials })
    const settings = { ...harness.connection, endpoint: url, credentials, onRequest }
    const dict = new harness.lib.DynamoDbDict('dict-suite-reports', settings)
    await dict.set('MARK', 'MARK')
    assert.strictEqual(await dict.get('MARK'), 'MARK')
    assert.isAbove(shown.length, 1)
    assert.notInclude(shown.join(), 'MARK')
  })

  test('close leaves a transport that opens again', async () => {
    const { made, get } = await facing(harness, found)
    await get()
    made.close?.()
    assert.isDefined((await get()).Item)
    made.close?.()
  })
}
