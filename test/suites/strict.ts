import { assert } from 'chai'
import { noise } from './dict/large.ts'
import { type Gate, type GateSettings, newGate } from './gates.ts'
import { type Library, listOf, newName, rejection, type Suite } from './harness.ts'

const table = 'strict-suite'
const hourMs = 3_600_000

/** A key and more of each operation. */
const Key = { namespace: { S: 'n' }, key: { S: 'k' } }
const inputsFor = (TableName: string): { [O in Library.Operation]: Library.Input<O> } => ({
  CreateTable: {
    TableName,
    AttributeDefinitions: ['namespace', 'key'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'namespace', KeyType: 'HASH' },
      { AttributeName: 'key', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  },
  DescribeTable: { TableName },
  UpdateTable: { TableName, BillingMode: 'PAY_PER_REQUEST' },
  UpdateTimeToLive: { TableName, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
  DescribeTimeToLive: { TableName },
  ListTagsOfResource: { ResourceArn: `arn:aws:dynamodb:us-west-2:123456789012:table/${TableName}` },
  GetItem: { TableName, Key },
  PutItem: { TableName, Item: { ...Key, B: { B: new Uint8Array([0, 255]) }, S: { S: '\u{1f600} \ud800' } } },
  UpdateItem: {
    TableName,
    Key,
    UpdateExpression: 'SET #a = :a',
    ExpressionAttributeNames: { '#a': 'a' },
    ExpressionAttributeValues: { ':a': { N: '1' } },
  },
  DeleteItem: { TableName, Key },
  Query: { TableName, KeyConditionExpression: 'namespace = :n', ExpressionAttributeValues: { ':n': { S: 'n' } } },
  BatchGetItem: { RequestItems: { [TableName]: { Keys: [Key] } } },
  BatchWriteItem: { RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } },
  DeleteTable: { TableName },
})

/** What stands for something in URLs, in headers, in JSON, or in a signature; and what takes several bytes. */
const unusual = [
  ' ',
  ' both sides ',
  '+',
  'a/b//c/../d',
  '=',
  '%',
  '%41%',
  '~',
  '#',
  '?&a=b',
  `'"\`\\`,
  "!*'()",
  'line\nreturn\rtab\tnull\u0000bell\u0007delete\u007f',
  '\u00e9',
  'e\u0301',
  '\u2028\u2029\ufeff',
  '\u65e5\u672c\u8a9e',
  '\u{1f600}\u{1f469}\u200d\u{1f680}',
]

/** Through a server that recomputes each signature and refuses as AWS does, and compresses as AWS does. */
export const strict: Suite = (test, { lib, connection, strictUrl }) => {
  /** A gate, and a transport for it. */
  async function through(settings: GateSettings = {}, options: Library.ConnectionOptions = {}) {
    const gate = await newGate(strictUrl, settings)
    const transport = lib.createTransport({ ...connection, endpoint: gate.url, ...options })
    return { ...gate, transport, list: () => transport.send('DescribeTable', { TableName: newName('none') }) }
  }

  const refusals = async ({ requests }: Pick<Gate, 'requests'>) => (await requests()).map(({ refusal }) => refusal)

  test('every operation is signed as AWS has it', async () => {
    const { transport, requests } = await through()
    const inputs = Object.entries(inputsFor(newName(table))) as [Library.Operation, never][]
    for (const [operation, input] of inputs) {
      // What the engine says is its own affair: it does not know all operations.
      await transport.send(operation, input).catch((error) => assert.notInstanceOf(error, lib.CredentialsError))
    }
    const came = await requests()
    assert.sameMembers([...new Set(came.map(({ operation }) => operation))], Object.keys(inputsFor('')))
    assert.deepEqual(
      came.filter(({ refusal }) => refusal),
      [],
    )
  })

  test('whatever is in keys and namespaces, a request with it is signed right', async () => {
    const { transport } = await through()
    await Promise.all(
      unusual.map(async (text) => {
        const namespace = `${newName('n')}${text}`
        const dict = new lib.DynamoDbDict<string>(table, { transport, namespace })
        await dict.setMany(unusual.map((key) => [key, key]))
        assert.strictEqual(await dict.get(text), text, JSON.stringify(text))
        assert.sameMembers(await listOf(dict.keys()), unusual)
        assert.isTrue(await dict.delete(text))
      }),
    )
  })

  test('items of 400 KB, and batches of some MB, are signed and read whole', async () => {
    const { transport, requests } = await through()
    const dict = new lib.DynamoDbDict(table, { transport, namespace: newName('n') })
    const namespace = { S: newName('n') }
    await dict.ready()
    const put = async (Item: Library.Item) => transport.send('PutItem', { TableName: table, Item })
    const textOf = (item: Library.Item | undefined) => item?.text?.S
    const long = noise(385_000).replace(/ /g, '\u{1f600}\u00e9')
    await put({ namespace, key: { S: 'long' }, text: { S: long } })
    const Key = { namespace, key: { S: 'long' } }
    const { Item } = await transport.send('GetItem', { TableName: table, Key })
    // Not by assert.strictEqual, which would print them.
    assert.isTrue(textOf(Item) === long)

    const texts = Array.from({ length: 25 }, (_, index) => noise(150_000, index + 1))
    const items = texts.map((text, index) => ({ namespace, key: { S: `${index}` }, text: { S: text } }))
    const puts = items.map((Item) => ({ PutRequest: { Item } }))
    await transport.send('BatchWriteItem', { RequestItems: { [table]: puts } })
    const read: Library.Item[] = []
    let left = items.map(({ key }) => ({ namespace, key }))
    while (left.length > 0) {
      const answer = await transport.send('BatchGetItem', { RequestItems: { [table]: { Keys: left } } })
      read.push(...(answer.Responses?.[table] ?? []))
      left = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as typeof left
    }
    assert.lengthOf(read, texts.length)
    assert.isTrue(read.every((item) => textOf(item) === texts[Number(item.key?.S)]))
    assert.isAbove(Math.max(...(await requests()).map(({ size }) => size)), 3_000_000)
  })

  test('a session token is signed', async () => {
    const credentials = { accessKeyId: 'ASIA', secretAccessKey: 'A/b+c=', sessionToken: 'FwoGZX//+a==%26&x=y;~' }
    const door = await through({ credentials }, { credentials })
    assert.instanceOf(await rejection(door.list()), lib.TableNotFoundError)
    assert.deepEqual(await refusals(door), [undefined])
  })

  test('a key, a secret and a session token that are not known are refused, and not tried again', async () => {
    const known = { accessKeyId: 'ASIA', secretAccessKey: 'SECRET', sessionToken: 'TOKEN' }
    const { sessionToken: _, ...tokenless } = known
    const unknown: [Library.Credentials, string][] = [
      [{ ...known, secretAccessKey: 'secret' }, 'InvalidSignatureException'],
      [{ ...known, accessKeyId: 'AKIA' }, 'UnrecognizedClientException'],
      [{ ...known, sessionToken: 'token' }, 'UnrecognizedClientException'],
      [tokenless, 'UnrecognizedClientException'],
    ]
    for (const [credentials, type] of unknown) {
      const door = await through({ credentials: known }, { credentials })
      const error = await rejection(door.list())
      assert.instanceOf(error, lib.CredentialsError)
      assert.include(error.message, type)
      assert.deepEqual(await refusals(door), [type])
    }
  })

  test('credentials that are not known are asked for anew, and the next ones pass', async () => {
    const all = ['OLD', 'AKID'].map((accessKeyId) => ({ accessKeyId, secretAccessKey: 'SECRET' }))
    const door = await through({}, { credentials: async () => all.shift() ?? Promise.reject(new Error('no more')) })
    assert.instanceOf(await rejection(door.list()), lib.TableNotFoundError)
    assert.deepEqual(await refusals(door), ['UnrecognizedClientException', undefined])
  })

  test('each Region takes the signatures that are for it, and no others', async () => {
    for (const region of ['eu-central-1', 'us-gov-west-1']) {
      const own = await through({ region }, { region })
      assert.instanceOf(await rejection(own.list()), lib.TableNotFoundError)
      const foreign = await through({ region })
      assert.instanceOf(await rejection(foreign.list()), lib.CredentialsError)
      assert.deepEqual(await refusals(foreign), ['InvalidSignatureException'])
    }
  })

  test('a clock that is off is set by one refusal, for all requests after it', async () => {
    for (const aheadMs of [2 * hourMs, -2 * hourMs, 30 * hourMs]) {
      const door = await through({ aheadMs })
      for (const _ of ['first', 'second']) assert.instanceOf(await rejection(door.list()), lib.TableNotFoundError)
      assert.deepEqual(await refusals(door), ['InvalidSignatureException', undefined, undefined], String(aheadMs))
    }
    const door = await through({ aheadMs: 240_000 })
    assert.instanceOf(await rejection(door.list()), lib.TableNotFoundError)
    assert.deepEqual(await refusals(door), [undefined])
  })

  test('an endpoint with a path is asked and signed with it', async () => {
    for (const path of [
      '/',
      '/a',
      '/a/b/',
      '//a//b',
      '/%20/%2F',
      '/\u00fc',
      "/a+b=c~d:e;f,g!*'()$",
      '/./a/../b',
      '/100%25',
    ]) {
      const gate = await newGate(strictUrl)
      const transport = lib.createTransport({ ...connection, endpoint: `${gate.url}${path}` })
      const error = await rejection(transport.send('DescribeTable', { TableName: newName('none') }))
      assert.instanceOf(error, lib.TableNotFoundError, path)
      assert.deepEqual(await refusals(gate), [undefined], path)
    }
  })

  test('answers are read whatever their coding is, and whatever a page sees of it', async () => {
    const isPage = 'document' in globalThis
    const shown = { '': [false, false], 'x-amz-crc32': [true, false], '*': [true, true] }
    for (const [exposes, inPage] of Object.entries(shown)) {
      const seen: boolean[][] = []
      const looking: typeof fetch = async (url, init) => {
        const response = await fetch(url, init)
        seen.push(['x-amz-crc32', 'content-encoding'].map((name) => response.headers.has(name)))
        return response
      }
      const isOwn = connection.transport !== 'aws-sdk'
      const { transport, requests } = await through({ exposes }, isOwn ? { fetch: looking } : {})
      const dict = new lib.DynamoDbDict<string>(table, { transport, namespace: newName('n') })
      const value = noise(20_000)
      await dict.set('k', value)
      assert.strictEqual(await dict.get('k'), value)
      // A page cannot say that it takes no gzip, without which AWS compresses nothing.
      for (const { coding } of await requests()) assert.strictEqual(coding, isPage ? 'gzip' : 'identity')
      for (const what of seen) assert.deepEqual(what, isPage ? inPage : [true, false], exposes)
    }
  })

  test("a fetch of one's own that asks for gzip gets it, and the checksum is no obstacle", async () => {
    if (connection.transport === 'aws-sdk') return
    const asking: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers)
      headers.set('accept-encoding', 'gzip')
      return fetch(url, { ...init, headers })
    }
    const { transport, requests } = await through({}, { fetch: asking })
    const dict = new lib.DynamoDbDict<string>(table, { transport, namespace: newName('n') })
    await dict.set('k', 'value')
    assert.strictEqual(await dict.get('k'), 'value')
    for (const { coding } of await requests()) assert.strictEqual(coding, 'gzip')
  })
}
