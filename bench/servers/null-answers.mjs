/**
 * What the null server answers: always the same item, in DynamoDB's JSON, with the checksum that DynamoDB sends. The item is one
 * for every contender: `namespace` and `key` are a dict's, `id` is that of @keyv/dynamo, and `value` is JSON that both read.
 */

import { crc32 } from './crc32.mjs'

export const table = 'bench'

/** A value of about so many bytes, as text in JSON. */
export const sampleValue = (bytes) => ({ value: 'x'.repeat(bytes) })

export const itemOf = (bytes) => ({
  namespace: { S: 'bench' },
  key: { S: 'key' },
  id: { S: 'key' },
  value: { S: JSON.stringify(sampleValue(bytes)) },
  encoding: { S: 'json' },
  version: { S: '3a6eef33951c00404b58d7680b21e0dd' },
  updated: { N: '1796115600250' },
  format: { N: '1' },
})

const keySchema = [
  { AttributeName: 'namespace', KeyType: 'HASH' },
  { AttributeName: 'key', KeyType: 'RANGE' },
]

/** The body of each operation's answer. */
export function bodiesOf(item) {
  return {
    GetItem: { Item: item },
    PutItem: {},
    UpdateItem: {},
    DeleteItem: {},
    Query: { Count: 1, Items: [item], ScannedCount: 1 },
    Scan: { Count: 1, Items: [item], ScannedCount: 1 },
    BatchGetItem: { Responses: { [table]: [item] }, UnprocessedKeys: {} },
    BatchWriteItem: { UnprocessedItems: {} },
    DescribeTable: { Table: { TableName: table, TableStatus: 'ACTIVE', KeySchema: keySchema, ItemCount: 1 } },
  }
}

/** Whole answers in HTTP, by operation. */
export function answersOf(item) {
  const answers = Object.entries(bodiesOf(item)).map(([operation, body]) => [operation, answer('200 OK', body)])
  return new Map(answers)
}

export const unknownOperation = answer('400 Bad Request', {
  __type: 'com.amazonaws.dynamodb.v20120810#UnknownOperationException',
})

function answer(status, body) {
  const bytes = Buffer.from(JSON.stringify(body))
  const head = [
    `HTTP/1.1 ${status}`,
    'Server: Server',
    'Content-Type: application/x-amz-json-1.0',
    `Content-Length: ${bytes.length}`,
    'Connection: keep-alive',
    'x-amzn-RequestId: 7K8RJ4VQ9S2M1T6N3B5C0D9F8GVV4KQNSO5AEMVJF66Q9ASUAAJG',
    `x-amz-crc32: ${crc32(bytes)}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}
