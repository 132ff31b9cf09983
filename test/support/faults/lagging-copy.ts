import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, ask, askFor, type Request, withBody } from './answer.ts'
import type { Entry } from './batch.ts'

/** A copy of each table that is late by some writes, of those that came over one line. */
export interface LaggingCopy {
  /** Notes what a write has left. */
  note(request: Request): Promise<void>
  /** What a read sees there. */
  read(request: Request): Promise<Answer>
}

interface Input {
  TableName?: string
  Key?: Entry
  Item?: Entry
  ConsistentRead?: boolean
  RequestItems?: Record<string, { Keys?: Entry[]; ConsistentRead?: boolean } & Iterable<Entry>>
}

const reads = /\.(GetItem|Query|BatchGetItem)$/
const writes = /\.(PutItem|UpdateItem|DeleteItem|BatchWriteItem)$/

export const isWrite = ({ headers }: Request): boolean => writes.test(String(headers['x-amz-target']))

/** Whether a read does not mind to see what was there before. */
export function isEventual({ headers, body }: Request): boolean {
  const { ConsistentRead, RequestItems = {} }: Input = JSON.parse(String(body))
  const isConsistent = ConsistentRead || Object.values(RequestItems).some((asked) => asked.ConsistentRead)
  return reads.test(String(headers['x-amz-target'])) && !isConsistent
}

export function newLaggingCopy(engineUrl: string, suffix: string, lag: number): LaggingCopy {
  const made = new Map<string, Promise<void>>()
  /** What the copy does not have yet, by table: the item of a key, or that there is none. */
  const late: { table: string; Key: Entry; Item: Entry | undefined }[] = []
  /** One thing after the other. */
  let last: Promise<unknown> = Promise.resolve()
  const copyOf = (table: string) => `${table}.${suffix}`

  async function output(request: Request, operation: string, input: object) {
    const { body } = await askFor(engineUrl, request, operation, input)
    return JSON.parse(String(body))
  }

  async function make(request: Request, table: string): Promise<void> {
    const { Table } = await output(request, 'DescribeTable', { TableName: table })
    if (!Table) throw new Error(`no table ${table}`)
    const { AttributeDefinitions, KeySchema } = Table
    const TableName = copyOf(table)
    const BillingMode = 'PAY_PER_REQUEST'
    await output(request, 'CreateTable', { TableName, AttributeDefinitions, KeySchema, BillingMode })
    while ((await output(request, 'DescribeTable', { TableName })).Table?.TableStatus !== 'ACTIVE') await wait(5)
  }

  function ensure(request: Request, table: string): Promise<void> {
    const making = made.get(table) ?? make(request, table)
    made.set(table, making)
    return making
  }

  async function noteItem(request: Request, table: string, Key: Entry): Promise<void> {
    await ensure(request, table)
    const { Item } = await output(request, 'GetItem', { TableName: table, Key, ConsistentRead: true })
    late.push({ table, Key, Item })
    while (late.length > lag) {
      const { table, Key, Item } = late.shift() as (typeof late)[number]
      const TableName = copyOf(table)
      if (Item) await output(request, 'PutItem', { TableName, Item })
      else await output(request, 'DeleteItem', { TableName, Key })
    }
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  return {
    note: (request) =>
      inTurn(async () => {
        for (const [table, key] of writtenKeys(request)) await noteItem(request, table, key)
      }),

    read: (request) =>
      inTurn(async () => {
        const input: Input = JSON.parse(String(request.body))
        const table = input.TableName ?? Object.keys(input.RequestItems ?? {})[0] ?? ''
        await ensure(request, table)
        const copy = copyOf(table)
        const asked = input.RequestItems
          ? { ...input, RequestItems: { [copy]: input.RequestItems[table] } }
          : { ...input, TableName: copy }
        const answer = await ask(engineUrl, { ...request, body: Buffer.from(JSON.stringify(asked)) })
        return input.RequestItems ? renamed(answer, copy, table) : answer
      }),
  }
}

function writtenKeys({ body }: Request): [table: string, key: Entry][] {
  const { TableName = '', Key, Item, RequestItems = {} }: Input = JSON.parse(String(body))
  const one = Key ?? Item
  if (one) return [[TableName, keyOf(one)]]
  return Object.entries(RequestItems).flatMap(([table, entries]) =>
    [...entries].map((entry): [string, Entry] => {
      const { PutRequest, DeleteRequest } = entry as { PutRequest?: { Item: Entry }; DeleteRequest?: { Key: Entry } }
      return [table, keyOf(PutRequest?.Item ?? DeleteRequest?.Key ?? {})]
    }),
  )
}

const keyOf = ({ namespace, key }: Entry): Entry => ({ namespace, key })

/** An answer by tables, under the name that was asked for. */
function renamed(answer: Answer, copy: string, table: string): Answer {
  const { Responses = {}, UnprocessedKeys = {}, ...rest } = JSON.parse(String(answer.body))
  const named = (byTable: Record<string, unknown>) => (copy in byTable ? { [table]: byTable[copy] } : byTable)
  return withBody(answer, { ...rest, Responses: named(Responses), UnprocessedKeys: named(UnprocessedKeys) })
}
