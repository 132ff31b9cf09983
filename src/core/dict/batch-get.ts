import type { DynadictError } from '../errors.ts'
import { drain, type Source } from '../source.ts'
import type { Item, SendOptions } from '../transport.ts'
import { keyOf } from './item.ts'
import { itemBytes, maxItemBytes } from './item-size.ts'
import { newPace } from './pace.ts'
import { sendBatch, throwFailures } from './send-batch.ts'
import type { Table } from './table.ts'

/** DynamoDB's limit for one BatchGetItem. */
const maxKeys = 100
/** From here on an answer may be as large as one gets: 1 MB of one partition, less the item that did not fit. */
const fullAnswerBytes = 1_000_000 - maxItemBytes

export interface BatchGetOptions extends SendOptions {
  readonly consistent: boolean
  /** Requests under way at once. */
  readonly concurrency: number
}

/**
 * Reads any number of items in batches, and resolves with those that are there, in the order of their keys.
 *
 * @throws {BatchError} after everything else was read, with what DynamoDB would not give in the end.
 */
export async function readBatches(
  table: Table,
  keys: Source<string>,
  primaryKey: (key: string) => Item | Promise<Item>,
  options: BatchGetOptions,
): Promise<Item[]> {
  const wanted = new Map<string, Item>()
  await drain(keys, options.signal, async (key) => {
    wanted.set(key, await primaryKey(key))
  })

  const all = [...wanted.values()]
  const batches: Item[][] = []
  for (let start = 0; start < all.length; start += maxKeys) batches.push(all.slice(start, start + maxKeys))
  const pace = newPace(options.concurrency)
  const failures = new Map<string, DynadictError>()
  const found = new Map<string, Item>()

  async function send(keys: Item[]) {
    const request = { Keys: keys, ConsistentRead: options.consistent }
    const output = await table.read('BatchGetItem', { RequestItems: { [table.name]: request } }, options)
    const items = Object.values(output?.Responses ?? {}).flat()
    for (const item of items) found.set(keyOf(item), item)
    const rest = Object.values(output?.UnprocessedKeys ?? {})[0]?.Keys ?? []
    return { rest, isFull: rest.length > 0 && items.reduce((sum, item) => sum + itemBytes(item), 0) > fullAnswerBytes }
  }

  async function work() {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      try {
        const failed = await sendBatch(batch, pace, table, options, send)
        for (const [key, reason] of failed) failures.set(keyOf(key), reason)
      } catch (error) {
        batches.length = 0
        throw error
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(options.concurrency, batches.length) }, work))
  throwFailures('reads', failures, table)
  return [...wanted.keys()].map((key) => found.get(key)).filter((item) => item !== undefined)
}
