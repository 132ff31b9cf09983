import { vacuum } from '../../entries/vacuum.ts'
import type { Run } from '../command.ts'
import { countOf } from '../format.ts'
import { jsonText } from '../json-text.ts'
import { openCache, openDict } from '../open.ts'
import { checkTable } from '../table-check.ts'
import { UsageError } from '../usage-error.ts'

export const run: Run = async ({ values }, terminal) => {
  const { signal } = terminal
  const { 'older-than': olderThan, 'dry-run': dryRun } = values
  if (olderThan instanceof Date)
    throw new UsageError("--older-than takes '2h' or longer here, and no date", 'table vacuum')
  if (values.cache && values.shards) throw new UsageError('an HTTP cache has no --shards', 'table vacuum')
  const dict = values.cache ? openCache(values, terminal).responses : await openDict(values, terminal)
  const result = await vacuum(dict, {
    ...{ olderThan, dryRun, signal },
    onProgress: ({ examined, removed }) =>
      terminal.progress(`${countOf(examined, 'value')} looked into, ${removed} ${dryRun ? 'due' : 'removed'}`),
  })
  const { examined, removed } = result
  if (examined === 0) await checkTable(dict, signal)
  const text = `${dryRun ? 'would remove' : 'removed'} the chunks of ${removed} of ${countOf(examined, 'value')} in chunks`
  await terminal.out(`${values.json ? jsonText(dryRun ? { examined, found: removed } : result) : text}\n`)
  return undefined
}
