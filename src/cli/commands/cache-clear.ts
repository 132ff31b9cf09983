import type { Run } from '../command.ts'
import { openCache } from '../open.ts'
import { removedProgress, tellRemoved } from '../removed.ts'
import { checkTable } from '../table-check.ts'
import { UsageError } from '../usage-error.ts'

export const run: Run = async ({ values }, terminal) => {
  const { yes, 'dry-run': isDry } = values
  const { signal } = terminal
  if (!yes && !isDry)
    throw new UsageError(
      'cache clear would remove everything: pass --yes, or --dry-run to see how much there is',
      'cache clear',
    )
  const cache = openCache(values, terminal)
  const count = isDry
    ? await cache.responses.size({ signal })
    : await cache.clear({ signal, onProgress: removedProgress('response', terminal) })
  if (count === 0) await checkTable(cache, signal)
  await tellRemoved(count, 'response', values, terminal)
  return undefined
}
