import type { Meta } from './blob.ts'
import { checkFormat, keyOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { metaOf } from './meta.ts'
import type { ListOptions } from './options.ts'

/** Keys and metas in key order, without the values. */
export async function* listMetas<M extends Meta>(
  store: ItemStore,
  options: ListOptions,
): AsyncGenerator<[key: string, meta: M], void> {
  for await (const item of store.query({ ...options, projection: '#key, #meta, #format' })) {
    checkFormat(item)
    yield [keyOf(item), metaOf<M>(item)]
  }
}
