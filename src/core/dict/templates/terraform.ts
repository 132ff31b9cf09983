import { ttlAttribute } from '../table-definition.ts'
import { type Template, tagsOf } from './template.ts'

/**
 * A resource of Terraform's AWS provider, in HCL, formatted as `terraform fmt` does.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table
 */
export function terraformTemplate(template: Template): string {
  const { input, pointInTimeRecovery } = template
  const isProtected = input.DeletionProtectionEnabled ?? false
  const throughput = input.ProvisionedThroughput
  const [partitionKey, sortKey] = input.KeySchema.map(({ AttributeName }) => quoted(AttributeName))
  const tags = tagsOf(template).map(([name, value]): Assignment => [quoted(name), quoted(value)])
  const key = input.SSESpecification?.KMSMasterKeyId
  const parts = [
    assignments([
      ['name', quoted(input.TableName)],
      ['billing_mode', quoted(input.BillingMode ?? 'PROVISIONED')],
      ...(throughput ? [['read_capacity', `${throughput.ReadCapacityUnits}`] as const] : []),
      ...(throughput ? [['write_capacity', `${throughput.WriteCapacityUnits}`] as const] : []),
      ['hash_key', partitionKey ?? ''],
      ['range_key', sortKey ?? ''],
      ['deletion_protection_enabled', `${isProtected}`],
    ]),
    ...input.AttributeDefinitions.map(({ AttributeName, AttributeType }) =>
      block('attribute', [
        ['name', quoted(AttributeName)],
        ['type', quoted(AttributeType)],
      ]),
    ),
    block('ttl', [
      ['attribute_name', quoted(ttlAttribute)],
      ['enabled', 'true'],
    ]),
    block('point_in_time_recovery', [['enabled', `${pointInTimeRecovery}`]]),
    ...(input.SSESpecification
      ? [block('server_side_encryption', [['enabled', 'true'], ...(key ? [['kms_key_arn', arnOf(key)] as const] : [])])]
      : []),
    ...(tags.length > 0 ? [`tags = {\n${indented(assignments(tags))}\n}`] : []),
    ...(isProtected ? [block('lifecycle', [['prevent_destroy', 'true']])] : []),
  ]
  const resource = `resource "aws_dynamodb_table" "dynadict" {\n${indented(parts.join('\n\n'))}\n}\n`
  return key && !isArn(key) ? `${keyData(key)}\n${resource}` : resource
}

type Assignment = readonly [name: string, value: string]

function assignments(all: readonly Assignment[]): string {
  const width = Math.max(...all.map(([name]) => name.length))
  return all.map(([name, value]) => `${name.padEnd(width)} = ${value}`).join('\n')
}

const block = (name: string, all: readonly Assignment[]) => `${name} {\n${indented(assignments(all))}\n}`

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ')

/** A string of HCL, which is a template: `${` and `%{` would begin an expression. */
export const quoted = (text: string): string => `"${text.replace(/["\\]|[$%](?=\{)|\p{Cc}/gu, escaped)}"`

function escaped(character: string): string {
  if (/["\\]/.test(character)) return `\\${character}`
  if (/[$%]/.test(character)) return character + character
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

const isArn = (key: string) => key.includes(':key/')

const arnOf = (key: string) => (isArn(key) ? quoted(key) : 'data.aws_kms_key.dynadict.arn')

/** The provider takes an ARN only, which it finds by id or alias. */
const keyData = (key: string) => `data "aws_kms_key" "dynadict" {\n  key_id = ${quoted(key)}\n}\n`
