import { isExactNumber, isPlainObject, kindOf, numberOf, numberText, unlessTooDeep } from '../native.ts'
import type { Serializer } from './serializer.ts'

/**
 * JSON, the default. A number that DynamoDB holds exactly is stored as its own N, everything else as JSON text.
 *
 * Whatever JSON would change without a word is a `TypeError` that says where: `NaN`, infinities, `bigint`, `Map`, `Set`,
 * `Date`, typed arrays, class instances, functions, symbols, cycles, and `undefined` as the value or in an array. As with
 * `JSON.stringify`, members that are `undefined` are left out and `-0` is stored as `0`.
 */
export const json: Serializer<unknown> = {
  encoding: 'json',
  encode(value) {
    if (typeof value === 'number' && isExactNumber(value)) return { N: numberText(value) }
    const flaw = unlessTooDeep(() => flawOf(value, []))
    if (flaw) throw new TypeError(`value${flaw}, which JSON would change; convert it or use another serializer`)
    return { S: JSON.stringify(value) }
  },
  decode(attribute) {
    if (attribute.N !== undefined) return numberOf(attribute.N)
    if (attribute.S === undefined) throw new TypeError('neither text nor a number')
    return JSON.parse(attribute.S)
  },
}

/** What JSON would change in a value, as the end of a sentence that begins with the value's name; undefined when nothing. */
function flawOf(value: unknown, ancestors: readonly object[]): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  const isArray = Array.isArray(value)
  // The prototype of arrays is an array itself, in every realm; that of a class of one's own is not.
  const isForeign = isArray && !Array.isArray(Object.getPrototypeOf(value))
  if (isForeign || !(isArray || isPlainObject(value))) return ` is ${kindOf(value)}`
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return ' has a method toJSON'
  if (ancestors.includes(value)) return ' contains itself'
  if (Object.getOwnPropertySymbols(value).length > 0) return ' has a member named by a symbol'
  const within = [...ancestors, value]
  // By index, since a hole in an array is a flaw and Object.entries would pass over it.
  for (let index = 0; isArray && index < value.length; index++) {
    const flaw = flawOf(value[index], within)
    if (flaw) return `[${index}]${flaw}`
  }
  if (isArray) return Object.keys(value).length > value.length ? ' has members beside its elements' : undefined
  for (const [name, member] of Object.entries(value)) {
    const flaw = member === undefined ? undefined : flawOf(member, within)
    if (flaw) return `.${name}${flaw}`
  }
}
