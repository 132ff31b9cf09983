import { counting, type Harness, type Library, ManualClock, newName } from '../harness.ts'

const table = 'dict-suite'

/** A dict of its own for one test, with its clock, its transport that counts, and raw access to its items. */
export function newDict<V = unknown>(
  { lib, connection, endpoint }: Harness,
  options: Library.DynamoDbDictOptions<V> = {},
) {
  const clock = new ManualClock()
  const events: Library.DynadictEvent[] = []
  const transport = counting(lib.createTransport({ ...connection, endpoint }))
  const namespace = options.namespace ?? newName('namespace')
  const settings = {
    transport,
    clock,
    onEvent: (event: Library.DynadictEvent) => events.push(event),
    ...options,
    namespace,
  }
  const dict = new lib.DynamoDbDict<V>(table, settings)
  const primaryKey = (key: string) => ({ namespace: { S: namespace }, key: { S: key } })
  return {
    dict,
    clock,
    events,
    namespace,
    transport,
    /** Another dict on the same items. */
    sibling: <W = V>(overrides: Library.DynamoDbDictOptions<W>) =>
      new lib.DynamoDbDict<W>(table, { transport, clock, namespace, ...overrides }),
    rawItem: async (key: string) => {
      const answer = await lib
        .createTransport({ ...connection, endpoint })
        .send('GetItem', { TableName: table, Key: primaryKey(key) })
      return answer.Item
    },
    putRaw: async (key: string, attributes: Library.Item) => {
      const item = { ...primaryKey(key), ...attributes }
      await lib.createTransport({ ...connection, endpoint }).send('PutItem', { TableName: table, Item: item })
    },
  }
}

/** What is kept of a namespace beside its items, by partition. */
export async function reserved(namespace: string, transport: Library.Transport, name: string): Promise<Library.Item[]> {
  const partition = `~dynadict/${new TextEncoder().encode(namespace).length}:${namespace}/${name}`
  const { Items = [] } = await transport.send('Query', {
    TableName: table,
    KeyConditionExpression: '#n = :n',
    ExpressionAttributeNames: { '#n': 'namespace' },
    ExpressionAttributeValues: { ':n': { S: partition } },
  })
  return Items
}
