import type { Item, SendOptions } from '../transport.ts'
import { compareUtf8 } from '../utf8.ts'
import { express } from './expressions.ts'
import { keyOf, numberAttribute } from './item.ts'
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
  let count = 0
  const counts = partitions.all.map(async (partition) => {
    for await (const page of pages(table, partition, options, 'COUNT')) count += page.Count ?? 0
  })
  await Promise.all(counts)
  return count
}

async function* pages(table: Table, partition: string, options: QueryOptions, select?: 'COUNT') {
  let start: Item | undefined
  do {
    const expressions = {
      KeyConditionExpression: '#namespace = :namespace',
      FilterExpression: options.expired ? undefined : 'attribute_not_exists(#expires) OR #expires > :now',
      ProjectionExpression: options.projection,
    }
    const input = {
      TableName: table.name,
      ...express(expressions, { namespace: { S: partition }, now: numberAttribute(table.clock.now()) }),
      Select: select,
      ConsistentRead: options.consistent,
      ExclusiveStartKey: start,
    }
    const page = await table.read('Query', input, options)
    if (page) yield page
    start = page?.LastEvaluatedKey
  } while (start)
}
