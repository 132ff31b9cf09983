import type { CreateTableInput } from '../transport.ts'

/** On demand (the default), or provisioned capacity in units a second. */
export type Billing = 'on-demand' | { readonly readCapacityUnits: number; readonly writeCapacityUnits: number }

/**
 * Whose key encrypts a table at rest: DynamoDB's own (the default, free of charge), the account's `aws/dynamodb` key of KMS,
 * or a key of one's own, by its id, its ARN or an alias.
 */
export type Encryption = 'aws-owned' | 'aws-managed' | { readonly kmsKeyId: string }

/** Labels of a table, value by name. */
export type Tags = Readonly<Record<string, string>>

/** What a table is made with. A table that is there is left as it is. */
export interface TableDefinition {
  /** How a table that is made is billed. Default `'on-demand'`. */
  readonly billing?: Billing | undefined
  /**
   * The tags of a table that is made: at most 50, names of 1 to 128 and values of up to 256 letters, digits, spaces and
   * `+ - = . _ : / @`. Default: none.
   */
  readonly tags?: Tags | undefined
  /** Whether a table that is made can be deleted only after this is turned off. Default `false`. */
  readonly deletionProtection?: boolean | undefined
  /** Whose key encrypts a table that is made. Default `'aws-owned'`. */
  readonly encryption?: Encryption | undefined
}

/** DynamoDB's time to live goes by this attribute. */
export const ttlAttribute = 'ttl'

/**
 * The request that makes a table for dicts.
 *
 * @throws {RangeError} when DynamoDB would not take a tag or the key's id.
 */
export function createTableInput(
  name: string,
  { billing = 'on-demand', tags = {}, deletionProtection = false, encryption = 'aws-owned' }: TableDefinition,
): CreateTableInput {
  checkTags(tags)
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  return {
    TableName: name,
    AttributeDefinitions: [
      { AttributeName: 'namespace', AttributeType: 'S' },
      { AttributeName: 'key', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'namespace', KeyType: 'HASH' },
      { AttributeName: 'key', KeyType: 'RANGE' },
    ],
    ...billingInput(billing),
    ...encryptionInput(encryption),
    ...(deletionProtection && { DeletionProtectionEnabled: true }),
    // Even an empty list would need the permission TagResource.
    ...(Tags.length > 0 && { Tags }),
  }
}

const billingInput = (billing: Billing): Partial<CreateTableInput> =>
  billing === 'on-demand'
    ? { BillingMode: 'PAY_PER_REQUEST' }
    : {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: {
          ReadCapacityUnits: billing.readCapacityUnits,
          WriteCapacityUnits: billing.writeCapacityUnits,
        },
      }

function encryptionInput(encryption: Encryption): Partial<CreateTableInput> {
  if (encryption === 'aws-owned') return {}
  const specification = { Enabled: true, SSEType: 'KMS' } as const
  if (encryption === 'aws-managed') return { SSESpecification: specification }
  const { kmsKeyId } = encryption
  // An id, an alias, or the ARN of either.
  if (!/^[\w:/-]{1,2048}$/.test(kmsKeyId))
    throw new RangeError('encryption.kmsKeyId must be the id, alias or ARN of a key')
  return { SSESpecification: { ...specification, KMSMasterKeyId: kmsKeyId } }
}

const tagText = /^[\p{L}\p{Zs}\p{N}_.:/=+\-@]*$/u

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html */
function checkTags(tags: Tags): void {
  const entries = Object.entries(tags)
  if (entries.length > 50) throw new RangeError(`tags must be at most 50; there are ${entries.length}`)
  for (const [name, value] of entries) {
    const what = `the tag '${name}'`
    if (name === '' || [...name].length > 128) throw new RangeError(`${what} must have a name of 1 to 128 characters`)
    if ([...value].length > 256) throw new RangeError(`${what} must have a value of at most 256 characters`)
    if (/^aws:/i.test(name)) throw new RangeError(`${what}: names that begin with 'aws:' are AWS's own`)
    if (!tagText.test(name) || !tagText.test(value))
      throw new RangeError(`${what} must hold letters, digits, spaces and + - = . _ : / @ only`)
  }
}
