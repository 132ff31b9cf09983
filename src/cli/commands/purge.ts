import type { DynamoDbCache, EntriesOptions } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { entryOptions, everyState, hasState } from '../entry-options.ts'
import { countOf } from '../format.ts'
import { openCache } from '../open.ts'
import { removedProgress, tellRemoved } from '../removed.ts'
import { checkTable } from '../table-check.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

export const run: Run = async ({ values }, terminal) => {
  const options = await entryOptions(values, terminal)
  if (options.host === undefined && options.prefix === undefined && !hasState(options))
    throw new UsageError("purge takes --host, --prefix, --older-than or a state; everything is 'cache clear'", 'purge')
  const age = values['older-than']
  if (age === 0 || (age instanceof Date && age.getTime() > Date.now()))
    throw new UsageError("--older-than takes a time that is past, or it would be 'cache clear'", 'purge')
  const cache = openCache(values, terminal)
  const count = values['dry-run']
    ? await countEntries(cache, options, terminal)
    : await cache.delete({ ...options, onProgress: removedProgress('response', terminal) })
  if (count === 0) await checkTable(cache, terminal.signal)
  await tellRemoved(count, 'response', values, terminal)
  return undefined
}

async function countEntries(cache: DynamoDbCache, options: EntriesOptions, terminal: Terminal): Promise<number> {
  let count = 0
  for await (const _ of cache.entries(hasState(options) ? options : { ...options, ...everyState }))
    terminal.progress(`${countOf(++count, 'response')} found`)
  return count
}
