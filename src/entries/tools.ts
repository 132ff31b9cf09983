/**
 * `dynadict/tools`: what those who look after an HTTP cache need now and then.
 *
 * @module dynadict/tools
 */

export { asStream } from '../core/http/tools/as-stream.ts'
export type { CopyOptions, CopyResult } from '../core/http/tools/copy-tally.ts'
export { type ExportOptions, exportEntries } from '../core/http/tools/export-entries.ts'
export { exportHar } from '../core/http/tools/export-har.ts'
export { importEntries } from '../core/http/tools/import-entries.ts'
export type { Pieces } from '../core/http/tools/lines.ts'
export { type RecreateOptions, type RecreateResult, recreateKeys } from '../core/http/tools/recreate-keys.ts'
export { update } from '../core/http/tools/update.ts'
