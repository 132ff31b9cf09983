import { isCount } from '../options.ts'
import type { Item, QueryOutput, SendOptions } from '../transport.ts'
import { notExpiredCondition } from './conditions.ts'
import { express } from './expressions.ts'
import { numberAttribute } from './item.ts'
import type { Partitions } from './keys.ts'
import type { KeyCondition, KeyRange } from './range.ts'
import type { Table } from './table.ts'

export interface QueryOptions extends SendOptions, KeyRange {
  readonly consistent?: boolean | undefined
  /** The last key first. */
  readonly reverse?: boolean | undefined
  /** How many items at most. */
  readonly limit?: number | undefined
  /** The key behind which to go on. */
  readonly after?: string | undefined
  /** The attributes to fetch; by default all. It saves transfer, not read units. */
  readonly projection?: string | undefined
  /** Expired items too; by default only live ones. */
  readonly expired?: boolean | undefined
}

/** How many items of several partitions are in memory at once. */
const itemsInMemory = 8_000

/** The items of all partitions in key order, over all pages. */
export async function* queryItems(
  table: Table,
  partitions: Partitions,
  options: QueryOptions,
  checked: (item: Item) => Item,
): AsyncGenerator<Item, void> {
  const { reverse, limit = Infinity } = options
  if (options.limit !== undefined) isCount(0)(limit, 'limit')
  const condition = await conditionOf(options)
  if (!condition || limit === 0) return
  const { length } = partitions.all
  // A page of each is in memory at once.
  const pageItems = length > 1 ? Math.ceil(itemsInMemory / length) : undefined
  const sources = partitions.all.map((partition) => itemsOf(table, partition, condition, options, pageItems))
  const [only] = sources
  const isSplit = sources.length > 1 || !only
  const items = isSplit ? (await import('./merge.ts')).mergeByKey(sources, reverse ?? false) : only
  let count = 0
  for await (const item of items) {
    yield checked(item)
    if (++count >= limit) return
  }
}

/** How many live items there are, counted by DynamoDB over all pages. */
export async function countItems(table: Table, partitions: Partitions, options: QueryOptions): Promise<number> {
  const condition = await conditionOf(options)
  if (!condition) return 0
  let count = 0
  const counts = partitions.all.map(async (partition) => {
    let start: Item | undefined
    do {
      const page = await queryPage(table, partition, condition, options, { Select: 'COUNT', ExclusiveStartKey: start })
      count += page?.Count ?? 0
      start = page?.LastEvaluatedKey
    } while (start)
  })
  await Promise.all(counts)
  return count
}

/** The items of one partition. The next page is fetched when half of this one is consumed, unless there is a limit. */
async function* itemsOf(
  table: Table,
  partition: string,
  condition: KeyCondition,
  options: QueryOptions,
  pageItems: number | undefined,
): AsyncGenerator<Item, void> {
  const { limit, after } = options
  const startKey = (key: string): Item => ({ namespace: { S: partition }, key: { S: key } })
  let size = limit ?? pageItems
  const fetchPage = (start: Item | undefined) => {
    const page = queryPage(table, partition, condition, options, { Limit: size, ExclusiveStartKey: start })
    // A limit counts what the filter leaves out, too: should a page fall short, the next one is larger.
    if (size) size = Math.min(size * 2, pageItems ?? 10_000)
    // A reader who leaves early hears nothing of it.
    page.catch(() => undefined)
    return page
  }
  let fetching: Promise<QueryOutput | undefined> | undefined = fetchPage(
    after === undefined ? undefined : startKey(after),
  )
  while (fetching) {
    const page: QueryOutput | undefined = await fetching
    fetching = undefined
    const { Items = [], LastEvaluatedKey: next } = page ?? {}
    for (const [index, item] of Items.entries()) {
      if (next && !limit && index === Items.length >> 1) fetching = fetchPage(next)
      yield item
      options.signal?.throwIfAborted()
    }
    if (next) fetching ??= fetchPage(next)
  }
}

/** What a listing asks of the keys; the code for ranges is loaded when one is named. */
async function conditionOf({ prefix, from, to }: KeyRange): Promise<KeyCondition | undefined> {
  if (prefix === undefined && from === undefined && to === undefined) return { text: '', values: {} }
  const { keyCondition } = await import('./range.ts')
  return keyCondition({ prefix, from, to })
}

function queryPage(
  table: Table,
  partition: string,
  condition: KeyCondition,
  { expired, projection, consistent, reverse, signal }: QueryOptions,
  input: { Select?: 'COUNT'; Limit?: number | undefined; ExclusiveStartKey: Item | undefined },
): Promise<QueryOutput | undefined> {
  const values = { ...condition.values, namespace: { S: partition }, now: numberAttribute(table.clock.now()) }
  const expressions = {
    KeyConditionExpression: ['#namespace = :namespace', condition.text].filter(Boolean).join(' AND '),
    FilterExpression: expired ? undefined : notExpiredCondition,
    ProjectionExpression: projection,
  }
  return table.read(
    'Query',
    {
      TableName: table.name,
      ...express(expressions, values),
      ...input,
      ConsistentRead: consistent,
      ScanIndexForward: !reverse,
    },
    { signal },
  )
}
