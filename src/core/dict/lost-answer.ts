import { type ConditionFailedError, OutcomeUnknownError } from '../errors.ts'
import type { Item } from '../transport.ts'
import { keyOf, versionOf } from './item.ts'
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
): Promise<void> {
  const key = keyOf(written)
  const item = error.item ?? (isLost ? await store.get(key, { consistent: true }) : undefined)
  if (item && versionOf(item) === versionOf(written)) return
  throw isLost ? outcomeUnknown(store, key, error) : error
}

export const outcomeUnknown = ({ table }: ItemStore, key: string, cause?: unknown): OutcomeUnknownError =>
  new OutcomeUnknownError(`an answer was lost, and it cannot be told whether key '${key}' was changed by this call`, {
    cause,
    table: table.name,
  })
