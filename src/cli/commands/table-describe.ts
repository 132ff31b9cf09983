import type { TableInfo } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { bytesText, columns, count } from '../format.ts'
import { jsonText } from '../json-text.ts'
import { NotFound } from '../not-found.ts'
import { openDict } from '../open.ts'

export const run: Run = async ({ values }, terminal) => {
  const dict = await openDict(values, terminal)
  const table = await dict.describe({ signal: terminal.signal })
  if (!table)
    throw new NotFound(
      `There is no table '${dict.tableName}' in this Region and account. Make it: dynadict table create --table ${dict.tableName}`,
    )
  if (values.json) await terminal.out(`${jsonText(table, 2)}\n`)
  else for (const line of columns(rowsOf(table))) await terminal.out(`${terminal.shown(line)}\n`)
  return undefined
}

export function rowsOf(table: TableInfo): string[][] {
  const { name, arn = '', status, isDictTable, partitionKey, sortKey, billing, itemCount, sizeBytes } = table
  const { timeToLive, deletionProtection, encryption, tags } = table
  const keys = [partitionKey, sortKey].flatMap((key) => (key ? [`${key.name} (${key.type})`] : [])).join(', ')
  const units = (of: Exclude<TableInfo['billing'], string>) =>
    `${of.readCapacityUnits} reads, ${of.writeCapacityUnits} writes a second`
  return [
    ['table', name],
    ['ARN', arn],
    ['status', status],
    ['keys', isDictTable ? keys : `${keys || 'none'}: not those of dicts and caches`],
    ['billing', typeof billing === 'string' ? billing : units(billing)],
    ['items', `${count(itemCount)}, about six hours ago`],
    ['size', `${bytesText(sizeBytes)}, about six hours ago`],
    [
      'time to live',
      timeToLive ? `${timeToLive.status}${timeToLive.attribute ? ` by ${timeToLive.attribute}` : ''}` : 'none',
    ],
    ['protected', deletionProtection ? 'yes' : 'no'],
    ['encryption', typeof encryption === 'string' ? encryption : (encryption.kmsKeyArn ?? 'a key of KMS')],
    [
      'tags',
      Object.entries(tags)
        .map(([tag, value]) => `${tag}=${value}`)
        .join(', ') || 'none',
    ],
  ]
}
