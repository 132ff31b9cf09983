import type { DynamoDbCache, EntriesOptions } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { everyState, urlOf } from '../entry-options.ts'
import { notFound } from '../exit-codes.ts'
import { shownUrl } from '../format.ts'
import { argumentsAndLines } from '../input.ts'
import { openCache, settingsOf } from '../open.ts'
import { removedProgress, tellRemoved } from '../removed.ts'
import { checkTable } from '../table-check.ts'

export const run: Run = async ({ values, args }, terminal) => {
  const { signal } = terminal
  // Nothing is removed where one of them is wrong.
  for (const given of args) if (given !== '-') urlOf(given, 'cache rm')
  const settings = await settingsOf(values)
  const cache = openCache(values, terminal)
  const progress = removedProgress('response', terminal)
  const missing: string[] = []
  let count = 0
  for await (const given of argumentsAndLines(args, terminal)) {
    const url = urlOf(given, 'cache rm')
    const options = { url, settings, signal }
    const found = values['dry-run'] ? await countEntries(cache, options) : await cache.delete(options)
    if (found === 0) missing.push(url)
    count += found
    if (!values['dry-run'] && found > 0) progress(count)
  }
  if (count === 0) await checkTable(cache, signal)
  if (!values.json) for (const url of missing) terminal.tell(`dynadict: Nothing is stored for ${shownUrl(url)}.`)
  await tellRemoved(count, 'response', values, terminal, missing)
  return missing.length > 0 ? notFound : undefined
}

/** What `delete` would remove, but for what redirects lead to. */
async function countEntries(cache: DynamoDbCache, options: EntriesOptions): Promise<number> {
  let count = 0
  for await (const _ of cache.entries({ ...options, ...everyState })) count++
  return count
}
