import type { Item } from '../transport.ts'

/** Whether an item has not changed since it was seen. DynamoDB promises no order of attributes and members of maps. */
export const isSame = (item: Item, seen: Item | undefined): boolean =>
  JSON.stringify(item, inOrder) === JSON.stringify(seen, inOrder)

const inOrder = (_: string, value: object | null) =>
  value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
