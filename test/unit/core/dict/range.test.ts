import { describe, expect, test } from 'vitest'
import { boundsOf, type KeyRange, keyCondition } from '../../../../src/core/dict/range.ts'
import { utf8Length } from '../../../../src/core/utf8.ts'
import { compareUtf8 } from '../../../../src/core/utf8-order.ts'

/** Texts that are hard on an order: prefixes of one another, the ends of the code points, both sides of the surrogates. */
const texts = ['\0', 'a', 'a\0', 'a\0b', 'a\u{10ffff}', 'ab', 'abc', 'b', 'ä', '\ud7ff', '\ue000', '\ue000a', '\uffff']
const all = [...texts, '😀', '😀a', '\u{10ffff}', '\u{10ffff}'.repeat(256)].sort(compareUtf8)

const isIn = (key: string, { prefix = '', from = '', to }: KeyRange) =>
  key.startsWith(prefix) && compareUtf8(key, from) >= 0 && (to === undefined || compareUtf8(key, to) < 0)

/** Whether DynamoDB finds a key by the condition of a range. */
const isFound = (key: string, range: KeyRange) => {
  const condition = keyCondition(range)
  if (!condition) return false
  const { first, last, prefix } = condition.values
  const isFrom = compareUtf8(first?.S ?? '', key) <= 0
  const isUpTo = compareUtf8(key, last?.S ?? '') <= 0
  const outcomes: Record<string, boolean> = {
    '': true,
    'begins_with(#key, :prefix)': key.startsWith(prefix?.S ?? ''),
    '#key >= :first': isFrom,
    '#key <= :last': isUpTo,
    '#key BETWEEN :first AND :last': isFrom && isUpTo,
  }
  return outcomes[condition.text]
}

test('a condition holds the keys of every range, and no others', () => {
  const bounds = [undefined, ...all]
  for (const prefix of bounds) {
    for (const from of bounds) {
      for (const to of bounds) {
        const range = { prefix, from, to }
        const between = all.filter((key) => isFound(key, range))
        expect(between, JSON.stringify(range)).toEqual(all.filter((key) => isIn(key, range)))
      }
    }
  }
})

test('the ends are keys themselves', () => {
  for (const to of all) {
    const bounds = boundsOf({ to })
    if (!bounds) continue
    expect(utf8Length(bounds.last)).toBeGreaterThan(0)
    expect(utf8Length(bounds.last)).toBeLessThanOrEqual(1_024)
    expect(compareUtf8(bounds.last, to)).toBeLessThan(0)
  }
})

describe('what bounds nothing is all, and what holds nothing is none', () => {
  test.each<[KeyRange, unknown]>([
    [{}, ''],
    [{ prefix: '', from: '' }, ''],
    [{ to: '' }, 'none'],
    [{ to: '\0' }, 'none'],
    [{ from: 'b', to: 'b' }, 'none'],
    [{ from: 'b', to: 'a' }, 'none'],
    [{ prefix: 'a', from: 'b' }, 'none'],
    [{ prefix: 'b', to: 'b' }, 'none'],
  ])('%j', (range, expected) => {
    expect(keyCondition(range)?.text ?? 'none').toBe(expected)
  })
})

test.each([{ prefix: 5 }, { from: null }, { to: '\ud800' }, { prefix: 'x'.repeat(1_025) }])(
  '%j is refused',
  (range) => {
    expect(() => keyCondition(range as KeyRange)).toThrow(new RegExp(`^${Object.keys(range)[0]} `))
  },
)
