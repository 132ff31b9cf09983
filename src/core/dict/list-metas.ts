import { checkNames } from '../options.ts'
import type { Meta } from './blob.ts'
import { checkFormat, keyOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { metaOf } from './meta.ts'
import { type ListOptions, listNames } from './options.ts'

/** Keys and metas in key order, without the values. */
export async function* listMetas<M extends Meta>(
  store: ItemStore,
  options: ListOptions,
): AsyncGenerator<[key: string, meta: M], void> {
  checkNames(options, listNames, 'metas')
  for await (const item of store.query({ ...options, projection: '#key, #meta, #format' })) {
    checkFormat(item)
    yield [keyOf(item), metaOf<M>(item)]
  }
}
