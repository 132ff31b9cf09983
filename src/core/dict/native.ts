import type { AttributeValue, Item } from '../transport.ts'
import { numberOf, numberText } from './numbers.ts'

/** Plain data, and what `more` takes, as DynamoDB's own types; members that are `undefined` are left out. */
export function toAttribute(value: unknown, more?: (value: unknown) => AttributeValue | undefined): AttributeValue {
  const taken = more?.(value)
  if (taken) return taken
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: numberText(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map((member) => toAttribute(member, more)) }
  if (!value) return { NULL: true }
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return { M: Object.fromEntries(members.map(([name, member]) => [name, toAttribute(member, more)])) }
}

/** The JavaScript value of an attribute; maps become plain objects and sets become `Set`s. */
export function fromAttribute(attribute: AttributeValue): unknown {
  const { N, M, L, SS, NS, BS } = attribute
  if (N !== undefined) return numberOf(N)
  if (M) return fromItem(M)
  if (L) return L.map(fromAttribute)
  if (SS ?? BS) return new Set<unknown>(SS ?? BS)
  if (NS) return new Set(NS.map(numberOf))
  return attribute.S ?? attribute.B ?? attribute.BOOL ?? null
}

/** A plain object of the attributes. */
export const fromItem = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, fromAttribute(attribute)]))
