import { type Calls, keyOf, newTableName, tableOf } from './calls.ts'

const timeToLive = { AttributeName: 'ttl', Enabled: true }

/** An item of almost 400 KB. */
const largeItem = (key: string) => ({ ...keyOf(key), value: { S: 'x'.repeat(400_000) } })

const outcome = ({ error }: { error?: string }) => error ?? 'done'

/** A value in so many maps. */
const nested = (depth: number): object => (depth === 0 ? { S: 'x' } : { M: { in: nested(depth - 1) } })

/** A table with items of almost 400 KB under these keys. */
async function tableOfLargeItems({ send, newTable }: Calls, keys: string[]): Promise<string> {
  const name = await newTable()
  for (const key of keys) await send('PutItem', { TableName: name, Item: largeItem(key) })
  return name
}

/**
 * What an engine does, in a few words, by what is asked of it. Each is a row of docs/engines.md, which says what AWS
 * documents.
 */
export const differences: Readonly<Record<string, (calls: Calls) => Promise<string>>> = {
  'The status that CreateTable answers': async ({ send }) =>
    (await send('CreateTable', tableOf(newTableName()))).TableDescription?.TableStatus ?? 'none',

  'GetItem right after CreateTable': async ({ send }) => {
    // On a busy machine the table may be ready before it is read.
    for (let attempt = 0; attempt < 5; attempt++) {
      const name = newTableName()
      await send('CreateTable', tableOf(name))
      const { error } = await send('GetItem', { TableName: name, Key: keyOf('k') })
      if (error) return error
    }
    return 'done'
  },

  UpdateTimeToLive: async ({ send, newTable }) =>
    outcome(await send('UpdateTimeToLive', { TableName: await newTable(), TimeToLiveSpecification: timeToLive })),

  'UpdateTimeToLive once more': async ({ send, newTable }) => {
    const input = { TableName: await newTable(), TimeToLiveSpecification: timeToLive }
    await send('UpdateTimeToLive', input)
    return outcome(await send('UpdateTimeToLive', input))
  },

  'DeleteTable with deletion protection': async ({ send, newTable }) => {
    const { error } = await send('DeleteTable', { TableName: await newTable({ DeletionProtectionEnabled: true }) })
    return error ? 'refused' : 'done'
  },

  'SSESpecification with KMS, by DescribeTable': async ({ send, newTable }) => {
    const name = await newTable({ SSESpecification: { Enabled: true, SSEType: 'KMS' } })
    const { Table } = await send('DescribeTable', { TableName: name })
    return Table?.SSEDescription?.SSEType ?? 'nothing'
  },

  'Tags, by ListTagsOfResource': async ({ send, newTable }) => {
    const name = await newTable({ Tags: [{ Key: 'a', Value: 'b' }] })
    const { Table } = await send('DescribeTable', { TableName: name })
    const { Tags, error } = await send('ListTagsOfResource', { ResourceArn: Table?.TableArn })
    return error ?? (Tags?.length === 1 ? 'the tags' : 'nothing')
  },

  'Credentials that nobody issued': async ({ send }) => outcome(await send('ListTables', {})),

  'An access key ID with an underscore': async ({ send }) => {
    const { error } = await send('ListTables', {}, 'AKID_1')
    return error ? 'refused' : 'taken'
  },

  'Writes of 800 units at 1 unit a second': async ({ send, newTable }) => {
    const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
    const name = await newTable({ BillingMode: 'PROVISIONED', ProvisionedThroughput })
    await send('PutItem', { TableName: name, Item: largeItem('a') })
    return outcome(await send('PutItem', { TableName: name, Item: largeItem('b') }))
  },

  'An eventually consistent read of the last write': async ({ send, newTable }) => {
    const name = await newTable()
    for (let count = 0; count < 30; count++) {
      const Item = { ...keyOf('k'), count: { N: String(count) } }
      await send('PutItem', { TableName: name, Item })
      const found = await send('GetItem', { TableName: name, Key: keyOf('k') })
      if (found.Item?.count?.N !== String(count)) return 'may find what was before'
    }
    return 'finds it'
  },

  ReturnValuesOnConditionCheckFailure: async ({ send, newTable }) => {
    const input = { TableName: await newTable(), Item: keyOf('k') }
    await send('PutItem', input)
    const condition = {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': 'key' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
    return (await send('PutItem', { ...input, ...condition })).Item ? 'the item' : 'nothing'
  },

  'Who gets the old item, of 32 that send DeleteItem at once': async ({ send, newTable }) => {
    const input = { TableName: await newTable(), Key: keyOf('k'), ReturnValues: 'ALL_OLD' }
    for (let round = 0; round < 100; round++) {
      await send('PutItem', { TableName: input.TableName, Item: keyOf('k') })
      const answers = await Promise.all(Array.from({ length: 32 }, () => send('DeleteItem', input)))
      if (answers.filter(({ Attributes }) => Attributes).length > 1) return 'at times several'
    }
    return 'one'
  },

  TransactWriteItems: async ({ send, newTable }) => {
    const Put = { TableName: await newTable(), Item: keyOf('k') }
    return outcome(await send('TransactWriteItems', { TransactItems: [{ Put }] }))
  },

  'The order of the attributes of an item': async ({ send, newTable }) => {
    const input = { TableName: await newTable(), Key: keyOf('k') }
    const names = Array.from('abcdefghij')
    const Item = { ...keyOf('k'), ...Object.fromEntries(names.map((name) => [name, { S: name }])) }
    await send('PutItem', { ...input, Item })
    const read = async () => Object.keys((await send('GetItem', input)).Item ?? {}).join()
    const orders = new Set([await read(), await read(), await read(), await read()])
    return orders.size === 1 ? 'the same at each read' : 'another at each read'
  },

  'The number 1.50 in a list, when it is read': async ({ send, newTable }) => {
    const input = { TableName: await newTable(), Key: keyOf('k') }
    await send('PutItem', { ...input, Item: { ...keyOf('k'), value: { L: [{ N: '1.50' }] } } })
    const { Item } = await send('GetItem', input)
    return /"N":"(.+?)"/.exec(JSON.stringify(Item))?.[1] ?? 'none'
  },

  'A value nested 40 levels deep': async ({ send, newTable }) => {
    const Item = { ...keyOf('k'), value: nested(40) }
    return outcome(await send('PutItem', { TableName: await newTable(), Item }))
  },

  'A condition of 5 KB': async ({ send, newTable }) => {
    const condition = {
      ConditionExpression: Array.from({ length: 500 }, () => '#k <> :k').join(' AND '),
      ExpressionAttributeNames: { '#k': 'key' },
      ExpressionAttributeValues: { ':k': { S: 'k' } },
    }
    return outcome(await send('PutItem', { TableName: await newTable(), Item: keyOf('other'), ...condition }))
  },

  'Query of 2 MB in items of 400 KB': async (calls) => {
    const name = await tableOfLargeItems(calls, ['a', 'b', 'c', 'd', 'e'])
    const { Items = [] } = await calls.send('Query', {
      TableName: name,
      KeyConditionExpression: '#n = :n',
      ExpressionAttributeNames: { '#n': 'namespace' },
      ExpressionAttributeValues: { ':n': { S: 'n' } },
    })
    return Items.length * 400_000 > 1_024 * 1_024 ? 'more than 1 MB' : 'at most 1 MB'
  },

  'A page behind U+FFFF of the keys below U+1F600': async ({ send, newTable }) => {
    const page = await send('Query', {
      TableName: await newTable(),
      KeyConditionExpression: '#n = :n AND #k < :to',
      ExpressionAttributeNames: { '#n': 'namespace', '#k': 'key' },
      ExpressionAttributeValues: { ':n': { S: 'n' }, ':to': { S: '\u{1f600}' } },
      ExclusiveStartKey: keyOf('\uffff'),
    })
    return outcome(page)
  },

  'BatchGetItem of 18 MB in one partition': async (calls) => {
    const keys = Array.from({ length: 45 }, (_, index) => String(index))
    const name = await tableOfLargeItems(calls, keys)
    const { Responses } = await calls.send('BatchGetItem', { RequestItems: { [name]: { Keys: keys.map(keyOf) } } })
    return `${Math.floor(((Responses?.[name]?.length ?? 0) * 400_000) / 1_000_000)} MB and the keys of the rest`
  },
}
