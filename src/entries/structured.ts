/**
 * `dynadict/structured`: values as JavaScript has them, by devalue.
 *
 * @module dynadict/structured
 */

import { DevalueError, defaultStringifyOperations, parse, type StringifyOperations, stringify } from 'devalue'
import { kindOf, unlessTooDeep } from '../core/dict/plain.ts'
import type { Serializer } from '../core/dict/serializers/serializer.ts'
import { isPlainObject } from '../core/plain-object.ts'

/**
 * What JSON cannot say, as text: `Map`, `Set`, `Date`, `bigint`, `RegExp`, `URL`, `URLSearchParams`, `ArrayBuffer`, typed
 * arrays, `Temporal` where the runtime has it, `undefined`, `NaN`, infinities, `-0`, holes in arrays, and references: an
 * object that is there twice, or within itself, comes back as one.
 *
 * What would not come back is a `TypeError` that says where: functions, symbols, promises, class instances (of subclasses of
 * the above too), members by symbols or named `__proto__`, and `undefined` as the value. A Node.js `Buffer` comes back as a
 * `Uint8Array`. Of an array that shows a part of its buffer only that part is written.
 *
 * Other languages can read it no better than they can JavaScript; for them there is `document`.
 *
 * @example
 * const carts = new DynamoDbDict('app', { namespace: 'carts', serializer: structured })
 * await carts.set('ada', { items: new Map([['tea', 2n]]), since: new Date() })
 */
export const structured: Serializer<unknown> = {
  encoding: 'structured',
  encode(value) {
    if (value === undefined) throw new TypeError('value is undefined')
    return { S: unlessTooDeep(() => textOf(value)) }
  },
  decode({ S }) {
    const value = parse(S ?? '')
    if (value === undefined) throw new TypeError('undefined')
    return value
  },
}

function textOf(value: unknown): string {
  try {
    return stringify(value, undefined, { operations })
  } catch (error) {
    if (!(error instanceof DevalueError)) throw error
    const isContainer = isPlainObject(error.value) || Array.isArray(error.value)
    const flaw = isContainer ? 'has members that cannot be kept' : `is ${kindOf(error.value)}`
    // Without a cause: devalue's error holds the value.
    throw new TypeError(`value${error.path} ${flaw}`)
  }
}

const operations: Partial<StringifyOperations> = {
  // What devalue would write in part only, or as another type, goes by a type that it refuses.
  tagOf: (value: object) => (isAsBuiltIn(value) ? defaultStringifyOperations.tagOf(value) : 'Object'),
  shapeOf: (value) => (isPlainObject(value) ? defaultStringifyOperations.shapeOf(value) : { kind: 'not-plain' }),
  // devalue would write the whole buffer behind a view, whatever else is in there.
  viewInfo(view: DataView) {
    const { byteOffset, byteLength, buffer } = view
    if (byteLength === buffer.byteLength) return defaultStringifyOperations.viewInfo(view)
    const part = buffer.slice(byteOffset, byteOffset + byteLength)
    return { buffer: part, byteOffset: 0, byteLength, bufferByteLength: byteLength }
  },
}

/** Whether an object of a built-in type is of that type itself and not of a subclass, and has no members beside. */
function isAsBuiltIn(value: object): boolean {
  if (ArrayBuffer.isView(value)) return true
  const parent = Object.getPrototypeOf(Object.getPrototypeOf(value) ?? {})
  const isSubclass = parent === null || Object.getPrototypeOf(parent) !== null
  // Indices come first, so what else there is comes last.
  const last = Object.keys(value).at(-1)
  return !isSubclass && (last === undefined || (Array.isArray(value) && last === String(Number(last) >>> 0)))
}
