import { isPlainObject } from '../plain-object.ts'
import { isWellFormed, loneSurrogate } from '../utf8.ts'

/**
 * Why a value is not plain data, as the end of a sentence that begins with its name, such as `.at is of type Date`; undefined
 * when it is. Plain are text, numbers, booleans, null, and arrays and objects of them; members that are `undefined` do not
 * count. DynamoDB's own types (`isNative`) hold fewer numbers than JSON does, and no lone surrogates. `more` takes what is not
 * plain and can be kept all the same; a text from it is a flaw.
 */
export function flawOf(
  value: unknown,
  isNative: boolean,
  more?: (value: unknown) => object | string | undefined,
  ancestors: Set<unknown> = new Set(),
): string | undefined {
  const taken = more?.(value)
  if (taken) return typeof taken === 'string' ? taken : undefined
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'string') return isNative && !isWellFormed(value) ? ` ${loneSurrogate}` : undefined
  if (typeof value === 'number' && (isNative ? isExactNumber(value) : Number.isFinite(value))) return
  const isArray = Array.isArray(value)
  // The prototype of arrays is an array itself, in every realm; that of a class of one's own is not.
  const isForeign = isArray && !Array.isArray(Object.getPrototypeOf(value))
  if (isForeign || !(isArray || isPlainObject(value))) return ` is ${kindOf(value)}`
  if (ancestors.has(value)) return ' contains itself'
  ancestors.add(value)
  // By index, since a hole in an array is a flaw and Object.entries would pass over it.
  for (let index = 0; isArray && index < value.length; index++) {
    const flaw = flawOf(value[index], isNative, more, ancestors)
    if (flaw) return `[${index}]${flaw}`
  }
  const unseen = isArray ? Object.keys(value).slice(value.length) : Object.getOwnPropertySymbols(value)
  if (unseen.length > 0 || 'toJSON' in value) return ' has members that JSON drops'
  for (const [name, member] of isArray ? [] : Object.entries(value)) {
    if (isNative && !isWellFormed(name)) return ` has a name that ${loneSurrogate}`
    const flaw = member === undefined ? undefined : flawOf(member, isNative, more, ancestors)
    if (flaw) return `.${name}${flaw}`
  }
  ancestors.delete(value)
}

/** Runs a walk over a value; one that goes too deep for the stack is a `TypeError`. */
export function unlessTooDeep<T>(walk: () => T): T {
  try {
    return walk()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new TypeError('it is nested too deeply', { cause: error })
  }
}

/**
 * Whether DynamoDB holds a number exactly: finite, and of a magnitude from 1e-130 to below 1e126. (A double has at most 17
 * significant digits, DynamoDB has 38.)
 */
export const isExactNumber = (value: number): boolean =>
  value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126)

/** A value's kind for an error message, such as `of type Date` or `NaN`, and never the value. */
export function kindOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? 'out of range' : String(value)
  return `of type ${typeof value === 'object' ? value?.constructor?.name : typeof value}`
}
