import type { TableDefinition } from '../entries/table.ts'
import { UsageError } from './usage-error.ts'
import type { Values } from './values.ts'

/** What options say of a table that is to be made. */
export function definitionOf(values: Values, topic: string): Pick<TableDefinition, 'billing' | 'tags' | 'encryption'> {
  const { 'read-units': readCapacityUnits, 'write-units': writeCapacityUnits, tag = [], 'kms-key': key } = values
  if ((readCapacityUnits === undefined) !== (writeCapacityUnits === undefined))
    throw new UsageError('--read-units and --write-units go together', topic)
  const isProvisioned = readCapacityUnits !== undefined && writeCapacityUnits !== undefined
  return {
    billing: isProvisioned ? { readCapacityUnits, writeCapacityUnits } : undefined,
    tags: tag.length > 0 ? Object.fromEntries(tag.map((text) => tagOf(text, topic))) : undefined,
    encryption: key === undefined ? undefined : key === 'aws/dynamodb' ? 'aws-managed' : { kmsKeyId: key },
  }
}

function tagOf(text: string, topic: string): [name: string, value: string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError('--tag takes NAME=VALUE', topic)
  return [text.slice(0, at), text.slice(at + 1)]
}
