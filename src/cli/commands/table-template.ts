import { type TemplateFormat, tableTemplate } from '../../entries/table.ts'
import type { Run } from '../command.ts'
import { connectionOf } from '../connection.ts'
import { definitionOf } from '../table-definition.ts'

export const run: Run = async ({ values, args: [format] }, terminal) => {
  const template = tableTemplate({
    format: format as TemplateFormat,
    tableName: connectionOf(values, terminal.env).tableName,
    ...definitionOf(values, 'table template'),
    deletionProtection: !values['no-protect'],
    pointInTimeRecovery: !values['no-recovery'],
  })
  await terminal.out(template.endsWith('\n') ? template : `${template}\n`)
  return undefined
}
