import type { Item } from '../transport.ts'

/** What a request says of attributes, in DynamoDB's own syntax: `#key` is the attribute `key`, `:now` the value `now`. */
type ExpressionText = {
  readonly [Name in `${'Condition' | 'Filter' | 'KeyCondition' | 'Projection' | 'Update'}Expression`]?:
    | string
    | undefined
}

/**
 * Expressions together with the names and values that they use, and no others, since DynamoDB refuses those. All names
 * stand behind a placeholder, since some are reserved words.
 */
export function express<E extends ExpressionText>(
  expressions: E,
  values: Item = {},
): E & {
  ExpressionAttributeNames: Record<string, string> | undefined
  ExpressionAttributeValues: Item | undefined
} {
  const text = Object.values(expressions).join(' ')
  const names = text.match(/#\w+/g)?.map((name) => [name, name.slice(1)])
  const used = text.match(/:\w+/g)?.map((name) => [name, values[name.slice(1)]])
  return {
    ...expressions,
    ExpressionAttributeNames: names && Object.fromEntries(names),
    ExpressionAttributeValues: used && Object.fromEntries(used),
  }
}
