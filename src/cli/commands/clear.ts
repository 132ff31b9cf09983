import type { Run } from '../command.ts'
import { openDict } from '../open.ts'
import { removedProgress, tellRemoved } from '../removed.ts'
import { checkTable } from '../table-check.ts'
import { UsageError } from '../usage-error.ts'

export const run: Run = async ({ values }, terminal) => {
  const { prefix, from, to, yes, 'dry-run': isDry } = values
  const { signal } = terminal
  const isEverything = prefix === undefined && from === undefined && to === undefined
  if (isEverything && !yes && !isDry)
    throw new UsageError('clear would remove every key: pass --yes, or --dry-run to see how many there are', 'clear')
  const dict = await openDict(values, terminal)
  const range = { prefix, from, to, signal }
  const count = isDry
    ? await dict.size(range)
    : await dict.clear({ ...range, onProgress: removedProgress('key', terminal) })
  if (count === 0) await checkTable(dict, signal)
  await tellRemoved(count, 'key', values, terminal)
  return undefined
}
