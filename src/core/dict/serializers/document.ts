import { hex } from '../../hex.ts'
import type { AttributeValue } from '../../transport.ts'
import { isWellFormed } from '../../utf8.ts'
import { fromAttribute, toAttribute } from '../native.ts'
import { numberText } from '../numbers.ts'
import { flawOf, isExactNumber, unlessTooDeep } from '../plain.ts'
import type { Serializer } from './serializer.ts'

/**
 * DynamoDB's own types, to be read in the console and by other languages: objects become maps, arrays lists, a `Uint8Array`
 * binary, and a `Set` of only strings, only numbers or only `Uint8Array`s a set.
 *
 * What would not come back as it was is a `TypeError` that says where: `NaN`, infinities and numbers that DynamoDB cannot
 * hold (38 digits, magnitudes from 1e-130 to below 1e126), `bigint`, lone surrogates, empty or mixed sets, `Map`, `Date`,
 * class instances, functions, symbols, cycles, and `undefined` as the value or in an array. Members that are `undefined` are
 * left out, `-0` is stored as `0`, and sets come back in an order of DynamoDB's. DynamoDB refuses more than 32 levels.
 *
 * A number of others' with more digits than a JavaScript number has is a `DecodeError`, and is not rounded.
 *
 * @example
 * const users = new DynamoDbDict('app', { namespace: 'users', serializer: document })
 * await users.set('ada', { name: 'Ada', born: 1815, tags: new Set(['maths']) })
 */
export const document: Serializer<unknown> = {
  encoding: 'document',
  encode: (value) =>
    unlessTooDeep(() => {
      const flaw = flawOf(value, true, ownTypeOf)
      if (flaw) throw new TypeError(`value${flaw}`)
      return toAttribute(value, ownAttributeOf)
    }),
  decode: fromAttribute,
}

const ownAttributeOf = (value: unknown): AttributeValue | undefined => {
  const own = ownTypeOf(value)
  return typeof own === 'string' ? undefined : own
}

/** What plain data has not and DynamoDB has; or why it has not, as `flawOf` says it. */
function ownTypeOf(value: unknown): AttributeValue | string | undefined {
  if (typeof value === 'bigint') return ' is of type bigint: make it a number, or text'
  if (value instanceof Uint8Array) return { B: new Uint8Array(value) }
  return value instanceof Set ? setOf([...value]) : undefined
}

function setOf(members: unknown[]): AttributeValue | string {
  if (members.length === 0) return ' is an empty Set, which DynamoDB does not hold'
  if (members.every((member) => typeof member === 'string' && isWellFormed(member))) return { SS: members as string[] }
  if (members.every((member) => typeof member === 'number' && isExactNumber(member))) {
    return { NS: (members as number[]).map(numberText) }
  }
  const binary = members.filter((member) => member instanceof Uint8Array).map((member) => new Uint8Array(member))
  const isSet = binary.length === members.length && new Set(binary.map(hex)).size === binary.length
  return isSet
    ? { BS: binary }
    : ' is a Set of other than only strings, only numbers or only Uint8Arrays, all different'
}
