import { type Checks, checkOptions, isBoolean, isText, mustBe } from '../options.ts'
import { partitionOf } from '../partitions.ts'
import { checkNamespace, reservedPartition } from './keys.ts'
import { checkTableName } from './options.ts'

/** Options of `iamPolicy`: who may do what, in which namespaces of which table. */
export interface IamPolicyOptions {
  /** The namespaces that may be used; those of a cache are `cacheNamespaces(namespace)`. At least one. */
  readonly namespaces: readonly string[]
  /** Whether items may only be read, or written as well. */
  readonly access: 'read' | 'write'
  /** The table's name or ARN. Default `'http_cache'`. */
  readonly tableName?: string | undefined
  /** The table's AWS partition, such as `'aws-iso'`. Default: that of the Region, or `'aws'` for any Region. */
  readonly partition?: string | undefined
  /** The table's Region. Default `'*'`: any. */
  readonly region?: string | undefined
  /** The number of the account that has the table. Default `'*'`, which is the principal's own unless another one agrees. */
  readonly account?: string | undefined
  /** Whether the table may be made: by the first write, or by `ready`. Default `false`. */
  readonly createTable?: boolean | undefined
  /** Whether the table that is made may have `tags`. Default `false`. */
  readonly tagTable?: boolean | undefined
  /** Whether the table may be looked at: by `describe`, and by `ready` when it may not make it. Default `false`. */
  readonly describeTable?: boolean | undefined
  /** Whether the table may be deleted: by `drop`. Default `false`. */
  readonly dropTable?: boolean | undefined
}

/** One permission of a policy. */
export interface IamStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** A policy document of IAM, to be written out by `JSON.stringify`. */
export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

/**
 * The least that IAM must allow for dicts and caches in some namespaces of a table: the items of these namespaces and
 * nothing of any other, and of the table itself only what is asked for.
 *
 * IAM's own limit stays: a managed policy has at most 6,144 characters, white space not counted. A namespace takes its own
 * length twice and 20 characters beside.
 *
 * @throws {TypeError | RangeError} that names the bad option.
 * @throws {RangeError} for a namespace with characters that IAM policies cannot hold: those after U+00FF, and controls.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 * @example
 * const policy = iamPolicy({ tableName: 'app', namespaces: ['prefs'], access: 'write', createTable: true })
 * console.log(JSON.stringify(policy, null, 2))
 */
export function iamPolicy(options: IamPolicyOptions): IamPolicy {
  checkOptions(options, checks, 'iamPolicy')
  const { namespaces, access } = options
  isNames(namespaces, 'namespaces')
  isAccess(access, 'access')
  const patterns = [...new Set(namespaces)].flatMap(patternsOf)
  const Resource = arnOf(options)
  const items: IamStatement = {
    Sid: 'DynadictItems',
    Effect: 'Allow',
    Action: actions([...readOperations, ...(access === 'write' ? writeOperations : [])]),
    Resource,
    Condition: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
      // Of no values at all, ForAllValues is true.
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  }
  const operations = tableOperations.flatMap(([name, needed]) => (options[name] ? needed : []))
  if (operations.length === 0) return { Version: '2012-10-17', Statement: [items] }
  const table: IamStatement = { Sid: 'DynadictTable', Effect: 'Allow', Action: actions(operations), Resource }
  return { Version: '2012-10-17', Statement: [items, table] }
}

const readOperations = ['GetItem', 'BatchGetItem', 'Query']
const writeOperations = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']

const tableOperations = [
  ['createTable', ['DescribeTable', 'CreateTable', 'UpdateTimeToLive']],
  ['tagTable', ['TagResource']],
  ['describeTable', ['DescribeTable', 'DescribeTimeToLive', 'ListTagsOfResource']],
  ['dropTable', ['DescribeTable', 'DeleteTable']],
] as const

const actions = (operations: readonly string[]) => [...new Set(operations)].map((name) => `dynamodb:${name}`)

/** What the partition keys of a namespace look like: its own, and those that dynadict keeps for it. */
function patternsOf(namespace: string): string[] {
  checkNamespace(namespace)
  if (!/^[\x20-\x7e\xa0-\xff]*$/.test(namespace))
    throw new RangeError(
      `namespace '${namespace}' cannot stand in an IAM policy, which has U+0020 to U+00FF without controls: ` +
        'take another name, or a table for it alone and a policy for the whole table',
    )
  return [literal(namespace), `${literal(reservedPartition(namespace, ''))}*`]
}

/** IAM's way to write out what would be a wildcard, or a `$` that may begin a variable. */
const literal = (text: string) => text.replace(/[*?$]/g, (character) => `\${${character}}`)

function arnOf({ tableName = 'http_cache', ...place }: IamPolicyOptions): string {
  const { partition, region = '*', account = '*' } = place
  if (!tableName.startsWith('arn:'))
    return `arn:${partition ?? partitionOf(region).name}:dynamodb:${region}:${account}:table/${tableName}`
  if (!/^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]{3,255}$/.test(tableName))
    throw new TypeError('tableName must be the name or the ARN of a table')
  if (place.partition ?? place.region ?? place.account)
    throw new TypeError('tableName is an ARN, which says partition, region and account')
  return tableName
}

const isNames = mustBe('an array of at least one namespace', (value) => Array.isArray(value) && value.length > 0)
const isAccess = mustBe("'read' or 'write'", (value) => value === 'read' || value === 'write')

const checks: Checks = {
  namespaces: isNames,
  access: isAccess,
  tableName: checkTableName,
  partition: isText("an AWS partition such as 'aws'", /^aws[a-z-]*$/),
  region: isText("an AWS Region such as 'us-west-2', or '*'", /^([a-z0-9-]+|\*)$/),
  account: isText("an account's 12 digits, or '*'", /^(\d{12}|\*)$/),
  createTable: isBoolean,
  tagTable: isBoolean,
  describeTable: isBoolean,
  dropTable: isBoolean,
}
