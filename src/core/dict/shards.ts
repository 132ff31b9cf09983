import { unlessCode } from '../errors.ts'
import type { SendOptions } from '../transport.ts'
import { utf8 } from '../utf8.ts'
import { express } from './expressions.ts'
import { formatAttribute, numberAttribute, primaryKey } from './item.ts'
import { type Partitions, reservedPartition } from './keys.ts'
import type { Table } from './table.ts'

/** A namespace that is spread over several partitions by its keys. The first one is the namespace's own. */
export function shardsOf(namespace: string, count: number): Partitions {
  const others = Array.from({ length: count - 1 }, (_, index) => reservedPartition(namespace, `shards/${index + 1}`))
  const all = [namespace, ...others]
  return { all, of: (key) => all[fnv1a(utf8(key)) % count] as string }
}

/** FNV-1a of 32 bits: small, and the same in every language. */
function fnv1a(bytes: Uint8Array): number {
  const mix = (hash: number, byte: number) => Math.imul(hash ^ byte, 0x01000193)
  return bytes.reduce(mix, 0x811c9dc5) >>> 0
}

/**
 * Makes sure that a namespace was not begun with another number of shards; a writer notes its own where there is none.
 * Resolves with whether it is noted, so that it need not be looked up again.
 *
 * @throws {RangeError} that names the number that it should be.
 */
export async function checkShards(
  table: Table,
  namespace: string,
  count: number,
  isWriter: boolean,
  { signal }: SendOptions,
): Promise<boolean> {
  const TableName = table.name
  const key = primaryKey(reservedPartition(namespace, 'shards'), 'count')
  const noted = async () => {
    const output = await table.read('GetItem', { TableName, Key: key, ConsistentRead: true }, { signal })
    return output?.Item?.shards?.N
  }
  const check = (found: string | undefined) => {
    if (found !== undefined && found !== String(count)) {
      throw new RangeError(`shards must be ${found} for namespace '${namespace}', as it was begun with`)
    }
  }

  const found = await noted()
  check(found)
  if (found !== undefined) return true
  // Items of one shard say nothing more.
  if (count > 1) check(await shardsOfFirst(table, namespace, signal))
  if (!isWriter) return false
  const shards = numberAttribute(count)
  const condition = express({ ConditionExpression: 'attribute_not_exists(#key) OR #shards = :shards' }, { shards })
  const marker = { ...key, shards, format: formatAttribute }
  const writing = table.write('PutItem', { TableName, Item: marker, ...condition }, { signal })
  // Another writer was faster, and noted another number.
  if (!(await unlessCode('CONDITION_FAILED', writing))) check(await noted())
  return true
}

/** How many shards the first item of the namespace's own partition tells of, if there is one. */
async function shardsOfFirst(
  table: Table,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const expressions = { KeyConditionExpression: '#namespace = :namespace', ProjectionExpression: '#shards' }
  const input = { ...express(expressions, { namespace: { S: namespace } }), Limit: 1, ConsistentRead: true }
  const { Items: [first] = [] } = (await table.read('Query', { TableName: table.name, ...input }, { signal })) ?? {}
  return first && (first.shards?.N ?? '1')
}
