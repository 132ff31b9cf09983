import type { Item, SendOptions } from '../transport.ts'
import { compareUtf8 } from '../utf8.ts'
import { keyOf, namesIn, nowValue } from './item.ts'
import type { Partitions } from './keys.ts'
import { merge } from './merge.ts'
import type { Table } from './table.ts'

export interface QueryOptions extends SendOptions {
  readonly consistent?: boolean | undefined
  /** The attributes to fetch; by default all. It saves transfer, not read units. */
  readonly projection?: string | undefined
  /** Expired items too; by default only live ones. */
  readonly expired?: boolean | undefined
}

/** The items of all partitions in key order, over all pages. */
export function queryItems(table: Table, partitions: Partitions, options: QueryOptions): AsyncGenerator<Item, void> {
  const sources = partitions.all.map((partition) => itemsOf(table, partition, options))
  return merge(sources, (a, b) => compareUtf8(keyOf(a), keyOf(b)))
}

async function* itemsOf(table: Table, partition: string, options: QueryOptions): AsyncGenerator<Item, void> {
  for await (const page of pages(table, partition, options)) yield* page.Items ?? []
}

/** How many live items there are, counted by DynamoDB over all pages. */
export async function countItems(table: Table, partitions: Partitions, options: QueryOptions): Promise<number> {
  const counts = partitions.all.map(async (partition) => {
    let count = 0
    for await (const page of pages(table, partition, options, 'COUNT')) count += page.Count ?? 0
    return count
  })
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}

async function* pages(table: Table, partition: string, options: QueryOptions, select?: 'COUNT') {
  const { consistent, projection, expired, signal } = options
  const key = '#namespace = :namespace'
  const filter = expired ? undefined : 'attribute_not_exists(#expires) OR #expires > :now'
  let start: Item | undefined
  do {
    const page = await table.read(
      'Query',
      {
        TableName: table.name,
        KeyConditionExpression: key,
        ExpressionAttributeNames: namesIn(key, filter, projection),
        ExpressionAttributeValues: { ':namespace': { S: partition }, ...(filter && nowValue(table.clock.now())) },
        ...(filter && { FilterExpression: filter }),
        ...(projection && { ProjectionExpression: projection }),
        ...(select && { Select: select }),
        ...(consistent && { ConsistentRead: true }),
        ...(start && { ExclusiveStartKey: start }),
      },
      { signal },
    )
    if (page) yield page
    start = page?.LastEvaluatedKey
  } while (start)
}
