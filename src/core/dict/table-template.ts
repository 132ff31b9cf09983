import { type Checks, checkOptions, isBoolean, isText, mustBe } from '../options.ts'
import { definitionChecks } from './options.ts'
import { createTableInput, type TableDefinition } from './table-definition.ts'
import { cdkTemplate } from './templates/cdk.ts'
import { cliTemplate } from './templates/cli.ts'
import { cloudFormationTemplate } from './templates/cloudformation.ts'
import type { Template } from './templates/template.ts'
import { terraformTemplate } from './templates/terraform.ts'

/** A template of CloudFormation (JSON), a resource of Terraform, a construct of the CDK (TypeScript), or shell commands. */
export type TemplateFormat = 'cloudformation' | 'terraform' | 'cdk' | 'cli'

/** Options of `tableTemplate`. */
export interface TableTemplateOptions extends TableDefinition {
  /** The tool that makes the table. */
  readonly format: TemplateFormat
  /** 3 to 255 letters, digits, `_`, `-` or `.`. Default `'http_cache'`. */
  readonly tableName?: string | undefined
  /** Whether the table is protected, in DynamoDB and in the tool, against being deleted. Default `true`. */
  readonly deletionProtection?: boolean | undefined
  /** Whether the table can be restored to any second of the last 35 days. Default `true`; DynamoDB charges for it by size. */
  readonly pointInTimeRecovery?: boolean | undefined
}

/**
 * The definition of a table for dicts and caches, for the tool that makes it: the keys and settings of a table that a dict
 * makes, its time to live turned on, and by default what production wants beside: deletion protection and point-in-time
 * recovery. Pass `createTable: false` to the dicts then.
 *
 * @throws {TypeError | RangeError} that names the bad option.
 * @example
 * console.log(tableTemplate({ format: 'terraform', tableName: 'app', tags: { team: 'web' } }))
 */
export function tableTemplate(options: TableTemplateOptions): string {
  checkOptions(options, checks, 'tableTemplate')
  const { format, tableName = 'http_cache', deletionProtection = true, pointInTimeRecovery = true } = options
  isFormat(format, 'format')
  return formats[format]({
    input: createTableInput(tableName, { ...options, deletionProtection }),
    pointInTimeRecovery,
  })
}

const formats: Readonly<Record<TemplateFormat, (template: Template) => string>> = {
  cloudformation: cloudFormationTemplate,
  terraform: terraformTemplate,
  cdk: cdkTemplate,
  cli: cliTemplate,
}

const isFormat = mustBe(
  Object.keys(formats)
    .map((format) => `'${format}'`)
    .join(', '),
  (value: string) => Object.hasOwn(formats, value),
)

const checks: Checks = {
  ...definitionChecks,
  format: isFormat,
  tableName: isText("3 to 255 letters, digits, '_', '-' or '.'", /^[\w.-]{3,255}$/),
  pointInTimeRecovery: isBoolean,
}
