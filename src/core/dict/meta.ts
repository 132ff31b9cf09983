import { isPlainObject } from '../plain-object.ts'
import type { AttributeValue, Item } from '../transport.ts'
import { undecodable } from './item.ts'
import { fromItem, toAttribute } from './native.ts'
import { flawOf, unlessTooDeep } from './plain.ts'

/** @throws {TypeError} that says where the meta is not plain data. */
export function metaAttribute(meta: object): AttributeValue {
  if (!isPlainObject(meta)) throw new TypeError('meta must be a plain object')
  return unlessTooDeep(() => {
    const flaw = flawOf(meta, true)
    if (flaw) throw new TypeError(`meta${flaw}`)
    return toAttribute(meta)
  })
}

/** @throws {DecodeError} when the meta holds what JavaScript cannot. */
export function metaOf<M>(item: Item): M {
  try {
    return fromItem(item.meta?.M ?? {}) as M
  } catch (cause) {
    throw undecodable(item, `has a flawed meta: ${(cause as Error).message}`)
  }
}
