import { type Duration, durationMs, isDuration } from '../expiry.ts'
import { type Checks, checkOptions, isBoolean, isFunction, isObject } from '../options.ts'
import { inParallel } from '../parallel.ts'
import type { Item, SendOptions } from '../transport.ts'
import { markGone, removeChunks } from './chunk-keeper.ts'
import { graceMs, maxChunks, recordsOf, writeTimeoutMs } from './chunks.ts'
import { express } from './expressions.ts'
import { keyOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { singlePartition } from './keys.ts'
import { queryItems } from './query.ts'
import { checkShards } from './shards.ts'

/** Twice as long as a writer takes at most, so that clocks may differ. */
const leastAgeMs = 2 * writeTimeoutMs

/** Records looked into at once. */
const recordsAtOnce = 16

/** Options of `vacuum`. */
export interface VacuumOptions extends SendOptions {
  /** Only count what would be removed. Default `false`. */
  readonly dryRun?: boolean | undefined
  /**
   * How old chunks must be that no item ever named: seconds, or `'1d'`. Default and least `'2h'`: a writer gives up after
   * one.
   */
  readonly olderThan?: Duration | undefined
  /** Told of each value in chunks that was looked into. Default: nobody is told. */
  readonly onProgress?: ((progress: VacuumResult) => void) | undefined
}

/** What `vacuum` found and did. */
export interface VacuumResult {
  /** The number of values in chunks that were looked into, live ones too. */
  readonly examined: number
  /** The number of values whose chunks were removed, since no item names them any more. */
  readonly removed: number
}

/** What `vacuum` needs of a dict. */
export interface Vacuumable {
  /** What a `DynamoDbDict` has. */
  readonly '~items': ItemStore
}

/**
 * Removes the chunks of large values that no item names: those of writers that died, of values that batches replaced or
 * removed, and of items that others deleted. Values that are there are not touched, and neither are writers at work.
 *
 * It reads one record for each value in chunks, the item of those that have come of age, and no chunk; run it once a day, or after a `clear` of large
 * values. What nobody has marked as gone it marks first and removes a minute later, so that those who still read may end.
 * Needs write access. Of an HTTP cache, it takes `cache.responses`.
 *
 * @throws {TypeError | RangeError} when an option is not as it should be.
 * @example
 * const { removed } = await vacuum(dict)
 */
export async function vacuum(dict: Vacuumable, options: VacuumOptions = {}): Promise<VacuumResult> {
  checkOptions(options, checks, 'vacuum')
  const { dryRun = false, olderThan = '2h', onProgress, signal } = options
  const ageMs = durationMs(olderThan, 'olderThan')
  if (ageMs < leastAgeMs)
    throw new RangeError("olderThan must be '2h' at least: younger chunks may be somebody's at work")
  const store = dict?.['~items']
  if (!store) throw new TypeError('vacuum takes a DynamoDbDict; of an HTTP cache, cache.responses')
  const { table, namespace, shards } = store
  // With another number of shards it would look for items where they are not.
  await checkShards(table, namespace, shards, false, { signal })
  const records = queryItems(
    table,
    singlePartition(recordsOf(namespace)),
    { projection: '#key, #owner, #count, #updated, #gone', expired: true, consistent: true, signal },
    (record) => record,
  )
  let examined = 0
  let removed = 0
  const unnamed: Item[] = []
  const remove = async (record: Item) => {
    removed++
    if (!dryRun) await removeChunks(store, keyOf(record), Math.min(Number(record.count?.N), maxChunks), signal)
  }
  await inParallel(records, recordsAtOnce, async (record) => {
    const isUnnamed = isDue(record, table.clock.now(), ageMs) && !(await isNamed(store, record, signal))
    examined++
    if (isUnnamed) {
      if (record.gone || dryRun) await remove(record)
      else unnamed.push(record)
    }
    onProgress?.({ examined, removed })
  })
  // `onProgress` may have aborted it with the last one.
  signal?.throwIfAborted()
  if (unnamed.length === 0) return { examined, removed }

  // They may have been replaced or removed a moment ago, and whoever reads them may end.
  const now = table.clock.now()
  await inParallel(unnamed, recordsAtOnce, (record) => markGone(store, keyOf(record), now))
  await table.clock.sleep(graceMs, signal)
  await inParallel(unnamed, recordsAtOnce, async (record) => {
    if (!(await isNamed(store, record, signal))) await remove(record)
    onProgress?.({ examined, removed })
  })
  return { examined, removed }
}

/** A replaced value's chunks are due after the grace for its readers, others when no writer can be at them any more. */
function isDue({ updated, gone }: Item, now: number, ageMs: number): boolean {
  return gone ? Number(gone.N) + graceMs < now : Number(updated?.N) + ageMs < now
}

const checks: Checks = { dryRun: isBoolean, olderThan: isDuration, onProgress: isFunction, signal: isObject }

/** Whether the item that the chunks are for names them, expired or not. */
async function isNamed(store: ItemStore, record: Item, signal: AbortSignal | undefined): Promise<boolean> {
  const { S: owner } = record.owner ?? {}
  // Whoever wrote such a record, no item can name it.
  if (!owner) return false
  const target = await store.targetOf(owner, { signal })
  const input = { ...target, ...express({ ProjectionExpression: '#blob' }), ConsistentRead: true }
  const output = await store.table.read('GetItem', input, { signal })
  return output?.Item?.blob?.M?.id?.S === keyOf(record)
}
