import { describe, expect, test } from 'vitest'
import { selectingValues, selectsNothing, varyOf } from '../../../../../src/core/http/policy/selection.ts'

const vary = (field?: string) => new Headers(field === undefined ? {} : { vary: field })

test.each([
  [undefined, []],
  ['', []],
  ['X-B, x-a', ['x-a', 'x-b']],
  ['a, A ,,a', ['a']],
  ['Accept-Encoding', []],
  ['accept-encoding, Accept', ['accept']],
  ['a b, c', ['a', 'b', 'c']],
  ['a, "b"', ['*', 'a']],
])('Vary: %j', (field, expected) => {
  expect(varyOf(vary(field))).toEqual(expected)
})

test.each([
  ['*', true],
  ['a, *', true],
  ['*,a', true],
  ['a*', false],
  ['', false],
])('whether Vary: %j selects nothing is %s', (field, expected) => {
  expect(selectsNothing(vary(field))).toBe(expected)
})

describe('selectingValues', () => {
  const value = (name: string, given: string | undefined, added: Record<string, string> = {}) => {
    const headers = new Headers(given === undefined ? {} : { [name]: given })
    return selectingValues([name], { headers, added })[0]?.[1]
  }
  test('in the order of the fields, absent ones as null', () => {
    const headers = new Headers({ b: '2', a: '' })
    expect(selectingValues(['a', 'b', 'c'], { headers, added: {} })).toEqual([
      ['a', ''],
      ['b', '2'],
      ['c', null],
    ])
  })
  test('what the runtime adds counts where the caller sets none', () => {
    expect(value('accept-language', undefined, { 'accept-language': '*' })).toBe('*')
    expect(value('accept-language', 'de', { 'accept-language': '*' })).toBe('de')
  })
  test.each([
    ['DE, en ; q=0.5', 'de,en;q=0.5'],
    ['en;q=0.5,,de', 'de,en;q=0.5'],
    ['de;q=1, en;Q=1.000', 'de,en'],
    ['de, de', 'de'],
    ['de;q=0.1', 'de;q=0.1'],
    ['de;q=1.0001', 'de;q=1.0001'],
  ])('preferences %j are %j', (given, expected) => {
    expect(value('accept-language', given)).toBe(expected)
    expect(value('accept', given)).toBe(expected)
    expect(value('x-other', given)).toBe(given)
  })
  test('what is quoted stays as it is', () => {
    expect(value('accept', 'A/b;p="x, Y"')).toBe('A/b;p="x, Y"')
  })
})
