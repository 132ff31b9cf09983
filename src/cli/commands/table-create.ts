import { DynamoDbDict } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { jsonText } from '../json-text.ts'
import { connectionFor } from '../open.ts'
import { definitionOf } from '../table-definition.ts'

export const run: Run = async ({ values }, terminal) => {
  let created = false
  const { tableName, onEvent, ...connection } = connectionFor(values, terminal)
  const dict = new DynamoDbDict(tableName, {
    ...connection,
    ...definitionOf(values, 'table create'),
    deletionProtection: values.protect,
    createTable: true,
    onEvent(event) {
      if (event.type === 'table-created') created = true
      else onEvent(event)
    },
  })
  const onProgress = (status: string, elapsedMs: number) =>
    terminal.progress(`${status}, ${Math.round(elapsedMs / 1_000)} s`)
  await dict.ready({ signal: terminal.signal, onProgress })
  const text = created ? `made the table '${tableName}'` : `the table '${tableName}' is there`
  await terminal.out(`${values.json ? jsonText({ table: tableName, created }) : text}\n`)
  return undefined
}
