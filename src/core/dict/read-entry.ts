import { checkNames } from '../options.ts'
import type { Item } from '../transport.ts'
import type { Meta } from './blob.ts'
import { blobOf } from './chunks.ts'
import type { Entry } from './entries.ts'
import { type Codec, expiryOf, versionOf } from './item.ts'
import { itemBytes } from './item-size.ts'
import type { ItemStore } from './item-store.ts'
import { metaOf } from './meta.ts'
import { type ReadOptions, readNames } from './options.ts'

/** Reads one value and all that is known of it. */
export async function readEntry<V, M extends Meta>(
  store: ItemStore,
  { decode }: Codec<V>,
  key: string,
  options: ReadOptions,
): Promise<Entry<V, M> | undefined> {
  checkNames(options, readNames, 'getEntry')
  const found = await store.get(key, options)
  const item = found && (await store.whole(found, options))
  const value = item && (await decode(item, options))
  if (value === undefined || !item) return undefined
  const size = storedBytes(item)
  return { key, value, meta: metaOf<M>(item), version: versionOf(item) ?? null, expiresAt: expiryOf(item), size }
}

function storedBytes(item: Item): number {
  if (!item.blob) return itemBytes(item)
  const { value: _, ...head } = item
  return itemBytes(head) + blobOf(item).stored
}
