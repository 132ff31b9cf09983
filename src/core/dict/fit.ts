import { ItemTooLargeError } from '../errors.ts'
import type { Item } from '../transport.ts'
import { utf8, utf8Length } from '../utf8.ts'
import { maxValueBytes, valueTooLarge } from './chunks.ts'
import { type Draft, keyOf } from './item.ts'
import { itemBytes, maxItemBytes } from './item-size.ts'
import type { DraftOptions, ItemStore } from './item-store.ts'
import { compressed } from './serializers/gzip.ts'

/** What an item says of its chunks takes less than this. */
const blobBytes = 400

/**
 * Makes an item fit: its value is compressed where that makes it smaller, and goes into chunks where it is still too large.
 *
 * @throws {ItemTooLargeError} when neither helps.
 */
export async function makeFit(
  { inlineBytes, compress, table }: ItemStore,
  item: Item,
  { compress: isCompressible = true, inTurn = (work) => work() }: Pick<DraftOptions, 'compress' | 'inTurn'> = {},
): Promise<Draft> {
  const size = item.value?.B?.byteLength ?? utf8Length(item.value?.S ?? '')
  if (size > maxValueBytes) throw valueTooLarge(keyOf(item), table.name)
  const smaller = compress && isCompressible && (await inTurn(() => compressed(item.value ?? {})))
  const fitted = smaller ? { ...item, value: smaller, encoding: { S: `${item.encoding?.S}+gzip` } } : item
  const { value: { S, B } = {}, ...head } = fitted
  const bytes = S === undefined ? B : utf8(S)
  if (itemBytes(fitted) <= maxItemBytes && (bytes?.byteLength ?? 0) <= inlineBytes) return { item: fitted }
  if (!bytes)
    throw tooLarge(item, itemBytes(item), table.name, ': only text and bytes go into chunks, as those of json')
  checkHead(head, table.name)
  return { item: head, body: { bytes, type: B ? 'B' : 'S' } }
}

/** @throws {ItemTooLargeError} when an item does not fit without its value, since its meta is too large. */
export function checkHead(head: Item, table: string): void {
  const size = itemBytes(head) + blobBytes
  if (size > maxItemBytes) throw tooLarge(head, size, table)
}

const tooLarge = (item: Item, bytes: number, table: string, more = '') =>
  new ItemTooLargeError(`key '${keyOf(item)}' takes ${bytes} bytes, and an item holds ${maxItemBytes}${more}`, {
    table,
  })
