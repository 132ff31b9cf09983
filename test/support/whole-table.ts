/** What is in a table, orphans included, as only a Scan shows it; dynadict itself never scans. */

import type { Item, Transport } from '../../src/core/transport.ts'

/** The method that the port lacks on purpose. */
interface Scanning {
  send(operation: 'Scan', input: object): Promise<{ Items?: Item[]; LastEvaluatedKey?: Item }>
}

/** All items of a table without their values, by primary key. */
export async function wholeTable(transport: Transport, table: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>()
  const attributes = ['namespace', 'key', 'version', 'blob', 'owner', 'count', 'updated', 'gone', 'ttl', 'expires']
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]))
  let start: Item | undefined
  do {
    const page = await (transport as unknown as Scanning).send('Scan', {
      TableName: table,
      ProjectionExpression: Object.keys(names).join(),
      ExpressionAttributeNames: names,
      ExclusiveStartKey: start,
    })
    for (const item of page.Items ?? []) items.set(nameOf(item), item)
    start = page.LastEvaluatedKey
  } while (start)
  return items
}

export const nameOf = ({ namespace, key }: Item): string => JSON.stringify([namespace?.S, key?.S])

/** Records and chunks that no item names. */
export function orphansIn(items: ReadonlyMap<string, Item>): string[] {
  const named = new Set<string>()
  for (const { namespace, blob } of items.values()) {
    const { id, count } = blob?.M ?? {}
    if (!id?.S || !namespace?.S) continue
    const own = `~dynadict/${Buffer.byteLength(namespace.S)}:${namespace.S}`
    named.add(JSON.stringify([`${own}/blobs`, id.S]))
    for (let index = 0; index < Number(count?.N); index++) {
      named.add(JSON.stringify([`${own}/chunks/${id.S}/${index}`, 'chunk']))
    }
  }
  const kept = [...items].filter(([, { namespace }]) => /^~dynadict\/.*\/(blobs|chunks\/)/su.test(`${namespace?.S}`))
  return kept.map(([name]) => name).filter((name) => !named.has(name))
}

/**
 * Chunks that DynamoDB's own clean-up may leave behind when it takes their record, by which alone they can be found.
 */
export function shortLivedRecords(items: ReadonlyMap<string, Item>): string[] {
  const lifetimeOf = ({ ttl }: Item) => Number(ttl?.N ?? Infinity)
  const lasts = ([, chunk]: [string, Item]) => {
    const [, own, id] = /^(.*)\/chunks\/([0-9a-f]+)\/\d+$/su.exec(`${chunk.namespace?.S}`) ?? []
    const record = items.get(JSON.stringify([`${own}/blobs`, id]))
    return !id || (record && lifetimeOf(record) >= lifetimeOf(chunk))
  }
  return [...items].filter((entry) => !lasts(entry)).map(([name]) => name)
}
