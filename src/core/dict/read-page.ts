import { checkNames, isCount } from '../options.ts'
import { compareUtf8 } from '../utf8-order.ts'
import type { Page } from './entries.ts'
import { type Codec, keyOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { checkKey } from './keys.ts'
import { listNames, type PageOptions } from './options.ts'
import { boundsOf, type KeyRange } from './range.ts'

/** One page of a listing, and where the next one begins. */
export async function readPage<V>(
  store: ItemStore,
  { decode }: Codec<V>,
  { cursor, limit = 100, ...options }: PageOptions,
): Promise<Page<V>> {
  checkNames(options, listNames, 'page')
  isCount(1)(limit, 'limit')
  const items: [key: string, value: V][] = []
  let [listed, last] = [0, '']
  for await (const item of store.query({ ...options, limit, after: keyAt(cursor, options) })) {
    listed++
    last = keyOf(item)
    const value = await decode(item, options)
    // A large value may be gone by the time that its chunks are read; the listing goes on behind it.
    if (value !== undefined) items.push([last, value])
  }
  return { items, cursor: listed === limit ? cursorAt(last) : undefined }
}

const form = /^1\.(.+)$/s

/** Where a page ended, as text that fits into a URL. */
const cursorAt = (key: string) => `1.${encodeURIComponent(key)}`

/** @throws {TypeError} when the text is no cursor. */
function keyAt(cursor: string | undefined, range: KeyRange): string | undefined {
  if (cursor === undefined) return undefined
  const [, text = ''] = form.exec(cursor) ?? []
  let key: unknown
  try {
    key = decodeURIComponent(text)
    checkKey(key)
  } catch {
    throw new TypeError('cursor must be one that page() gave')
  }
  const bounds = boundsOf(range)
  const isOutside = !bounds || compareUtf8(key, bounds.first) < 0 || compareUtf8(key, bounds.last) > 0
  if (isOutside) throw new TypeError('cursor is one of another range')
  return key
}
