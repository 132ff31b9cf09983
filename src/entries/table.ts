/**
 * `dynadict/table`: definitions of the table for other tools, and the permissions that it takes.
 *
 * @module dynadict/table
 */

export {
  type IamPolicy,
  type IamPolicyOptions,
  type IamStatement,
  iamPolicy,
} from '../core/dict/iam-policy.ts'
export type { Billing, Encryption, TableDefinition, Tags } from '../core/dict/table-definition.ts'
export {
  type TableTemplateOptions,
  type TemplateFormat,
  tableTemplate,
} from '../core/dict/table-template.ts'
export { cacheNamespaces } from '../core/http/cache-namespaces.ts'
