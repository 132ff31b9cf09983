import { checkOptions } from '../../options.ts'
import { inParallel } from '../../parallel.ts'
import type { DynamoDbCache } from '../cache.ts'
import { type CopyOptions, type CopyResult, copyChecks, newTally } from './copy-tally.ts'
import { redirectsOf, wholeEntries, writeRedirect, writeWhole } from './whole-entry.ts'

/**
 * Copies the stored responses and redirects of another cache into this one, with all that is known of them, as another table,
 * Region or namespace is moved to. It streams: memory holds a few bodies.
 *
 * What is for those only who send the same credentials is found in the other cache when both have the same table name, or
 * sessions have a `keySecret`. Otherwise it is copied and never found.
 *
 * @throws {TypeError} when an option is not as it should be.
 * @example
 * const { responses } = await update(newCache, oldCache)
 */
export async function update(
  cache: DynamoDbCache,
  otherCache: DynamoDbCache,
  options: CopyOptions = {},
): Promise<CopyResult> {
  checkOptions(options, copyChecks, 'update')
  const { counts, note } = newTally(options)
  const { concurrency } = cache.responses['~items']
  await inParallel(wholeEntries(otherCache, options), concurrency, async (entry) =>
    note('responses', entry !== undefined && (await writeWhole(cache, entry, options))),
  )
  await inParallel(redirectsOf(otherCache, options), concurrency, async (redirect) =>
    note('redirects', await writeRedirect(cache, redirect, options)),
  )
  return counts
}
