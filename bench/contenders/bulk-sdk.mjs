import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  QueryCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { connection } from './connection.mjs'

const partition = { S: 'bench' }
const keyOf = (key) => ({ namespace: partition, key: { S: key } })

/** The SDK by hand, as most people write it: one page or batch after the other, and what was left out of a batch once more. */
export async function bulkBySdk(table, url, entries) {
  const client = new DynamoDBClient(connection(url))
  await createTable(client, table)
  return {
    write: async () => {
      const puts = entries.map(([key, value]) => ({
        PutRequest: { Item: { ...keyOf(key), value: { S: JSON.stringify(value) } } },
      }))
      await writeAll(client, table, puts)
      return entries.length
    },
    read: async () => {
      const found = new Map()
      for (const batch of batches(entries, 100)) {
        let asked = { [table]: { Keys: batch.map(([key]) => keyOf(key)) } }
        while (asked?.[table]) {
          const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: asked }))
          for (const { key, value } of Responses[table]) found.set(key.S, JSON.parse(value.S))
          asked = UnprocessedKeys
        }
      }
      return found.size
    },
    iterate: async () => {
      let count = 0
      for await (const { Items } of pages(client, table))
        for (const { value } of Items) if (JSON.parse(value.S).value) count++
      return count
    },
    count: async () => {
      let count = 0
      for await (const { Count } of pages(client, table, { Select: 'COUNT' })) count += Count
      return count
    },
    clear: async () => {
      let count = 0
      const onlyKeys = {
        ProjectionExpression: '#n, #k',
        ExpressionAttributeNames: { '#n': 'namespace', '#k': 'key' },
      }
      for await (const { Items } of pages(client, table, onlyKeys)) {
        const deletes = Items.map((Key) => ({ DeleteRequest: { Key } }))
        await writeAll(client, table, deletes)
        count += Items.length
      }
      return count
    },
  }
}

async function* pages(client, table, more = {}) {
  let start
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: '#n = :n',
        ExpressionAttributeValues: { ':n': partition },
        ExclusiveStartKey: start,
        ...more,
        ExpressionAttributeNames: { '#n': 'namespace', ...more.ExpressionAttributeNames },
      }),
    )
    yield page
    start = page.LastEvaluatedKey
  } while (start)
}

async function writeAll(client, table, requests) {
  for (const batch of batches(requests, 25)) {
    let asked = { [table]: batch }
    while (asked?.[table]) {
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: asked }))
      asked = UnprocessedItems
    }
  }
}

export function* batches(list, size) {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size)
}

async function createTable(client, table) {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['namespace', 'key'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'namespace', KeyType: 'HASH' },
        { AttributeName: 'key', KeyType: 'RANGE' },
      ],
    }),
  )
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.1 }, { TableName: table })
}
