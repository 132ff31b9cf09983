import { describe, expect, test } from 'vitest'
import {
  controlOf,
  currentAgeMs,
  heuristicLifetimeMs,
  isHeuristicallyCacheable,
  statedLifetimeMs,
} from '../../../../../src/core/http/policy/freshness.ts'
import { date, type Fields, now, response, shared, unshared } from './fixture.ts'

describe('statedLifetimeMs', () => {
  const stated = (headers: Fields, settings = shared) => statedLifetimeMs(response(headers), settings)
  const ahead = { expires: date(now + 90_000) }
  test('s-maxage, in a shared cache, before max-age before Expires (RFC 9111 §4.2.1)', () => {
    expect(stated({ 'cache-control': 'max-age=60, s-maxage=30', ...ahead })).toBe(30_000)
    expect(stated({ 'cache-control': 'max-age=60, s-maxage=30', ...ahead }, unshared)).toBe(60_000)
    expect(stated({ 'cache-control': 's-maxage=30', ...ahead }, unshared)).toBe(90_000)
    expect(stated({ 'cache-control': 'max-age=60', ...ahead })).toBe(60_000)
    expect(stated(ahead)).toBe(90_000)
    expect(stated({ 'cache-control': 'public' })).toBeUndefined()
  })
  test('what is no number is a lifetime that is over', () => {
    expect(stated({ 'cache-control': 'max-age=soon', ...ahead })).toBe(0)
    expect(stated({ 'cache-control': 'max-age=60, s-maxage=' })).toBe(0)
  })
  test.each(['0', '', '-1', 'soon', date(now - 1_000)])('Expires: %j is past (RFC 9111 §5.3)', (expires) => {
    expect(stated({ expires })).toBe(0)
  })
  test('Expires counts from Date, or else from when it came', () => {
    expect(stated({ date: date(now - 10_000), ...ahead })).toBe(100_000)
    expect(stated({ date: 'soon', ...ahead })).toBe(90_000)
  })
  test('nothing is stated where the headers do not count', () => {
    const settings = { ...shared, cacheControl: false, targets: ['a'] }
    expect(stated({ 'cache-control': 'max-age=60', a: 'max-age=5', ...ahead }, settings)).toBeUndefined()
  })
})

describe('controlOf (RFC 9213 §2.2)', () => {
  const targets = ['first', 'second']
  const control = (headers: Fields) => {
    const { directives, expires } = controlOf(new Headers(headers), { ...shared, targets })
    return [...directives.keys(), ...(expires === null ? [] : ['expires'])]
  }
  const all = { 'cache-control': 'c', expires: 'e' }
  test('the first target that is valid counts, in place of Cache-Control and Expires', () => {
    expect(control({ ...all, first: 'a', second: 'b' })).toEqual(['a'])
    expect(control({ ...all, second: 'b' })).toEqual(['b'])
    expect(control({ ...all, first: '', second: 'b' })).toEqual(['b'])
    expect(control({ ...all, first: 'A' })).toEqual(['c', 'expires'])
    expect(control({ ...all, third: 'a' })).toEqual(['c', 'expires'])
  })
})

describe('heuristicLifetimeMs (RFC 9111 §4.2.2)', () => {
  const guess = (headers: Fields, status = 200, settings = shared) =>
    heuristicLifetimeMs(response(headers, { status }), settings)
  const old = { 'last-modified': date(now - 100_000) }
  test('a tenth of the time between Last-Modified and Date', () => {
    expect(guess(old)).toBe(10_000)
    expect(guess({ ...old, date: date(now + 100_000) })).toBe(20_000)
  })
  test('none without a Last-Modified that is past', () => {
    expect(guess({})).toBeUndefined()
    expect(guess({ 'last-modified': 'soon' })).toBeUndefined()
    expect(guess({ 'last-modified': date(now) })).toBeUndefined()
    expect(guess({ 'last-modified': date(now + 1_000) })).toBeUndefined()
  })
  test('of other statuses only where it says public', () => {
    expect(guess(old, 500)).toBeUndefined()
    expect(guess({ ...old, 'cache-control': 'public' }, 500)).toBe(10_000)
  })
  test('none where the headers do not count', () => {
    expect(guess(old, 200, { ...shared, cacheControl: false })).toBeUndefined()
  })
  test('heuristically cacheable statuses (RFC 9110 §15.1)', () => {
    const statuses = Array.from({ length: 400 }, (_, index) => index + 200)
    const expected = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]
    expect(statuses.filter(isHeuristicallyCacheable)).toEqual(expected)
  })
})

describe('currentAgeMs (RFC 9111 §4.2.3)', () => {
  const age = (headers: Fields, requestTime = now, responseTime = now, at = now) =>
    currentAgeMs({ headers: new Headers(headers), requestTime, responseTime }, at)
  test('the apparent age, from Date', () => {
    expect(age({ date: date(now - 7_000) })).toBe(7_000)
    expect(age({ date: date(now + 7_000) })).toBe(0)
    expect(age({})).toBe(0)
  })
  test('Age with the delay of the response, where that is more', () => {
    expect(age({ date: date(now), age: '20' }, now - 15_000)).toBe(35_000)
    expect(age({ date: date(now - 40_000), age: '20' }, now - 15_000)).toBe(40_000)
  })
  test('and the time since it came', () => {
    expect(age({ age: '20' }, now - 15_000, now, now + 30_000)).toBe(65_000)
  })
  test('a clock that is behind does not make it younger', () => {
    expect(age({ age: '20' }, now, now, now - 30_000)).toBe(20_000)
  })
  test.each([
    ['5', 5_000],
    [' 5 ', 5_000],
    ['5, 9', 5_000],
    ['9, 5', 9_000],
    ['soon, 5', 0],
    ['', 0],
    ['-5', 0],
    ['5.5', 0],
    ['5s', 0],
    ['9999999999999', 2 ** 31 * 1_000],
  ])('Age: %j (RFC 9111 §5.1)', (field, expected) => {
    expect(age({ age: field })).toBe(expected)
  })
})
