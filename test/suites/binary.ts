import { assert } from 'chai'
import type { Suite } from './harness.ts'

/** Binary on the wire, to an engine and back. */
export const binary: Suite = (test, { lib, connection, endpoint }) => {
  test('binary goes there and back, alone, nested and in sets', async () => {
    const made = lib.createTransport({ ...connection, endpoint })
    const dict = new lib.DynamoDbDict('binary-suite', { transport: made })
    await dict.ready()
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    const item = {
      namespace: { S: 'binary' },
      key: { S: String(connection.transport) },
      B: { B: all },
      M: { M: { B: { B: all.subarray(3, 5) }, BS: { S: 'text' } } },
      BS: { BS: [all.subarray(0, 1), all.subarray(9, 12)] },
    }
    await made.send('PutItem', { TableName: 'binary-suite', Item: item })
    const { namespace, key } = item
    const answer = await made.send('GetItem', { TableName: 'binary-suite', Key: { namespace, key } })
    assert.deepEqual(Uint8Array.from(answer.Item?.B?.B ?? []), all)
    assert.deepEqual(Uint8Array.from(answer.Item?.M?.M?.B?.B ?? []), all.slice(3, 5))
    assert.deepEqual(answer.Item?.M?.M?.BS, { S: 'text' })
    assert.sameDeepMembers(
      (answer.Item?.BS?.BS ?? []).map((bytes) => [...bytes]),
      [[0], [9, 10, 11]],
    )
  })
}
