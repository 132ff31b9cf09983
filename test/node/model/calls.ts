import fc from 'fast-check'
import { boundsOf } from '../../../src/core/dict/range.ts'
import { compareUtf8 } from '../../../src/core/utf8-order.ts'

/** One call of a method, as plain data, so that what fast-check prints can be read. */
export type Call = readonly [method: string, ...args: unknown[]]

/** When each run begins, by the dict's clock. */
export const begin: number = Date.UTC(2030, 0, 1)

/** Prefixes of one another, control characters, separators, either side of the surrogates and beyond U+FFFF. */
const words = ['a', 'a\0', 'a/', 'a/b', 'ab', '\x7f', 'é', 'e\u0301', '\ud7ff', '\ue000', '\uffff', '\u{1f600}']
const allKeys = [...words, 'a\u{10ffff}']
const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'a/', '\u{1f600}') },
  { weight: 2, arbitrary: fc.constantFrom(...allKeys) },
)

const integers = [0, 1, -7, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...integers, 0.5, -0.25) },
  { weight: 1, arbitrary: fc.constantFrom(1e21, -1e125, Number.MAX_VALUE, Number.MIN_VALUE) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((member) => JSON.parse(JSON.stringify([member]))) },
  { weight: 1, arbitrary: fc.constantFrom('noise*1200', 'noise*2000', 'xy*3000') },
  { weight: 1, arbitrary: fc.constantFrom(null, false, Number.NaN) },
)

const ttl = fc.constantFrom(0, 1, 1, 5, 20, 'never', new Date(begin - 1), new Date(begin + 5_000))
const anyTtl = fc.record({ ttl }, { requiredKeys: [] })
/** A version is only known when it is there: the item's own, or the first one that a `set` gave. */
const version = fc.constantFrom('current', 'current', 'first')
const state = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constantFrom({ ifAbsent: true }, { ifPresent: true }) },
  { weight: 1, arbitrary: fc.record({ ifVersion: version }) },
)
const anyVersion = fc.record({ ifVersion: version }, { requiredKeys: [] })
const writing = fc.tuple(anyTtl, state).map(([one, two]) => ({ ...one, ...two }))
const replacing = fc.tuple(anyTtl, anyVersion).map(([one, two]) => ({ ...one, ...two }))

const bound = fc.oneof(fc.constantFrom('', ...words), key)
interface Range {
  readonly prefix?: string
  readonly from?: string
  readonly to?: string
}
/**
 * dynalite compares the operands of BETWEEN by their UTF-16 units before it looks for keys by their bytes, and refuses a
 * range that begins behind its end by those: from U+E000 or above to above U+FFFF.
 */
const isTaken = (range: Range) => {
  const bounds = boundsOf(range)
  return !bounds || bounds.first <= bounds.last
}
/**
 * It does the same with the key behind which a page begins, also where a limit or isEmpty goes on behind what has expired.
 * So no key may be on another side of a bound by those.
 */
const isPaged = (range: Range) => {
  const bounds = boundsOf(range)
  return !bounds || [bounds.first, bounds.last].every((bound) => allKeys.every((key) => isSameOrder(key, bound)))
}
const isSameOrder = (a: string, b: string) => a === b || a < b === compareUtf8(a, b) < 0

const anyRange = fc.oneof(fc.constant({}), fc.record({ prefix: bound, from: bound, to: bound }, { requiredKeys: [] }))
const range = anyRange.filter(isTaken)
const pagedRange = range.filter(isPaged)
const isReverse = fc.record({ reverse: fc.boolean() }, { requiredKeys: [] })
const all = fc.tuple(range, isReverse).map(([one, two]) => ({ ...one, ...two }))
const limited = (least: number) =>
  fc
    .tuple(pagedRange, isReverse, fc.integer({ min: least, max: 3 }))
    .map(([one, two, limit]) => ({ ...one, ...two, limit }))
const listing = fc.oneof(all, limited(0))
const paging = limited(1)

const keys = fc.array(key, { maxLength: 4 })
const entries = fc.array(fc.tuple(key, value), { maxLength: 4 })
const meta = fc.constantFrom({}, { a: 1 })
const by = fc.constantFrom(1, 1, -5, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0.5)

const named = (method: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<Call> =>
  fc.tuple(fc.constant(method), ...args)

const single: fc.Arbitrary<Call> = fc.oneof(
  { weight: 6, arbitrary: named('set', key, value, writing) },
  { weight: 2, arbitrary: named('replace', key, value, replacing) },
  { weight: 2, arbitrary: named('update', key, value, anyTtl) },
  { weight: 3, arbitrary: named('increment', key, by, anyTtl) },
  { weight: 2, arbitrary: named('getOrInsert', key, value, anyTtl) },
  { weight: 2, arbitrary: named('setMany', entries, anyTtl) },
  { weight: 2, arbitrary: fc.oneof(named('touch', key, ttl), named('touch', key)) },
  { weight: 1, arbitrary: named('persist', key) },
  { weight: 2, arbitrary: named('patchMeta', key, meta, anyVersion) },
  { weight: 2, arbitrary: named('delete', key, anyVersion) },
  { weight: 2, arbitrary: named('pop', key) },
  { weight: 1, arbitrary: named('popItem') },
  { weight: 1, arbitrary: named('deleteMany', keys) },
  { weight: 1, arbitrary: named('clear', range) },
  { weight: 1, arbitrary: fc.oneof(named('get', key), named('has', key)) },
  { weight: 2, arbitrary: fc.oneof(named('getEntry', key), named('expiresAt', key), named('getMany', keys)) },
  { weight: 2, arbitrary: fc.oneof(named('keys', listing), named('values', listing), named('entries', listing)) },
  { weight: 1, arbitrary: named('pages', paging) },
  { weight: 1, arbitrary: fc.oneof(named('size', range), named('isEmpty', pagedRange)) },
  { weight: 3, arbitrary: named('pass', fc.constantFrom(1, 999, 1_000, 5_000, 20_000, 86_400_000)) },
)

/** A version would be looked up before the call, and several values for one key may be written one after the other. */
const mayRace = ([method, first, ...rest]: Call) => {
  if (method === 'setMany') return new Set((first as [string][]).map(([key]) => key)).size === (first as []).length
  return method !== 'pass' && !rest.some((options) => Object.hasOwn(Object(options), 'ifVersion'))
}
const theirs = fc.constantFrom(
  ['set', 5, {}],
  ['set', 'theirs', {}],
  ['set', 'noise*2000', {}],
  ['delete', {}],
  ['pop'],
)
/** A call, and what another writer does with the same key before its second, third or fourth request. */
const raced: fc.Arbitrary<Call> = fc
  .tuple(single.filter(mayRace), theirs, fc.integer({ min: 2, max: 4 }))
  .map(([call, [method, ...args], request]) => {
    const key = typeof call[1] === 'string' ? call[1] : 'a'
    return ['raced', call, [method, key, ...args], request]
  })

/** Any call, the writes more often than the reads. */
export const call: fc.Arbitrary<Call> = fc.oneof({ weight: 6, arbitrary: single }, { weight: 1, arbitrary: raced })
