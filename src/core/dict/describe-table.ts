import { checkNames } from '../options.ts'
import type { SendOptions, TableDescription } from '../transport.ts'
import { sendNames } from './options.ts'
import type { Table } from './table.ts'
import type { Billing, Tags } from './table-definition.ts'
import { isOfType } from './table-wait.ts'

/** One part of a table's primary key, with its type: `'S'`, `'N'` or `'B'`. */
export interface TableKey {
  /** The attribute's name. */
  readonly name: string
  /** `'S'` for text, `'N'` for numbers, `'B'` for bytes. */
  readonly type: string
}

/** What DynamoDB says of a table. */
export interface TableInfo {
  /** The table's name. */
  readonly name: string
  /** Its Amazon Resource Name, where the engine gives it one. */
  readonly arn: string | undefined
  /** `'CREATING'`, `'UPDATING'`, `'DELETING'`, `'ACTIVE'`, or another that DynamoDB may have. */
  readonly status: string
  /** `namespace` for dicts. */
  readonly partitionKey: TableKey | undefined
  /** `key` for dicts; `undefined` of a table without one, which dicts cannot use. */
  readonly sortKey: TableKey | undefined
  /** Whether the keys are those that dicts need: `namespace` and `key`, both text. */
  readonly isDictTable: boolean
  /** On demand, or the provisioned units a second. */
  readonly billing: Billing
  /** The items of all dicts, expired ones too. DynamoDB counts about every six hours. */
  readonly itemCount: number
  /** The bytes of all items. DynamoDB counts about every six hours. */
  readonly sizeBytes: number
  /**
   * DynamoDB's clean-up: `'ENABLED'`, `'DISABLED'`, `'ENABLING'` or `'DISABLING'`, and the attribute that it goes by, which is
   * `ttl` for dicts. `undefined` where the engine has none.
   */
  readonly timeToLive: { readonly status: string; readonly attribute: string | undefined } | undefined
  /** Whether `drop`, and all others, are refused. */
  readonly deletionProtection: boolean
  /** DynamoDB does not tell the account's `aws/dynamodb` key and one of your own apart: both have an ARN. */
  readonly encryption: 'aws-owned' | { readonly kmsKeyArn: string | undefined }
  /** Seconds old, at times. */
  readonly tags: Tags
}

/** Asks DynamoDB of a table; `undefined` when there is none. */
export async function describeTable(table: Table, options: SendOptions): Promise<TableInfo | undefined> {
  checkNames(options, sendNames, 'describe')
  const { signal } = options
  const described = await table.read('DescribeTable', { TableName: table.name }, { signal })
  if (!described?.Table) return undefined
  const { Table } = described
  const [timeToLive, tags] = await Promise.all([readTimeToLive(table, signal), readTags(table, Table.TableArn, signal)])
  return { ...infoOf(Table, table.name), timeToLive, tags }
}

function infoOf(table: TableDescription, name: string): Omit<TableInfo, 'timeToLive' | 'tags'> {
  const partitionKey = keyOf(table, 'HASH')
  const sortKey = keyOf(table, 'RANGE')
  const { SSEDescription: encryption } = table
  const isOwnKey = encryption !== undefined && encryption.Status !== 'DISABLED'
  return {
    name: table.TableName ?? name,
    arn: table.TableArn,
    status: `${table.TableStatus}`,
    partitionKey,
    sortKey,
    isDictTable: isText(partitionKey, 'namespace') && isText(sortKey, 'key'),
    billing: billingOf(table),
    itemCount: table.ItemCount ?? 0,
    sizeBytes: table.TableSizeBytes ?? 0,
    deletionProtection: table.DeletionProtectionEnabled ?? false,
    encryption: isOwnKey ? { kmsKeyArn: encryption.KMSMasterKeyArn } : 'aws-owned',
  }
}

function keyOf({ KeySchema = [], AttributeDefinitions = [] }: TableDescription, part: string): TableKey | undefined {
  const name = KeySchema.find(({ KeyType }) => KeyType === part)?.AttributeName
  const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType
  return name === undefined || type === undefined ? undefined : { name, type }
}

const isText = (key: TableKey | undefined, name: string): boolean => key?.name === name && key.type === 'S'

function billingOf({ BillingModeSummary, ProvisionedThroughput }: TableDescription): Billing {
  if (BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return 'on-demand'
  return {
    readCapacityUnits: ProvisionedThroughput?.ReadCapacityUnits ?? 0,
    writeCapacityUnits: ProvisionedThroughput?.WriteCapacityUnits ?? 0,
  }
}

async function readTimeToLive(table: Table, signal: AbortSignal | undefined): Promise<TableInfo['timeToLive']> {
  const reading = table.read('DescribeTimeToLive', { TableName: table.name }, { signal })
  const description = (await unlessUnknown(reading))?.TimeToLiveDescription
  return description && { status: `${description.TimeToLiveStatus}`, attribute: description.AttributeName }
}

async function readTags(table: Table, arn: string | undefined, signal: AbortSignal | undefined): Promise<Tags> {
  const tags: Record<string, string> = {}
  let NextToken: string | undefined
  do {
    if (arn === undefined) break
    const reading = table.read('ListTagsOfResource', { ResourceArn: arn, NextToken }, { signal })
    const page = await unlessUnknown(reading)
    for (const { Key, Value } of page?.Tags ?? []) tags[Key] = Value
    NextToken = page?.NextToken
  } while (NextToken !== undefined)
  return tags
}

/** Some engines do not have all operations. */
async function unlessUnknown<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isOfType(error, /UnknownOperation/)) return undefined
    throw error
  }
}
