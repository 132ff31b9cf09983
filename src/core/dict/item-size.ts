import type { AttributeValue, Item } from '../transport.ts'
import { utf8Length } from '../utf8.ts'

/** DynamoDB's limit for one item, names included. */
export const maxItemBytes: number = 400 * 1_024

/**
 * The size of an item as DynamoDB counts it: names and text in UTF-8, binary as it is, numbers about one byte for two
 * digits, and overheads for maps and lists.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  let bytes = 0
  for (const name in item) bytes += utf8Length(name) + attributeBytes(item[name] as AttributeValue)
  return bytes
}

function attributeBytes({ S, N, B, M, L, SS, NS, BS }: AttributeValue): number {
  if (S !== undefined) return utf8Length(S)
  if (N !== undefined) return numberBytes(N)
  if (B) return B.byteLength
  if (M) return 3 + itemBytes(M) + Object.keys(M).length
  if (L) return L.reduce((sum, member) => sum + 1 + attributeBytes(member), 3)
  if (NS) return NS.reduce((sum, member) => sum + numberBytes(member), 0)
  if (SS) return utf8Length(SS.join(''))
  return BS ? BS.reduce((sum, member) => sum + member.byteLength, 0) : 1
}

// At most 21 bytes; the text's length is never less than its digits.
const numberBytes = (text: string) => Math.ceil(text.length / 2) + 1
