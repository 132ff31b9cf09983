import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTableInput } from '../../src/core/dict/table-definition.ts'
import { type TableTemplateOptions, tableTemplate } from '../../src/core/dict/table-template.ts'
import { createTransport, DynamoDbDict, type Input } from '../../src/runtimes/node.ts'

const run = promisify(execFile)
const transport = createTransport({
  transport: 'sigv4',
  endpoint: inject('endpoint'),
  region: 'us-west-2',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
})

/** Each definition, with what a dict with the same options would send. */
const key = 'arn:aws:kms:us-west-2:123456789012:key/1-2'
const definitions: Omit<TableTemplateOptions, 'format'>[] = [
  { tableName: 'template-1' },
  {
    tableName: '-template_2.x',
    billing: { readCapacityUnits: 3, writeCapacityUnits: 2 },
    tags: { team: 'web', 'cost centre': 'Zürich/4+2 = @x' },
    encryption: 'aws-managed',
    pointInTimeRecovery: false,
  },
  { tableName: 'template-3', deletionProtection: false, encryption: { kmsKeyId: key } },
  { tableName: 'template-4', encryption: { kmsKeyId: 'alias/dicts' } },
]
const requestOf = ({ tableName = '', ...options }: (typeof definitions)[number]) =>
  createTableInput(tableName, { deletionProtection: true, ...options })

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynadict-template-'))
  // Instead of the AWS CLI: prints its arguments as a line of JSON.
  const program = '#!/usr/bin/env node\nconsole.log(JSON.stringify(process.argv.slice(2)))\n'
  await writeFile(join(folder, 'aws'), program)
  await chmod(join(folder, 'aws'), 0o755)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(definitions)('the table $tableName', (definition) => {
  test('is made by the CLI as by a dict, and then gets the rest', async () => {
    const PATH = `${folder}:${process.env.PATH}`
    const { stdout } = await run('sh', ['-c', tableTemplate({ format: 'cli', ...definition })], { env: { PATH } })
    const [create = [], wait, ttl, recovery] = stdout
      .trim()
      .split('\n')
      .map((line): string[] => JSON.parse(line))
    expect(create.slice(0, 3)).toEqual(['dynamodb', 'create-table', '--cli-input-json'])
    expect(JSON.parse(`${create[3]}`)).toEqual(requestOf(definition))
    const name = `--table-name=${definition.tableName}`
    expect(wait).toEqual(['dynamodb', 'wait', 'table-exists', name])
    const setting = ['--time-to-live-specification', 'AttributeName=ttl,Enabled=true']
    expect(ttl).toEqual(['dynamodb', 'update-time-to-live', name, ...setting])
    const recovers = ['--point-in-time-recovery-specification', 'PointInTimeRecoveryEnabled=true']
    expect(recovery).toEqual(
      definition.pointInTimeRecovery === false
        ? undefined
        : ['dynamodb', 'update-continuous-backups', name, ...recovers],
    )
  })

  test('is made by CloudFormation as by a dict, and an engine takes it for the same table', async () => {
    const { Resources } = JSON.parse(tableTemplate({ format: 'cloudformation', ...definition }))
    const { Type, Properties, DeletionPolicy } = Resources.Table
    expect(Type).toBe('AWS::DynamoDB::Table')
    expect(DeletionPolicy).toBe(definition.deletionProtection === false ? 'Delete' : 'Retain')
    const { TimeToLiveSpecification, PointInTimeRecoverySpecification, SSESpecification, ...others } = Properties
    expect(TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true })
    const recovers = definition.pointInTimeRecovery ?? true
    expect(PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: recovers })
    const encryption = SSESpecification && { ...SSESpecification, Enabled: SSESpecification.SSEEnabled }
    delete encryption?.SSEEnabled
    const input: Input<'CreateTable'> = { ...others, ...(encryption && { SSESpecification: encryption }) }
    expect(input).toEqual(requestOf(definition))

    await transport.send('CreateTable', input)
    const own = new DynamoDbDict(`${definition.tableName}-own`, { transport, billing: definition.billing })
    await own.ready()
    const other = new DynamoDbDict(input.TableName, { transport, createTable: false })
    await other.ready()
    const [one, two] = [await own.describe(), await other.describe()]
    expect(two).toEqual({ ...one, name: input.TableName, arn: one?.arn?.replace(/-own$/, '') })
    expect(two?.isDictTable).toBe(true)
  })

  test('is made by the CDK as by a dict', async () => {
    const { props, tags, imported } = await runConstruct(tableTemplate({ format: 'cdk', ...definition }))
    const request = requestOf(definition)
    expect(tags).toEqual(Object.entries(definition.tags ?? {}))
    const { kmsKeyId } = typeof definition.encryption === 'object' ? definition.encryption : {}
    expect(imported).toEqual(kmsKeyId)
    expect(props).toEqual({
      tableName: definition.tableName,
      partitionKey: { name: 'namespace', type: 'S' },
      sortKey: { name: 'key', type: 'S' },
      billingMode: request.BillingMode,
      ...(request.ProvisionedThroughput && { readCapacity: 3, writeCapacity: 2 }),
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: definition.pointInTimeRecovery ?? true },
      ...(request.SSESpecification && { encryption: kmsKeyId ? 'CUSTOMER_MANAGED' : 'AWS_MANAGED' }),
      ...(kmsKeyId && { encryptionKey: { kmsKeyId } }),
      deletionProtection: request.DeletionProtectionEnabled ?? false,
      removalPolicy: request.DeletionProtectionEnabled ? 'RETAIN' : 'DESTROY',
    })
  })

  test('is made by Terraform as by a dict', () => {
    const request = requestOf(definition)
    const { resource, data } = readHcl(tableTemplate({ format: 'terraform', ...definition }))
    const { kmsKeyId } = typeof definition.encryption === 'object' ? definition.encryption : {}
    const arn = kmsKeyId === key ? key : 'data.aws_kms_key.dynadict.arn'
    expect(data).toEqual(kmsKeyId && kmsKeyId !== key ? [{ key_id: kmsKeyId }] : undefined)
    expect(resource).toEqual([
      {
        name: definition.tableName,
        billing_mode: request.BillingMode,
        ...(request.ProvisionedThroughput && { read_capacity: '3', write_capacity: '2' }),
        hash_key: 'namespace',
        range_key: 'key',
        deletion_protection_enabled: `${request.DeletionProtectionEnabled ?? false}`,
        attribute: [
          { name: 'namespace', type: 'S' },
          { name: 'key', type: 'S' },
        ],
        ttl: [{ attribute_name: 'ttl', enabled: 'true' }],
        point_in_time_recovery: [{ enabled: `${definition.pointInTimeRecovery ?? true}` }],
        ...(request.SSESpecification && {
          server_side_encryption: [{ enabled: 'true', ...(kmsKeyId && { kms_key_arn: arn }) }],
        }),
        ...(definition.tags && { tags: [definition.tags] }),
        ...(request.DeletionProtectionEnabled && { lifecycle: [{ prevent_destroy: 'true' }] }),
      },
    ])
  })
})

test('a key is found by each of its names', async () => {
  const names = ['1-2', 'alias/x', 'arn:aws:kms:us-west-2:123456789012:alias/x', key]
  const found = ['formatted:1-2', 'alias/x', 'alias/x', key]
  for (const [index, kmsKeyId] of names.entries()) {
    const { imported } = await runConstruct(tableTemplate({ format: 'cdk', encryption: { kmsKeyId } }))
    expect(imported).toBe(found[index])
    const { data } = readHcl(tableTemplate({ format: 'terraform', encryption: { kmsKeyId } }))
    expect(data).toEqual(kmsKeyId === key ? undefined : [{ key_id: kmsKeyId }])
  }
})

/** Runs a construct on stand-ins for the CDK's modules, which note what they are given. */
async function runConstruct(text: string) {
  const names = (...all: string[]) => `{ ${all.map((name) => `${name}: '${name}'`).join(', ')} }`
  const key = '(scope, id, kmsKeyId) => (globalThis.noted.imported = kmsKeyId, { kmsKeyId })'
  const modules: Record<string, string> = {
    constructs: 'export class Construct {}',
    'aws-cdk-lib': `
      export const RemovalPolicy = ${names('RETAIN', 'DESTROY')}
      export const Tags = { of: () => ({ add: (...tag) => globalThis.noted.tags.push(tag) }) }
      export const Stack = { of: () => ({ formatArn: ({ resourceName }) => 'formatted:' + resourceName }) }`,
    'aws-cdk-lib/aws-kms': `
      export const Key = { fromKeyArn: ${key} }
      export const Alias = { fromAliasName: ${key} }`,
    'aws-cdk-lib/aws-dynamodb': `
      export class Table { constructor(scope, id, props) { globalThis.noted.props = props } }
      export const AttributeType = { STRING: 'S' }
      export const BillingMode = ${names('PAY_PER_REQUEST', 'PROVISIONED')}
      export const TableEncryption = ${names('AWS_MANAGED', 'CUSTOMER_MANAGED')}`,
  }
  const { outputFiles } = await build({
    stdin: { contents: text, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'stack',
    plugins: [
      {
        name: 'stand-ins',
        setup(plugin) {
          plugin.onResolve({ filter: /^(aws-cdk-lib|constructs)/ }, ({ path }) => ({ path, namespace: 'stand-in' }))
          plugin.onLoad({ filter: /./, namespace: 'stand-in' }, ({ path }) => ({ contents: modules[path] ?? '' }))
        },
      },
    ],
  })
  const noted: { props?: object; tags: [string, string][]; imported?: string } = { tags: [] }
  Object.assign(globalThis, { noted })
  new Function(`${outputFiles[0]?.text}; new stack.DynadictTable({}, 'Dicts')`)()
  return noted
}

interface Block {
  [name: string]: string | Block[]
}

/** Reads the little of HCL that templates are written in: blocks, and names with a string or a word. */
function readHcl(text: string): Block {
  const root: Block = {}
  const open = [root]
  for (const line of text.split('\n').map((each) => each.trim())) {
    const [, name, value] = /^(?:"([^"]+)"|\w+) += (.*[^{])$/.exec(line)
      ? (/^"?([^"=]+?)"? += (.*)$/.exec(line) ?? [])
      : []
    const [, block] = /^(\w+)(?: "\w+")*(?: =)? \{$/.exec(line) ?? []
    const current = open.at(-1) ?? root
    if (block) {
      const inner: Block = {}
      current[block] = [...((current[block] as Block[] | undefined) ?? []), inner]
      open.push(inner)
    } else if (name && value) current[name] = value.startsWith('"') ? JSON.parse(value) : value
    else if (line === '}') open.pop()
    else if (line !== '') throw new Error(`no such line of HCL: ${line}`)
  }
  return root
}
