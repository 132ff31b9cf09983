import type { Fault } from '../../suites/faults.ts'
import { type Answer, ask, type Request, refusal } from './answer.ts'
import { type Entry, isBatch, splitBatch, withUndone } from './batch.ts'
import { itemBytes, type WireItem } from './item-bytes.ts'

/** The units that each partition key has left, by its name and the kind of units. */
export type Buckets = Map<string, { left: number; since: number }>

export const newBuckets = (): Buckets => new Map()

type Capacity = NonNullable<Fault['capacity']>

const exceeded = () =>
  refusal('ProvisionedThroughputExceededException', 'The level of configured throughput for the key was exceeded.')

/**
 * Lets a request through that its partition key has units for, and throttles all others. As DynamoDB does, it lets a request
 * through when anything is left, and a partition key may be in debt for a while. A write counts by the size of what is sent, so
 * an update counts less than it would; a read counts by the size of what is answered.
 */
export async function askWithin(
  capacity: Capacity,
  buckets: Buckets,
  operation: string,
  request: Request,
  engineUrl: string,
): Promise<{ answer: Answer; isMet: boolean }> {
  const has = (partition: string, kind: keyof Capacity) => bucketOf(buckets, partition, kind, capacity).left > 0
  const take = (partition: string, kind: keyof Capacity, units: number) => {
    bucketOf(buckets, partition, kind, capacity).left -= units
  }
  const takeRead = (partition: string, items: WireItem[]) => {
    const size = items.reduce((sum, item) => sum + itemBytes(item), 0)
    take(partition, 'readUnits', Math.max(1, Math.ceil(size / 4_096)) * (isConsistent(input) ? 1 : 0.5))
  }
  const input = JSON.parse(String(request.body))

  if (isBatch(operation)) {
    const kind = operation === 'BatchGetItem' ? 'readUnits' : 'writeUnits'
    const { request: rest, undone } = splitBatch(request, (entry) => {
      const item = itemOf(entry)
      if (!has(partitionOf(item), kind)) return true
      if (kind === 'writeUnits') take(partitionOf(item), kind, writeUnits(item))
      return false
    })
    if (!rest) return { answer: exceeded(), isMet: true }
    const answer = await ask(engineUrl, rest)
    for (const item of answeredItems(answer)) takeRead(partitionOf(item), [item])
    if (Object.keys(undone).length === 0) return { answer, isMet: false }
    return { answer: withUndone(operation, answer, undone), isMet: true }
  }

  const partition = partitionAsked(input)
  if (partition === undefined) return { answer: await ask(engineUrl, request), isMet: false }
  const isRead = operation === 'GetItem' || operation === 'Query'
  if (!has(partition, isRead ? 'readUnits' : 'writeUnits')) return { answer: exceeded(), isMet: true }
  if (!isRead)
    take(partition, 'writeUnits', writeUnits({ ...input.ExpressionAttributeValues, ...input.Key, ...input.Item }))
  const answer = await ask(engineUrl, request)
  if (isRead) takeRead(partition, answeredItems(answer))
  return { answer, isMet: false }
}

/** Filled up for the time that has gone by, to one second's units at the most. */
function bucketOf(buckets: Buckets, partition: string, kind: keyof Capacity, capacity: Capacity) {
  const perSecond = capacity[kind] ?? Infinity
  const now = performance.now()
  const name = `${kind} ${partition}`
  const bucket = buckets.get(name) ?? { left: perSecond, since: now }
  bucket.left = Math.min(perSecond, bucket.left + ((now - bucket.since) / 1_000) * perSecond)
  bucket.since = now
  buckets.set(name, bucket)
  return bucket
}

const writeUnits = (item: WireItem) => Math.ceil(itemBytes(item) / 1_024)
const partitionOf = (item: WireItem) => String(item.namespace?.S)

function itemOf(entry: Entry): WireItem {
  const { PutRequest, DeleteRequest, ...key } = entry as {
    PutRequest?: { Item: WireItem }
    DeleteRequest?: { Key: WireItem }
  } & WireItem
  return PutRequest?.Item ?? DeleteRequest?.Key ?? key
}

/** The partition of a request for one item, or of a query: the first value that its condition names. */
function partitionAsked(input: {
  Key?: WireItem
  Item?: WireItem
  KeyConditionExpression?: string
  ExpressionAttributeValues?: WireItem
}): string | undefined {
  const { Key, Item, KeyConditionExpression, ExpressionAttributeValues = {} } = input
  const item = Key ?? Item
  if (item) return partitionOf(item)
  const name = /=\s*(:\w+)/.exec(KeyConditionExpression ?? '')?.[1]
  return name === undefined ? undefined : String(ExpressionAttributeValues[name]?.S)
}

function answeredItems({ body }: Answer): WireItem[] {
  const { Item, Items, Responses = {} } = JSON.parse(String(body))
  return [Item ?? [], Items ?? [], Object.values(Responses)].flat(2) as WireItem[]
}

const isConsistent = ({ ConsistentRead, RequestItems = {} }: { ConsistentRead?: boolean; RequestItems?: object }) =>
  ConsistentRead ?? Object.values(RequestItems).some((asked) => asked.ConsistentRead)
