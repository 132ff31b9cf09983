import { describe, expect, test } from 'vitest'
import {
  fieldsOf,
  isWhole,
  namesIn,
  parseCacheControl,
  requestDirectives,
  secondsOf,
} from '../../../../../src/core/http/policy/cache-control.ts'

const parsed = (field: string | null) => Object.fromEntries(parseCacheControl(field))

describe('parseCacheControl', () => {
  test.each([
    [null, {}],
    ['', {}],
    [', ,', {}],
    ['no-store', { 'no-store': true }],
    ['Max-Age=60, NO-CACHE', { 'max-age': '60', 'no-cache': true }],
    ['max-age="60"', { 'max-age': '60' }],
    ['private="set-cookie, x-a", max-age=5', { private: 'set-cookie, x-a', 'max-age': '5' }],
    ['a="quoted \\" and \\\\ done", b', { a: 'quoted " and \\ done', b: true }],
    ['a="no-store", b', { a: 'no-store', b: true }],
    ['max-age = 5 , b', { 'max-age': '5', b: true }],
    ['max-age=1, max-age=2', { 'max-age': '1' }],
    // A comma that was forgotten hides no directive. What is not between commas forbids, and allows nothing.
    ['max-age=5 no-store, b', { 'max-age': '', 'no-store': '', b: true }],
    ['max-age=5;no-store', { 'max-age': '', 'no-store': '' }],
    ['max-age=, no-store', { 'max-age': '', 'no-store': true }],
    ['x="unclosed, no-store', { x: '', unclosed: '', 'no-store': true }],
    ['x=", no-cache="", a', { x: '', 'no-cache': '', a: true }],
    ['a=1"x=", private, x"', { a: '', x: '', private: true }],
    ['"public", (immutable)', { public: '', immutable: '' }],
    ['public private', { public: '', private: '' }],
    ['public;x, a', { public: '', x: '', a: true }],
  ])('%j', (field, expected) => {
    expect(parsed(field)).toEqual(expected)
  })

  test.each([
    ['no-cache="a", no-cache="b"', { 'no-cache': 'a,b' }],
    ['private="a", private', { private: true }],
    ['private, private="a"', { private: true }],
    ['no-cache="a", no-cache=""', { 'no-cache': true }],
    ['no-cache="a", no-cache="b c"', { 'no-cache': true }],
    ['no-cache="", no-cache="a"', { 'no-cache': true }],
    ['x="a", x="b"', { x: 'a' }],
    ['max-stale=5, max-stale', { 'max-stale': '5' }],
  ])('there twice: %j', (field, expected) => {
    expect(parsed(field)).toEqual(expected)
  })

  test('a field of a megabyte is read in no time', () => {
    const start = performance.now()
    for (const field of [
      ','.repeat(1e6),
      'a='.repeat(5e5),
      '"'.repeat(1e6),
      `a="${'\\'.repeat(1e6)}`,
      `a=${' '.repeat(1e6)}`,
    ]) {
      parseCacheControl(field)
    }
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('secondsOf', () => {
  test.each([
    ['max-age=60', 60_000],
    ['max-age=0', 0],
    ['max-age=007', 7_000],
    ['max-age=99999999999999999999', 2 ** 31 * 1_000],
    ['max-age=2147483647', 2_147_483_647_000],
    ['max-age=-1', 0],
    ['max-age=1.5', 0],
    ['max-age=1e3', 0],
    ['max-age=soon', 0],
    ['max-age', 0],
    ['no-store', undefined],
  ])('of %j', (field, expected) => {
    expect(secondsOf(parseCacheControl(field), 'max-age')).toBe(expected)
  })
})

describe('directives that name fields', () => {
  test.each([
    ['no-cache', true, []],
    ['no-cache=""', true, []],
    ['no-cache="a b"', true, []],
    ['no-cache="Set-Cookie"', false, ['set-cookie']],
    ['no-cache=X-A', false, ['x-a']],
    ['no-cache="a, ,B"', false, ['a', 'b']],
    ['max-age=1', false, []],
  ])('%j', (field, whole, fields) => {
    const directives = parseCacheControl(field)
    expect(isWhole(directives, 'no-cache')).toBe(whole)
    expect(fieldsOf(directives, 'no-cache')).toEqual(fields)
  })
  test('names in a list', () => {
    expect(namesIn(' X-A ,, b c, *,d')).toEqual(['x-a', '*', 'd'])
    expect(namesIn(null)).toEqual([])
  })
})

describe('requestDirectives', () => {
  const of = (headers: Record<string, string>) => Object.fromEntries(requestDirectives(new Headers(headers)))
  test('Pragma counts where there is no Cache-Control (RFC 9111 §5.4)', () => {
    expect(of({ pragma: 'No-Cache' })).toEqual({ 'no-cache': true })
    expect(of({ pragma: 'x, no-cache' })).toEqual({ 'no-cache': true })
    expect(of({ pragma: 'other' })).toEqual({})
    expect(of({ pragma: 'no-cache', 'cache-control': 'max-age=5' })).toEqual({ 'max-age': '5' })
    expect(of({})).toEqual({})
  })
})
