import { itemBytes } from '../../src/core/dict/item-size.ts'
import { ConditionFailedError, hasCode } from '../../src/core/errors.ts'
import type {
  BatchGetItemInput,
  BatchWriteItemInput,
  Item,
  Operation,
  QueryInput,
  QueryOutput,
  Transport,
} from '../../src/core/transport.ts'
import { maxAnswerBytes, readUnits, writeUnits } from './units.ts'

/** What one request cost. */
export interface Cost {
  readonly operation: Operation
  readonly read: number
  readonly write: number
  /** What the engine said; it says nothing of a request that failed. */
  readonly engine: number | undefined
}

export interface Metered extends Transport {
  /** The requests so far. */
  readonly costs: Cost[]
  /** Does something that is not to be counted. */
  quietly<T>(work: () => Promise<T>): Promise<T>
}

interface Request {
  readonly TableName: string
  readonly Key: Item
  readonly Item: Item
  readonly ConsistentRead?: boolean
}

/**
 * A transport that notes what each request costs by AWS's rules, from the sizes of the items that it touches. All writes go
 * through it, so it knows every item. It keeps to DynamoDB's limits of one answer, which engines do not agree upon.
 */
export function metered(transport: Transport): Metered {
  const costs: Cost[] = []
  const sizes = new Map<string, number>()
  const idOf = ({ namespace, key }: Item) => `${namespace?.S}\n${key?.S}`
  const sizeOf = (item: Item) => sizes.get(idOf(item)) ?? 0

  async function send(operation: Operation, input: object): Promise<Record<string, unknown>> {
    const output: object = await transport.send(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' } as never)
    return { ...output }
  }

  async function write(operation: Operation, input: Request) {
    const target = input.Item ?? input.Key
    const before = sizeOf(target)
    try {
      const output = await send(operation, input)
      const after = await sizeAfter(operation, input)
      sizes.set(idOf(target), after)
      costs.push({ operation, read: 0, write: writeUnits(before, after), engine: unitsOf(output) })
      return output
    } catch (error) {
      // A failed condition bills the item that is there.
      if (!hasCode(error, 'CONDITION_FAILED')) throw error
      costs.push({ operation, read: 0, write: writeUnits(before, 0), engine: undefined })
      // The embedded engine does not hand the item over, as DynamoDB does.
      throw new ConditionFailedError(operation, { item: await itemAt(input.TableName, target) })
    }
  }

  async function sizeAfter(operation: Operation, { TableName, Key, Item }: Request): Promise<number> {
    if (operation === 'DeleteItem') return 0
    if (operation === 'PutItem') return itemBytes(Item)
    return itemBytes((await itemAt(TableName, Key)) ?? {})
  }

  async function itemAt(TableName: string, { namespace = {}, key = {} }: Item): Promise<Item | undefined> {
    return (await transport.send('GetItem', { TableName, Key: { namespace, key } })).Item
  }

  async function get(input: Request) {
    const output = await send('GetItem', input)
    const read = readUnits(sizeOf(input.Key), input.ConsistentRead === true)
    costs.push({ operation: 'GetItem', read, write: 0, engine: unitsOf(output) })
    return output
  }

  async function batchGet({ RequestItems }: BatchGetItemInput) {
    const [[table, request] = []] = Object.entries(RequestItems)
    if (table === undefined || !request) throw new Error('no table')
    const bytes = new Map<string, number>()
    const fits = (key: Item) => {
      const partition = key.namespace?.S ?? ''
      const sum = (bytes.get(partition) ?? 0) + sizeOf(key)
      if (bytes.has(partition) && sum > maxAnswerBytes) return false
      bytes.set(partition, sum)
      return true
    }
    const Keys = request.Keys.filter(fits)
    const rest = request.Keys.filter((key) => !Keys.includes(key))
    const output = await send('BatchGetItem', { RequestItems: { [table]: { ...request, Keys } } })
    const read = sum(Keys.map((key) => readUnits(sizeOf(key), request.ConsistentRead === true)))
    costs.push({ operation: 'BatchGetItem', read, write: 0, engine: unitsOf(output) })
    return rest.length > 0 ? { ...output, UnprocessedKeys: { [table]: { ...request, Keys: rest } } } : output
  }

  async function batchWrite(input: BatchWriteItemInput) {
    const output = await send('BatchWriteItem', input)
    const units = Object.values(input.RequestItems)
      .flat()
      .map(({ PutRequest, DeleteRequest }) => {
        const target = PutRequest?.Item ?? DeleteRequest?.Key ?? {}
        const before = sizeOf(target)
        sizes.set(idOf(target), PutRequest ? itemBytes(PutRequest.Item) : 0)
        return writeUnits(before, sizeOf(target))
      })
    costs.push({ operation: 'BatchWriteItem', read: 0, write: sum(units), engine: unitsOf(output) })
    return output
  }

  async function query(input: QueryInput) {
    const keys = await evaluatedKeys(input)
    let bytes = 0
    const fitting = keys.findIndex((key, index) => {
      bytes += sizeOf(key)
      return index > 0 && bytes > maxAnswerBytes
    })
    const evaluated = fitting < 0 ? keys : keys.slice(0, fitting)
    const output = await send('Query', fitting < 0 ? input : { ...input, Limit: fitting })
    const read = readUnits(sum(evaluated.map(sizeOf)), input.ConsistentRead === true)
    costs.push({ operation: 'Query', read, write: 0, engine: unitsOf(output) })
    return output
  }

  /** The items that a Query looks at, those that its filter leaves out too. */
  async function evaluatedKeys(input: QueryInput): Promise<Item[]> {
    const { FilterExpression: _, Select, ...asked } = input
    const used = (name: string) => `${input.KeyConditionExpression} #key`.includes(name)
    const pick = <T>(all: Record<string, T> | undefined) =>
      Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => used(name)))
    const { Items = [] }: QueryOutput = await transport.send('Query', {
      ...asked,
      ProjectionExpression: '#namespace, #key',
      ExpressionAttributeNames: { ...pick(input.ExpressionAttributeNames), '#namespace': 'namespace', '#key': 'key' },
      ExpressionAttributeValues: pick(input.ExpressionAttributeValues),
    })
    return Items
  }

  return {
    costs,
    async quietly(work) {
      const { length } = costs
      const result = await work()
      costs.length = length
      return result
    },
    async send(operation, input) {
      if (operation === 'GetItem') return (await get(input as Request)) as never
      if (operation === 'BatchGetItem') return (await batchGet(input as BatchGetItemInput)) as never
      if (operation === 'BatchWriteItem') return (await batchWrite(input as BatchWriteItemInput)) as never
      if (operation === 'Query') return (await query(input as QueryInput)) as never
      if (operation.endsWith('Item')) return (await write(operation, input as Request)) as never
      return transport.send(operation, input)
    },
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

/** The units that an engine tells of: of a batch those of its only table. */
function unitsOf({ ConsumedCapacity }: Record<string, unknown>): number | undefined {
  const [capacity] = [ConsumedCapacity].flat() as ({ CapacityUnits?: number } | undefined)[]
  return capacity?.CapacityUnits
}
