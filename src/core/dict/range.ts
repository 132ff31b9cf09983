import type { Item } from '../transport.ts'
import { isWellFormed, loneSurrogate, utf8Length } from '../utf8.ts'
import { compareUtf8 } from '../utf8-order.ts'
import { maxKeyBytes } from './keys.ts'

/** Which keys, in the order of their UTF-8 bytes. What is left out bounds nothing. */
export interface KeyRange {
  /** Only keys that begin so. Default: all. */
  readonly prefix?: string | undefined
  /** The first key, if it is there. Default: the first of all. */
  readonly from?: string | undefined
  /** Where to end: this key and those behind it are left out. Default: behind the last one. */
  readonly to?: string | undefined
}

/** What a Query asks of the sort key, and the values that it names. */
export interface KeyCondition {
  readonly text: string
  readonly values: Item
}

/**
 * A range as the one condition that a Query takes of its sort key; `undefined` when nothing is in it.
 *
 * @throws {TypeError} that names the option, when one is no text that could begin a key.
 */
export function keyCondition(range: KeyRange): KeyCondition | undefined {
  for (const name of ['prefix', 'from', 'to'] as const) checkBound(range[name], name)
  const { prefix, from, to } = range
  const bounds = boundsOf(range)
  if (!bounds) return undefined
  const values = { first: { S: bounds.first }, last: { S: bounds.last } }
  if (to === undefined && !from) {
    return prefix ? { text: 'begins_with(#key, :prefix)', values: { prefix: { S: prefix } } } : { text: '', values: {} }
  }
  if (prefix || (from && to !== undefined)) return { text: '#key BETWEEN :first AND :last', values }
  return { text: from ? '#key >= :first' : '#key <= :last', values }
}

/** The first and the last key that may be in a range, both included; `undefined` when there are none. */
export function boundsOf(range: KeyRange): { first: string; last: string } | undefined {
  const { prefix = '', from = '', to } = range
  const first = compareUtf8(prefix, from) > 0 ? prefix : from
  const ends = [lastWith(prefix), ...(to === undefined ? [] : [lastBefore(to)])]
  const last = ends.reduce((a, b) => (compareUtf8(b, a) < 0 ? b : a))
  // The least key is U+0000, since none is empty.
  const bounds = { first: first || '\0', last }
  return compareUtf8(bounds.first, last) > 0 ? undefined : bounds
}

function checkBound(value: unknown, name: string): void {
  if (value === undefined) return
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  if (!isWellFormed(value)) throw new TypeError(`${name} ${loneSurrogate}`)
  if (utf8Length(value) > maxKeyBytes) throw new TypeError(`${name} must be at most ${maxKeyBytes} bytes`)
}

/** The last of all keys that begin with a text: filled up to the length of the longest key with the highest characters. */
function lastWith(prefix: string): string {
  const room = maxKeyBytes - utf8Length(prefix)
  // Of 4 bytes each, and then of what is left.
  return prefix + '\u{10ffff}'.repeat(room >> 2) + ['', '\x7f', '\u07ff', '\uffff'][room & 3]
}

/** The last of all keys before a text; empty when there is none. */
function lastBefore(text: string): string {
  const characters = Array.from(text)
  const code = characters.pop()?.codePointAt(0)
  const head = characters.join('')
  // Before "a\0" comes "a"; before "b" all that begins with "a".
  if (!code) return head
  // There are no characters from U+D800 to U+DFFF.
  return lastWith(head + String.fromCodePoint(code === 0xe000 ? 0xd7ff : code - 1))
}
