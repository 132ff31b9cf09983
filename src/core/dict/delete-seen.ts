import { hasCode } from '../errors.ts'
import type { SendOptions } from '../transport.ts'
import { express } from './expressions.ts'
import type { ItemStore } from './item-store.ts'
import type { ItemHead } from './list-heads.ts'

/**
 * Removes an item in the version that was seen, expired or not; `false` when another is there by now, or none. Its chunks are
 * left to DynamoDB's own clean-up.
 */
export async function deleteSeen(
  store: ItemStore,
  { key, version, size }: Pick<ItemHead, 'key' | 'version' | 'size'>,
  { signal }: SendOptions,
): Promise<boolean> {
  const isVersion = version === null ? 'attribute_not_exists(#version)' : '#version = :version'
  const input = {
    ...(await store.targetOf(key, { signal })),
    ...express({ ConditionExpression: `attribute_exists(#key) AND ${isVersion}` }, { version: { S: `${version}` } }),
    // Only what is in chunks leaves something to be done.
    ReturnValues: size === undefined ? ('NONE' as const) : ('ALL_OLD' as const),
  }
  let isLost = false
  const onUnanswered = () => {
    isLost = true
  }
  try {
    const output = await store.table.read('DeleteItem', input, { signal, onUnanswered })
    const old = output?.Attributes
    if (old?.blob) await (await import('./chunk-keeper.ts')).release(store, old)
    return output !== undefined
  } catch (error) {
    // After a lost answer it is this call that removed it, or another did: it is gone.
    if (hasCode(error, 'CONDITION_FAILED')) return isLost
    throw error
  }
}
