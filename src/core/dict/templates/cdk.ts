import { ttlAttribute } from '../table-definition.ts'
import { type Template, tagsOf } from './template.ts'

/**
 * A module of TypeScript with a construct of the AWS CDK, version 2.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_dynamodb.Table.html
 */
export function cdkTemplate(template: Template): string {
  const { input, pointInTimeRecovery } = template
  const isProtected = input.DeletionProtectionEnabled ?? false
  const throughput = input.ProvisionedThroughput
  const key = input.SSESpecification?.KMSMasterKeyId
  const properties = [
    `tableName: ${quoted(input.TableName)}`,
    ...input.KeySchema.map(
      ({ AttributeName, KeyType }) =>
        `${KeyType === 'HASH' ? 'partitionKey' : 'sortKey'}: { name: ${quoted(AttributeName)}, type: dynamodb.AttributeType.STRING }`,
    ),
    `billingMode: dynamodb.BillingMode.${input.BillingMode}`,
    ...(throughput ? [`readCapacity: ${throughput.ReadCapacityUnits}`] : []),
    ...(throughput ? [`writeCapacity: ${throughput.WriteCapacityUnits}`] : []),
    `timeToLiveAttribute: ${quoted(ttlAttribute)}`,
    `pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: ${pointInTimeRecovery} }`,
    ...(input.SSESpecification ? [`encryption: dynamodb.TableEncryption.${key ? 'CUSTOMER' : 'AWS'}_MANAGED`] : []),
    ...(key ? [`encryptionKey: ${keyOf(key)}`] : []),
    `deletionProtection: ${isProtected}`,
    `removalPolicy: cdk.RemovalPolicy.${isProtected ? 'RETAIN' : 'DESTROY'}`,
  ]
  const tags = tagsOf(template).map(([name, value]) => `cdk.Tags.of(this.table).add(${quoted(name)}, ${quoted(value)})`)
  return [
    `import * as cdk from 'aws-cdk-lib'`,
    `import * as dynamodb from 'aws-cdk-lib/aws-dynamodb'`,
    ...(key ? [`import * as kms from 'aws-cdk-lib/aws-kms'`] : []),
    `import { Construct } from 'constructs'`,
    '',
    'export class DynadictTable extends Construct {',
    '  readonly table: dynamodb.Table',
    '',
    '  constructor(scope: Construct, id: string) {',
    '    super(scope, id)',
    "    this.table = new dynamodb.Table(this, 'Table', {",
    ...properties.map((property) => `      ${property},`),
    '    })',
    ...tags.map((tag) => `    ${tag}`),
    '  }',
    '}',
    '',
  ].join('\n')
}

/** A string of JavaScript, in single quotes. */
export const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/** A key by its ARN, its alias, the alias's ARN, or its id. */
function keyOf(key: string): string {
  if (key.includes(':key/')) return `kms.Key.fromKeyArn(this, 'Key', ${quoted(key)})`
  const [alias] = /(?<=^|:)alias\/.*/.exec(key) ?? []
  if (alias) return `kms.Alias.fromAliasName(this, 'Key', ${quoted(alias)})`
  const arn = `cdk.Stack.of(this).formatArn({ service: 'kms', resource: 'key', resourceName: ${quoted(key)} })`
  return `kms.Key.fromKeyArn(this, 'Key', ${arn})`
}
