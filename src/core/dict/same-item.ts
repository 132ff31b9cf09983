import type { Item } from '../transport.ts'
import { toWire } from '../wire-json.ts'

/** Whether an item has not changed since it was seen. DynamoDB promises no order of attributes and members of maps. */
export const isSame = (item: Item, seen: Item | undefined): boolean =>
  seen !== undefined && toWire(inOrder(item)) === toWire(inOrder(seen))

function inOrder<T>(value: T): T {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder) as T
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)])) as T
}
