import { type ConditionFailedError, markMayBeDone, OutcomeUnknownError } from '../errors.ts'
import type { Item } from '../transport.ts'
import { express } from './expressions.ts'
import { blobIdOf, keyOf, versionOf } from './item.ts'
import type { ItemStore } from './item-store.ts'

/**
 * Tells what became of a write whose condition failed. It was done if the item holds its version: then an attempt before it
 * had no answer.
 *
 * @throws {ConditionFailedError} when no attempt was without an answer.
 * @throws {OutcomeUnknownError} when one was, and the item holds another version: that may have come before or after.
 */
export async function settle(
  store: ItemStore,
  written: Item,
  error: ConditionFailedError,
  isLost: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const key = keyOf(written)
  const item = error.item ?? (isLost ? await storedVersion(store, key, signal).catch(stillOpen) : undefined)
  if (item && (versionOf(item) === versionOf(written) || isSameBlob(item, written))) return
  throw isLost ? outcomeUnknown(store, key, error) : error
}

/** For what fails while it is to be found out what became of a write. */
export const stillOpen = (error: unknown): never => {
  throw markMayBeDone(error)
}

/** Runs what goes on after a lost answer: from then on, whatever it fails with, it may have been done. */
export async function goingOn<T>(work: (noteLost: () => void) => Promise<T>): Promise<T> {
  let isLost = false
  try {
    return await work(() => {
      isLost = true
    })
  } catch (error) {
    throw isLost ? markMayBeDone(error) : error
  }
}

/** Somebody may have given it another meta or expiry since. */
const isSameBlob = (item: Item, written: Item) => written.blob !== undefined && blobIdOf(item) === blobIdOf(written)

/** What an engine did not say with the error; it may have expired by now, and is the same item all the same. */
async function storedVersion(
  store: ItemStore,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Item | undefined> {
  const input = { ...(await store.targetOf(key, { signal })), ...express({ ProjectionExpression: '#version, #blob' }) }
  return (await store.table.read('GetItem', { ...input, ConsistentRead: true }, { signal }))?.Item
}

export const outcomeUnknown = ({ table }: ItemStore, key: string, cause?: unknown): OutcomeUnknownError =>
  new OutcomeUnknownError(`an answer was lost, and it cannot be told whether key '${key}' was changed by this call`, {
    cause,
    table: table.name,
  })
