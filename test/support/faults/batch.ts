import { type Answer, type Request, withBody } from './answer.ts'

/** A key, or a write of a batch. */
export type Entry = Readonly<Record<string, unknown>>

/** A batch without the entries that stay undone, and those. */
export interface SplitBatch {
  /** Without a body where nothing is left to ask for. */
  readonly request: Request | undefined
  readonly undone: Readonly<Record<string, object>>
}

export const isBatch = (operation: string): boolean => operation.startsWith('Batch')

/** Takes those entries out of a batch that are to stay undone. */
export function splitBatch(
  { headers, body }: Request,
  isLeft: (entry: Entry, index: number, table: string) => boolean,
): SplitBatch {
  const { RequestItems, ...input } = JSON.parse(String(body))
  const kept: Record<string, object> = {}
  const undone: Record<string, object> = {}
  for (const [table, asked] of Object.entries<Entry[] & { Keys?: Entry[] }>(RequestItems)) {
    const all = asked.Keys ?? asked
    const again = (entries: Entry[]) => (asked.Keys ? { ...asked, Keys: entries } : entries)
    const left = new Set(all.filter((entry, index) => isLeft(entry, index, table)))
    if (left.size < all.length) kept[table] = again(all.filter((entry) => !left.has(entry)))
    if (left.size > 0) undone[table] = again([...left])
  }
  const isEmpty = Object.keys(kept).length === 0
  const request = { headers, body: Buffer.from(JSON.stringify({ ...input, RequestItems: kept })) }
  return { request: isEmpty ? undefined : request, undone }
}

/** The answer to a whole batch, from the one to its part. */
export function withUndone(operation: string, answer: Answer | undefined, undone: SplitBatch['undone']): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'FAULT' }
  const { body, ...rest } = answer ?? { status: 200, headers, body: '{"Responses":{}}' }
  if (answer && answer.status !== 200) return answer
  const name = operation === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems'
  const output = JSON.parse(String(body))
  return withBody({ ...rest, body: Buffer.alloc(0) }, { ...output, [name]: merged(output[name], undone) })
}

/** What the engine left undone by itself stays so as well. */
function merged(own: Record<string, Entry[] & { Keys?: Entry[] }> = {}, more: SplitBatch['undone']) {
  const all: Record<string, object> = { ...more }
  for (const [table, left] of Object.entries(own)) {
    const added = all[table] as (Entry[] & { Keys?: Entry[] }) | undefined
    if (!added) all[table] = left
    else all[table] = left.Keys ? { ...left, Keys: [...left.Keys, ...(added.Keys ?? [])] } : [...left, ...added]
  }
  return all
}
