import type { Page } from './dict.ts'
import type { PageOptions } from './options.ts'
import type { QueryOptions } from './query.ts'

/** One page of a listing, and where the next one begins. */
export async function readPage<V>(
  list: (options: QueryOptions) => AsyncIterable<[key: string, value: V]>,
  { cursor, limit = 100, ...options }: PageOptions,
): Promise<Page<V>> {
  const items: [key: string, value: V][] = []
  for await (const entry of list({ ...options, limit, after: keyAt(cursor) })) items.push(entry)
  const last = items[limit - 1]
  return { items, cursor: last && cursorAt(last[0]) }
}

const form = /^1\.(.+)$/s

/** Where a page ended, as text that fits into a URL. */
const cursorAt = (key: string) => `1.${encodeURIComponent(key)}`

/** @throws {TypeError} when the text is no cursor. */
function keyAt(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  try {
    const [, key] = form.exec(cursor) ?? []
    if (key) return decodeURIComponent(key)
  } catch {
    // It is none.
  }
  throw new TypeError('cursor must be one that page() gave')
}
