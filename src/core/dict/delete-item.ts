import { ConditionFailedError, hasCode } from '../errors.ts'
import { checkNames } from '../options.ts'
import type { Item } from '../transport.ts'
import { onState } from './conditions.ts'
import { numberAttribute } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { outcomeUnknown } from './lost-answer.ts'
import { type DeleteOptions, deleteNames } from './options.ts'

/**
 * Removes an item, whatever it holds; `true` if it was live. Its chunks are left to DynamoDB's own clean-up.
 *
 * @throws {ConditionFailedError} when it is not in version `ifVersion`.
 * @throws {OutcomeUnknownError} when an answer was lost, and nothing tells which call removed the item.
 */
export async function deleteItem(store: ItemStore, key: string, options: DeleteOptions): Promise<boolean> {
  checkNames(options, deleteNames, 'delete')
  const { signal, ifVersion } = options
  const { table } = store
  const condition = ifVersion === undefined ? {} : onState({ ifVersion }, numberAttribute(table.clock.now()))
  const input = { ...(await store.targetOf(key, { signal })), ...condition, ReturnValues: 'ALL_OLD' as const }
  let isLost = false
  const onUnanswered = () => {
    isLost = true
  }
  let old: Item | undefined
  try {
    const output = await table.read('DeleteItem', input, { signal, onUnanswered })
    if (!output && ifVersion !== undefined) throw new ConditionFailedError(`no table '${table.name}'`)
    old = output?.Attributes
  } catch (error) {
    if (!isLost || !hasCode(error, 'CONDITION_FAILED')) throw error
  }
  if (isLost && !old) throw outcomeUnknown(store, key)
  if (old?.blob) await (await import('./chunk-keeper.ts')).release(store, old)
  return store.liveOnly(old) !== undefined
}
