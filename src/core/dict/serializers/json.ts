import { numberOf, numberText } from '../numbers.ts'
import { flawOf, isExactNumber, unlessTooDeep } from '../plain.ts'
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
    return unlessTooDeep(() => {
      const flaw = flawOf(value, false)
      if (flaw) throw new TypeError(`value${flaw}, which JSON would change`)
      return { S: JSON.stringify(value) }
    })
  },
  decode({ N, S }) {
    // As JSON.parse does; increment adds to a fraction with more digits than a double has.
    if (N?.includes('.')) return Number(N)
    if (N !== undefined) return numberOf(N)
    return JSON.parse(String(S))
  },
}
