import { assert } from 'chai'
import { type Library, listOf, rejection, rejections, type Suite } from '../harness.ts'
import { active, answer, failure, missing, tables } from './table-fixture.ts'

/** A table that does not exist yet, and the one who makes it. */
export const table: Suite = (test, harness) => {
  const { lib } = harness

  const { newTable, scripted } = tables(harness)

  test('a constructor sends nothing', () => {
    const { transport } = newTable()
    assert.deepEqual(transport.sent, [])
  })

  test('reads and deletes of a missing table find it empty and do not make it', async () => {
    const { dict, transport, events } = newTable()
    assert.isUndefined(await dict.get('k'))
    assert.isFalse(await dict.has('k'))
    assert.isFalse(await dict.delete('k'))
    assert.isUndefined(await dict.pop('k'))
    assert.isUndefined(await dict.popItem())
    assert.strictEqual(await dict.size(), 0)
    assert.isTrue(await dict.isEmpty())
    assert.deepEqual(await listOf(dict), [])
    assert.deepEqual(await listOf(dict.metas()), [])
    assert.isUndefined(await dict.openBlob('k'))
    assert.strictEqual(await dict.clear(), 0)
    await dict.deleteMany(['a', 'b'])
    assert.instanceOf(await rejection(dict.patchMeta('k', {})), lib.ConditionFailedError)
    assert.notInclude(transport.sent, 'CreateTable')
    assert.deepEqual(events, [])
  })

  test('the first write makes the table and says so', async () => {
    const writes: ((dict: Library.DynamoDbDict) => Promise<unknown>)[] = [
      (dict) => dict.set('k', 'written'),
      (dict) => dict.setMany({ k: 'written' }),
      (dict) => dict.getOrInsert('k', 'written'),
    ]
    for (const write of writes) {
      const { dict, events, name } = newTable()
      await write(dict)
      assert.strictEqual(await dict.get('k'), 'written')
      assert.deepInclude(events, { type: 'table-created', table: name })
    }
    const { dict, events, name } = newTable()
    await dict.putBlob('k', new Uint8Array([1]))
    assert.strictEqual((await dict.openBlob('k'))?.size, 1)
    assert.deepInclude(events, { type: 'table-created', table: name })
  })

  test('the schema is namespace and key, on demand unless capacity is asked for', async () => {
    const onDemand = newTable()
    const provisioned = newTable({ billing: { readCapacityUnits: 3, writeCapacityUnits: 2 } })
    for (const { dict } of [onDemand, provisioned]) await dict.ready()
    const description = async ({ name, transport }: ReturnType<typeof newTable>) =>
      (await transport.send('DescribeTable', { TableName: name })).Table
    const first = await description(onDemand)
    assert.deepEqual(first?.KeySchema, [
      { AttributeName: 'namespace', KeyType: 'HASH' },
      { AttributeName: 'key', KeyType: 'RANGE' },
    ])
    assert.strictEqual(first?.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST')
    const second = await description(provisioned)
    assert.strictEqual(second?.ProvisionedThroughput?.ReadCapacityUnits, 3)
    assert.strictEqual(second?.ProvisionedThroughput?.WriteCapacityUnits, 2)
  })

  test('createTable: false makes a missing table an error of writes', async () => {
    const { dict, transport, name } = newTable({ createTable: false })
    for (const error of await rejections([dict.set('k', 1), dict.setMany({ k: 1 }), dict.ready()])) {
      assert.instanceOf(error, lib.TableNotFoundError)
      assert.strictEqual(error.code, 'TABLE_NOT_FOUND')
      assert.include(error.message, name)
    }
    assert.isUndefined(await dict.get('k'))
    assert.notInclude(transport.sent, 'CreateTable')
  })

  test('two dicts and many writes that race make one table, and no write is lost', async () => {
    const one = newTable()
    const two = newTable({}, harness.endpoint, one.name)
    const writes = [one, two].flatMap(({ dict }, which) =>
      Array.from({ length: 8 }, (_, index) => dict.set(`${which}-${index}`, index)),
    )
    await Promise.all(writes)
    assert.strictEqual(await one.dict.size(), 16)
    const created = [...one.events, ...two.events].filter((event) => event.type === 'table-created')
    assert.lengthOf(created, 1)
  })

  test('of many writes at once one makes the table for the others', async () => {
    const { dict, transport } = newTable()
    const { send } = transport
    // So that all have looked before one makes it.
    transport.send = (operation, input, options) => {
      const answer = send.call(transport, operation, input, options)
      const pause = operation === 'DescribeTable' ? new Promise((resolve) => setTimeout(resolve, 200)) : undefined
      return Promise.allSettled([answer, pause]).then(() => answer) as never
    }
    await Promise.all(Array.from({ length: 8 }, (_, index) => dict.set(String(index), index)))
    assert.lengthOf(
      transport.sent.filter((sent) => sent === 'CreateTable'),
      1,
    )
  })

  test('an engine without time to live is told of, and the write is done', async () => {
    const { dict, events, name } = await scripted({
      PutItem: [missing, answer({})],
      CreateTable: answer({}),
      DescribeTable: [missing, active],
      UpdateTimeToLive: failure('UnknownOperationException'),
    })
    await dict.set('k', 1)
    const told = events.map((event) => `${event.type} ${'table' in event && event.table}`)
    assert.sameMembers(told, [`table-created ${name}`, `ttl-unavailable ${name}`])
  })

  test('time to live is switched on by the winner and by the loser of a race', async () => {
    for (const creation of [answer({}), failure('ResourceInUseException')]) {
      const { dict, site, events, name } = await scripted({
        PutItem: [missing, answer({})],
        CreateTable: creation,
        DescribeTable: [missing, answer({ Table: { TableStatus: 'CREATING' } }), active],
        UpdateTimeToLive: [failure('ResourceInUseException'), answer({})],
      })
      await dict.set('k', 1)
      const requests = await site.requests()
      const ttl = requests.filter(({ headers }) => headers['x-amz-target']?.endsWith('.UpdateTimeToLive'))
      assert.deepEqual(JSON.parse(ttl.at(-1)?.body ?? ''), {
        TableName: name,
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      })
      assert.strictEqual(events.length, creation.status === 200 ? 1 : 0)
    }
  })

  test('time to live that is on already is fine, by another attribute is told of', async () => {
    for (const [flaw, expected] of [
      ['TimeToLive is already enabled', []],
      ['TimeToLive is active on a different AttributeName: current AttributeName is other', ['ttl-unavailable']],
    ] as const) {
      const { dict, events } = await scripted({
        PutItem: [missing, answer({})],
        CreateTable: failure('ResourceInUseException'),
        DescribeTable: active,
        UpdateTimeToLive: failure('ValidationException', flaw),
      })
      await dict.set('k', 1)
      assert.deepEqual(
        events.map(({ type }) => type),
        [...expected],
      )
    }
  })

  test('a table that some of DynamoDB does not know yet, seconds after it is active, is written in the end', async () => {
    const { dict, transport } = await scripted({
      PutItem: [missing, missing, missing, answer({})],
      CreateTable: answer({}),
      DescribeTable: active,
      UpdateTimeToLive: answer({}),
    })
    await dict.set('k', 1)
    assert.lengthOf(
      transport.sent.filter((sent) => sent === 'PutItem'),
      4,
    )
  })

  test('without leave to make the table, ready waits for one that is being made, and asks for nothing else', async () => {
    const creating = answer({ Table: { TableStatus: 'CREATING' } })
    const { dict, transport } = await scripted({ DescribeTable: [creating, creating, active] }, { createTable: false })
    await dict.ready()
    assert.deepEqual(transport.sent, ['DescribeTable', 'DescribeTable', 'DescribeTable'])
  })

  test('whatever a transport answers to a write is its answer', async () => {
    const sent: string[] = []
    const transport = { send: async (operation: string) => void sent.push(operation) } as never
    await new lib.DynamoDbDict('some-table', { transport }).set('k', 1)
    assert.deepEqual(sent, ['PutItem'])
  })

  test('too many tables that change at once are waited for', async () => {
    const limited = failure('LimitExceededException')
    const { dict, events } = await scripted({
      PutItem: [missing, answer({})],
      CreateTable: [limited, answer({})],
      DescribeTable: [missing, missing, active],
      UpdateTimeToLive: [limited, answer({})],
    })
    await dict.set('k', 1)
    assert.deepEqual(
      events.map(({ type }) => type),
      ['table-created'],
    )
  })

  test('a table that is on its way out is made anew', async () => {
    const deleting = answer({ Table: { TableStatus: 'DELETING' } })
    const { dict, events } = await scripted({
      PutItem: [missing, answer({})],
      CreateTable: answer({}),
      DescribeTable: [deleting, deleting, missing, active],
      UpdateTimeToLive: answer({}),
    })
    await dict.set('k', 1)
    assert.deepEqual(
      events.map(({ type }) => type),
      ['table-created'],
    )
  })

  test('a table that is not ready in time is a TimeoutError within its deadline', async () => {
    const creating = answer({ Table: { TableStatus: 'CREATING' } })
    const routes = { PutItem: missing, CreateTable: answer({}), DescribeTable: creating }
    const { dict } = await scripted(routes, { createTableTimeoutMs: 400 })
    const start = Date.now()
    const error = await rejection(dict.set('k', 1))
    assert.instanceOf(error, lib.TimeoutError)
    assert.isBelow(Date.now() - start, 2_000)
  })

  test('a table that hangs or is slow at every step still has one deadline', async () => {
    const slow = { ...answer({}), delayMs: 300 }
    for (const DescribeTable of [
      { never: true },
      { ...answer({ Table: { TableStatus: 'CREATING' } }), delayMs: 300 },
    ]) {
      const routes = { PutItem: missing, CreateTable: slow, DescribeTable, UpdateTimeToLive: slow }
      const { dict } = await scripted(routes, { createTableTimeoutMs: 500 })
      const start = Date.now()
      assert.instanceOf(await rejection(dict.set('k', 1)), lib.TimeoutError)
      assert.isBelow(Date.now() - start, 1_000)
    }
  })

  test('a table that is too busy for its time to live is written, and that is told of', async () => {
    const { dict, events } = await scripted(
      {
        PutItem: [missing, answer({})],
        CreateTable: answer({}),
        DescribeTable: [missing, active],
        UpdateTimeToLive: failure('ResourceInUseException'),
      },
      { createTableTimeoutMs: 800 },
    )
    await dict.set('k', 1)
    assert.deepEqual(
      events.map(({ type }) => type),
      ['table-created', 'ttl-unavailable'],
    )
  })

  test('a time to live that fails for another reason is told of, and the write is done', async () => {
    for (const UpdateTimeToLive of [failure('ThrottlingException'), { never: true }]) {
      const { dict, events } = await scripted(
        {
          PutItem: [missing, answer({})],
          CreateTable: answer({}),
          DescribeTable: [missing, missing, missing, active],
          UpdateTimeToLive,
        },
        { createTableTimeoutMs: 1_200 },
      )
      await dict.set('k', 1)
      assert.strictEqual(events.at(-1)?.type, 'ttl-unavailable')
    }
  })

  test('a write that was aborted makes no table, and leaves no unhandled failure', async () => {
    const denied = failure('AccessDeniedException')
    const { dict, transport } = await scripted({ PutItem: { ...missing, delayMs: 60 }, CreateTable: denied })
    const leaving = new AbortController()
    const { send } = transport
    // A transport that takes no notice of signals.
    transport.send = (operation, input) => send.call(transport, operation, input) as never
    setTimeout(() => leaving.abort(new Error('gone')), 20)
    assert.strictEqual((await rejection(dict.set('k', 1, { signal: leaving.signal }))).message, 'gone')
    assert.notInclude(transport.sent, 'CreateTable')
  })

  test('a permission that is missing surfaces as itself and names the action', async () => {
    const denied = failure('AccessDeniedException', 'User: arn:aws:iam::1:user/u is not authorized')
    const created = { PutItem: missing, CreateTable: answer({}), DescribeTable: [missing, active] }
    for (const operation of ['PutItem', 'CreateTable', 'DescribeTable'] as const) {
      const { dict } = await scripted({ ...created, [operation]: denied })
      const error = await rejection(dict.set('k', 1))
      assert.instanceOf(error, lib.AccessDeniedError)
      assert.strictEqual(error.code, 'ACCESS_DENIED')
      assert.include(error.message, `dynamodb:${operation}`)
    }
    const { dict, events } = await scripted({
      ...created,
      GetItem: denied,
      PutItem: [missing, answer({})],
      UpdateTimeToLive: denied,
    })
    // The table can be written, so this one is told of.
    await dict.set('k', 1)
    assert.include(JSON.stringify(events.at(-1)), 'dynamodb:UpdateTimeToLive')
    assert.instanceOf(await rejection(dict.get('k')), lib.AccessDeniedError)
  })

  test('a caller who gives up leaves the creation to the others', async () => {
    const { dict } = newTable()
    const leaving = new AbortController()
    const left = rejection(dict.set('left', 1, { signal: leaving.signal }))
    const stayed = dict.set('stayed', 2)
    setTimeout(() => leaving.abort(new Error('gone')), 5)
    const outcome = await Promise.race([left, stayed.then(() => undefined)])
    await stayed
    if (outcome) assert.strictEqual(outcome.message, 'gone')
    assert.strictEqual(await dict.get('stayed'), 2)
  })

  test('ready makes the table once, and costs one request when it is there', async () => {
    const { dict, transport } = newTable()
    await dict.ready()
    assert.include(transport.sent, 'CreateTable')
    transport.sent.length = 0
    await dict.ready()
    assert.deepEqual(transport.sent, ['DescribeTable'])
  })

  test('a table with other keys is an error that says so', async () => {
    const { dict, transport, name } = newTable()
    await transport.send('CreateTable', {
      TableName: name,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    const until = Date.now() + 5_000
    while (Date.now() < until) {
      const { Table } = await transport.send('DescribeTable', { TableName: name })
      if (Table?.TableStatus === 'ACTIVE') break
    }
    const error = await rejection(dict.set('k', 1))
    assert.instanceOf(error, lib.ServiceError)
    assert.strictEqual(error.type, 'ValidationException')
  })
}
