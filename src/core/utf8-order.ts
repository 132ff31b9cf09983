import { utf8 } from './utf8.ts'

/**
 * Compares two texts by their UTF-8 bytes, the order of DynamoDB's sort keys. JavaScript's own `<` compares UTF-16 units,
 * which puts U+1F600 before U+FFFD.
 */
export function compareUtf8(a: string, b: string): number {
  const left = utf8(a)
  const right = utf8(b)
  const at = left.findIndex((byte, index) => byte !== right[index])
  return at < 0 ? left.length - right.length : Number(left[at]) - (right[at] ?? -1)
}
