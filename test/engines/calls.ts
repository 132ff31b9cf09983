type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What DynamoDB's interface answers, as far as anybody looks at it here; `error` is the type of an error. */
interface Answer {
  readonly error?: string
  readonly TableDescription?: { readonly TableStatus: string }
  readonly Table?: {
    readonly TableStatus: string
    readonly TableArn: string
    readonly SSEDescription?: { readonly SSEType: string }
  }
  readonly Tags?: readonly object[]
  readonly Item?: Item
  readonly Attributes?: Item
  readonly Items?: readonly Item[]
  readonly Responses?: Readonly<Record<string, readonly Item[]>>
}

export interface Calls {
  send(operation: string, input: object, accessKeyId?: string): Promise<Answer>
  /** Makes a table of its own, and resolves with its name when it is there. */
  newTable(settings?: object): Promise<string>
}

/** Sends what dynadict does not, without its checks. No engine looks at the signature. */
export function callsTo(url: string): Calls {
  async function send(operation: string, input: object, accessKeyId = 'AKID'): Promise<Answer> {
    const credential = `Credential=${accessKeyId}/20260101/us-west-2/dynamodb/aws4_request`
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=0`,
      },
      body: JSON.stringify(input),
    })
    const answer = await response.json()
    return response.ok ? answer : { ...answer, error: answer.__type.split('#').at(-1) }
  }

  async function newTable(settings: object = {}): Promise<string> {
    const name = newTableName()
    const { error } = await send('CreateTable', tableOf(name, settings))
    if (error) throw new Error(`CreateTable: ${error}`)
    while ((await send('DescribeTable', { TableName: name })).Table?.TableStatus !== 'ACTIVE');
    return name
  }

  return { send, newTable }
}

export const newTableName = (): string => `table-${crypto.randomUUID()}`

/** The table of docs/storage-format.md. */
export const tableOf = (name: string, settings: object = {}): object => ({
  TableName: name,
  AttributeDefinitions: ['namespace', 'key'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'namespace', KeyType: 'HASH' },
    { AttributeName: 'key', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  ...settings,
})

export const keyOf = (key: string): Item => ({ namespace: { S: 'n' }, key: { S: key } })
