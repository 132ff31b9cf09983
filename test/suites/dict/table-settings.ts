import { assert } from 'chai'
import { type Library, rejection, rejections, type Suite } from '../harness.ts'
import type { Site } from '../origin.ts'
import { active, answer, failure, missing, tables } from './table-fixture.ts'

/** How a table is made, looked at and deleted. */
export const tableSettings: Suite = (test, harness) => {
  const { lib } = harness
  const { newTable, scripted } = tables(harness)

  const creation = {
    PutItem: [missing, answer({})],
    CreateTable: answer({}),
    DescribeTable: [missing, active],
    UpdateTimeToLive: answer({}),
  }
  const status = (TableStatus: string, more: object = {}) => answer({ Table: { TableStatus, ...more } })

  /** The inputs of an operation, as they were sent. */
  async function inputs(site: Site, operation: string) {
    const requests = await site.requests()
    const sent = requests.filter(({ headers }) => headers['x-amz-target']?.endsWith(`.${operation}`))
    return sent.map(({ body }) => JSON.parse(body))
  }

  test('a table is made with the tags, the protection and the encryption that are asked for', async () => {
    const keys = ['aws-owned', 'aws-managed', { kmsKeyId: 'alias/dicts' }] as const
    const specifications = [
      undefined,
      { Enabled: true, SSEType: 'KMS' },
      { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/dicts' },
    ]
    for (const [index, encryption] of keys.entries()) {
      const tags = { team: 'web', 'cost centre': 'Zürich/4+2' }
      const { dict, site } = await scripted(creation, { tags, deletionProtection: true, encryption })
      await dict.set('k', 1)
      const [input] = await inputs(site, 'CreateTable')
      assert.deepEqual(input.Tags, [
        { Key: 'team', Value: 'web' },
        { Key: 'cost centre', Value: 'Zürich/4+2' },
      ])
      assert.isTrue(input.DeletionProtectionEnabled)
      assert.deepEqual(input.SSESpecification, specifications[index])
    }
  })

  test('a table is made without what is not asked for, since each takes a permission of its own', async () => {
    const { dict, site, name } = await scripted(creation, { tags: {}, deletionProtection: false })
    await dict.set('k', 1)
    const [input] = await inputs(site, 'CreateTable')
    assert.deepEqual(input, {
      TableName: name,
      AttributeDefinitions: [
        { AttributeName: 'namespace', AttributeType: 'S' },
        { AttributeName: 'key', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'namespace', KeyType: 'HASH' },
        { AttributeName: 'key', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
  })

  test('tags and keys that DynamoDB would not take are a RangeError that says so, and no table is made', async () => {
    const bad: [Library.TableDefinition, RegExp][] = [
      [{ tags: { '': 'x' } }, /name of 1 to 128/],
      [{ tags: { ['x'.repeat(129)]: '' } }, /name of 1 to 128/],
      [{ tags: { x: 'x'.repeat(257) } }, /the tag 'x' must have a value of at most 256/],
      [{ tags: { 'AWS:x': '' } }, /begin with 'aws:'/],
      [{ tags: { x: "'; drop" } }, /the tag 'x' must hold letters/],
      [{ tags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, ''])) }, /at most 50; there are 51/],
      [{ encryption: { kmsKeyId: 'not a key' } }, /kmsKeyId/],
    ]
    for (const [definition, message] of bad) {
      const { dict, transport } = newTable(definition)
      const error = await rejection(dict.ready())
      assert.instanceOf(error, RangeError)
      assert.match(error.message, message)
      assert.notInclude(transport.sent, 'CreateTable')
    }
  })

  test('describe says what the table of a dict is like', async () => {
    const onDemand = newTable()
    const provisioned = newTable({ billing: { readCapacityUnits: 3, writeCapacityUnits: 2 } })
    for (const { dict } of [onDemand, provisioned]) await dict.ready()
    const table = await onDemand.dict.describe()
    assert.strictEqual(table?.name, onDemand.name)
    assert.match(`${table?.arn}`, /^arn:aws:dynamodb:.*:table\/table-/)
    assert.strictEqual(table?.status, 'ACTIVE')
    assert.deepEqual(table?.partitionKey, { name: 'namespace', type: 'S' })
    assert.deepEqual(table?.sortKey, { name: 'key', type: 'S' })
    assert.isTrue(table?.isDictTable)
    assert.strictEqual(table?.billing, 'on-demand')
    assert.strictEqual(table?.itemCount, 0)
    assert.strictEqual(table?.sizeBytes, 0)
    assert.isFalse(table?.deletionProtection)
    assert.strictEqual(table?.encryption, 'aws-owned')
    assert.deepEqual(table?.tags, {})
    assert.deepEqual((await provisioned.dict.describe())?.billing, { readCapacityUnits: 3, writeCapacityUnits: 2 })
  })

  test('describe finds no table where there is none, and makes none', async () => {
    const { dict, transport } = newTable()
    assert.isUndefined(await dict.describe())
    assert.deepEqual(transport.sent, ['DescribeTable'])
  })

  test('describe tells protection, encryption, time to live and all pages of tags', async () => {
    const { dict, site } = await scripted({
      DescribeTable: status('UPDATING', {
        TableArn: 'arn:aws:dynamodb:us-west-2:123456789012:table/app',
        ItemCount: 12,
        TableSizeBytes: 3_400,
        DeletionProtectionEnabled: true,
        SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: 'arn:aws:kms:us-west-2:1:key/k' },
      }),
      DescribeTimeToLive: answer({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' } }),
      ListTagsOfResource: [
        answer({ Tags: [{ Key: 'a', Value: '1' }], NextToken: 'next' }),
        answer({ Tags: [{ Key: 'b', Value: '2' }] }),
      ],
    })
    const table = await dict.describe()
    assert.strictEqual(table?.status, 'UPDATING')
    assert.strictEqual(table?.itemCount, 12)
    assert.strictEqual(table?.sizeBytes, 3_400)
    assert.isTrue(table?.deletionProtection)
    assert.deepEqual(table?.encryption, { kmsKeyArn: 'arn:aws:kms:us-west-2:1:key/k' })
    assert.deepEqual(table?.timeToLive, { status: 'ENABLED', attribute: 'ttl' })
    assert.deepEqual(table?.tags, { a: '1', b: '2' })
    assert.deepEqual(
      (await inputs(site, 'ListTagsOfResource')).map(({ NextToken }) => NextToken),
      [undefined, 'next'],
    )
  })

  test('describe says so when a table has other keys', async () => {
    const { dict, transport, name } = newTable()
    await transport.send('CreateTable', {
      TableName: name,
      AttributeDefinitions: [{ AttributeName: 'namespace', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'namespace', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    const table = await dict.describe()
    assert.deepEqual(table?.partitionKey, { name: 'namespace', type: 'N' })
    assert.isUndefined(table?.sortKey)
    assert.isFalse(table?.isDictTable)
  })

  test('describe passes over what an engine does not have, and not over a missing permission', async () => {
    const described = status('ACTIVE', { TableArn: 'arn:aws:dynamodb:us-west-2:123456789012:table/app' })
    const unknown = failure('UnknownOperationException')
    const routes = { DescribeTable: described, DescribeTimeToLive: unknown, ListTagsOfResource: unknown }
    const { dict } = await scripted(routes)
    const table = await dict.describe()
    assert.isUndefined(table?.timeToLive)
    assert.deepEqual(table?.tags, {})
    const denied = await scripted({ ...routes, ListTagsOfResource: failure('AccessDeniedException', 'no') })
    const error = await rejection(denied.dict.describe())
    assert.instanceOf(error, lib.AccessDeniedError)
    assert.include(error.message, 'dynamodb:ListTagsOfResource')
  })

  test('drop deletes the table and waits until it is gone; the next write makes it anew', async () => {
    const { dict, transport, name } = newTable()
    await dict.set('k', 1)
    assert.isTrue(await dict.drop({ confirm: name }))
    const gone = await rejection(transport.send('DescribeTable', { TableName: name }))
    assert.instanceOf(gone, lib.TableNotFoundError)
    assert.isFalse(await dict.drop({ confirm: name }))
    assert.isUndefined(await dict.get('k'))
    await dict.set('k', 2)
    assert.strictEqual(await dict.get('k'), 2)
  })

  test('drop sends nothing unless the name of the table is given once more', async () => {
    const { dict, transport, name } = newTable()
    const drop = dict.drop.bind(dict) as (options?: object) => Promise<boolean>
    const calls = [drop(), drop({}), drop({ confirm: true }), drop({ confirm: `${name}x` })]
    for (const error of await rejections(calls)) {
      assert.instanceOf(error, TypeError)
      assert.include(error.message, `confirm: '${name}'`)
    }
    for (const bad of [{ timeoutMs: 0 }, { onProgress: 'log' }])
      assert.instanceOf(await rejection(drop({ confirm: name, ...bad })), TypeError)
    assert.deepEqual(transport.sent, [])
  })

  test('drop of a protected table says how to turn the protection off', async () => {
    const message =
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.'
    const { dict, transport, name } = await scripted({ DeleteTable: failure('ValidationException', message) })
    const error = await rejection(dict.drop({ confirm: name }))
    assert.instanceOf(error, lib.ServiceError)
    assert.strictEqual(error.type, 'ValidationException')
    assert.isFalse(error.retryable)
    assert.include(error.message, `table '${name}' is protected`)
    assert.include(error.message, 'DeletionProtectionEnabled')
    assert.deepEqual(transport.sent, ['DeleteTable'])
  })

  test('drop waits for a table that is being made, then until it is gone, and tells how far it is', async () => {
    const told: [string, number][] = []
    const { dict, transport, name } = await scripted({
      DeleteTable: [failure('ResourceInUseException'), answer({ TableDescription: { TableId: 'one' } })],
      DescribeTable: [status('ACTIVE', { TableId: 'one' }), status('DELETING', { TableId: 'one' }), missing],
    })
    assert.isTrue(await dict.drop({ confirm: name, onProgress: (...look) => told.push(look) }))
    assert.deepEqual(
      told.map(([seen]) => seen),
      ['ACTIVE', 'DELETING', 'MISSING'],
    )
    assert.deepEqual(transport.sent.slice(0, 2), ['DeleteTable', 'DeleteTable'])
    for (const [index, [, elapsedMs]] of told.entries()) assert.isAtLeast(elapsedMs, told[index - 1]?.[1] ?? 0)
  })

  test('drop is done when somebody has made the table anew', async () => {
    const { dict, name } = await scripted({
      DeleteTable: answer({ TableDescription: { TableId: 'one' } }),
      DescribeTable: [status('DELETING', { TableId: 'one' }), status('CREATING', { TableId: 'two' })],
    })
    assert.isTrue(await dict.drop({ confirm: name }))
  })

  test('drop waits for a table whose id the engine does not tell', async () => {
    const { dict, transport, name } = await scripted({
      DeleteTable: answer({ TableDescription: {} }),
      DescribeTable: [status('DELETING', { TableId: 'one' }), missing],
    })
    assert.isTrue(await dict.drop({ confirm: name }))
    assert.deepEqual(transport.sent, ['DeleteTable', 'DescribeTable', 'DescribeTable'])
  })

  test('drop that takes too long is a TimeoutError, and one that is aborted fails with the reason', async () => {
    const deleting = { DeleteTable: answer({ TableDescription: {} }), DescribeTable: status('DELETING') }
    const { dict, name } = await scripted(deleting)
    const error = await rejection(dict.drop({ confirm: name, timeoutMs: 200 }))
    assert.instanceOf(error, lib.TimeoutError)
    assert.include(error.message, 'not gone within 200 ms')
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(new Error('gone')), 100)
    assert.strictEqual((await rejection(dict.drop({ confirm: name, signal: leaving.signal }))).message, 'gone')
  })

  test('ready tells each look at the table that it waits for', async () => {
    const { dict } = newTable()
    const told: [string, number][] = []
    await dict.ready({ onProgress: (...look) => told.push(look) })
    const seen = told.map(([look]) => look)
    assert.strictEqual(seen[0], 'MISSING')
    assert.strictEqual(seen.at(-1), 'ACTIVE')
    for (const [index, [, elapsedMs]] of told.entries()) assert.isAtLeast(elapsedMs, told[index - 1]?.[1] ?? 0)
    told.length = 0
    await dict.ready({ onProgress: (...look) => told.push(look) })
    assert.deepEqual(
      told.map(([look]) => look),
      ['ACTIVE'],
    )
  })

  test('all who wait for one table to be made are told, until they leave', async () => {
    const { dict } = await scripted({
      DescribeTable: [missing, missing, missing, status('CREATING'), status('CREATING'), active],
      CreateTable: [answer({}), failure('ResourceInUseException')],
      UpdateTimeToLive: answer({}),
    })
    const told: string[][] = [[], []]
    await Promise.all(told.map((seen) => dict.ready({ onProgress: (look) => seen.push(look) })))
    for (const seen of told) {
      assert.include(seen, 'MISSING')
      assert.strictEqual(seen.at(-1), 'ACTIVE')
    }
  })

  test('what onProgress throws is ignored, and it must be a function', async () => {
    const { dict, transport } = newTable()
    const fail = () => {
      throw new Error('of the listener')
    }
    await dict.ready({ onProgress: fail })
    transport.sent.length = 0
    assert.instanceOf(await rejection(dict.ready({ onProgress: 'log' as never })), TypeError)
    assert.deepEqual(transport.sent, [])
  })

  test('a cache makes, describes and deletes its table too', async () => {
    const { transport } = newTable()
    const tableName = `cache-${crypto.randomUUID()}`
    const cache = new lib.DynamoDbCache({ tableName, transport, namespace: 'own', tags: { team: 'web' } })
    const told: string[] = []
    await cache.ready({ onProgress: (seen) => told.push(seen) })
    assert.strictEqual(told.at(-1), 'ACTIVE')
    assert.isTrue((await cache.describe())?.isDictTable)
    assert.isTrue(await cache.drop({ confirm: tableName }))
    assert.isUndefined(await cache.describe())
  })
}
