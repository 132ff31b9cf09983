import type { AttributeValue, Item } from '../transport.ts'
import { isWellFormed } from '../utf8.ts'

/**
 * A plain JavaScript value as DynamoDB's own types: maps, lists, text, numbers, booleans, null, bytes and sets. What they
 * cannot hold exactly is a `TypeError`; members that are `undefined` are left out.
 */
export function toAttribute(value: unknown, path = 'value'): AttributeValue {
  if (typeof value === 'string') {
    if (!isWellFormed(value)) throw new TypeError(`${path} holds a lone surrogate, which UTF-8 cannot say`)
    return { S: value }
  }
  if (typeof value === 'number' && isExactNumber(value)) return { N: numberText(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (value === null) return { NULL: true }
  if (value instanceof Uint8Array) return { B: value }
  if (Array.isArray(value)) return { L: Array.from(value, (member, index) => toAttribute(member, `${path}[${index}]`)) }
  if (isPlainObject(value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    return { M: Object.fromEntries(entries.map(([name, member]) => [name, toAttribute(member, `${path}.${name}`)])) }
  }
  throw new TypeError(`${path} is ${kindOf(value)}, which cannot be stored here`)
}

/** The JavaScript value of an attribute; maps become plain objects and sets become `Set`s. */
export function fromAttribute(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S
  if (attribute.N !== undefined) return numberOf(attribute.N)
  if (attribute.B !== undefined) return attribute.B
  if (attribute.BOOL !== undefined) return attribute.BOOL
  if (attribute.M) return fromItem(attribute.M)
  if (attribute.L) return attribute.L.map(fromAttribute)
  if (attribute.SS) return new Set(attribute.SS)
  if (attribute.NS) return new Set(attribute.NS.map(numberOf))
  if (attribute.BS) return new Set(attribute.BS)
  return null
}

/** A plain object of the attributes. */
export const fromItem = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, fromAttribute(attribute)]))

/**
 * Whether DynamoDB holds a number exactly: finite, and of a magnitude from 1e-130 to below 1e126. (A double has at most 17
 * significant digits, DynamoDB has 38.)
 */
export const isExactNumber = (value: number): boolean =>
  value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126)

/** The decimal text of a number, without the sign of a negative zero, which DynamoDB has not. */
export const numberText = (value: number): string => String(value === 0 ? 0 : value)

/**
 * The number that a decimal text stands for.
 *
 * @throws {RangeError} when a double cannot hold all of its digits, rather than rounding it.
 */
export function numberOf(text: string): number {
  const value = Number(text)
  if (digitsOf(text) !== digitsOf(String(value))) throw new RangeError('a number has more digits than JavaScript holds')
  return value
}

// The digits without sign, point, exponent and zeros at either end.
const digitsOf = (text: string) =>
  text
    .replace(/e.*/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '')

/** Runs a walk over a value; one that goes too deep for the stack is a `TypeError`. */
export function unlessTooDeep<T>(walk: () => T): T {
  try {
    return walk()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new TypeError('the value is nested too deeply, or contains itself', { cause: error })
  }
}

/** An object whose prototype is a realm's `Object.prototype`, or none: what survives as a map. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: object | null = Object.getPrototypeOf(value)
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'))
}

/** A value's kind for an error message: `'a Date'`, `'NaN'`, `'undefined'`, never the value itself. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value)
  const name = typeof value === 'object' ? value.constructor?.name || 'object' : typeof value
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`
}
