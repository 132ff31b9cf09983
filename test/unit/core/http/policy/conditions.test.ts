import { describe, expect, test } from 'vitest'
import { isNotModified, partOf } from '../../../../../src/core/http/policy/conditions.ts'
import { date, type Fields, now, stored } from './fixture.ts'

describe('isNotModified (RFC 9111 §4.3.2)', () => {
  const is = (asked: Fields, headers: Fields, status = 200) =>
    isNotModified(new Headers(asked), stored(headers, { status }))
  test.each([
    ['"v"', '"v"', true],
    ['W/"v"', '"v"', true],
    ['"v"', 'W/"v"', true],
    ['"a", W/"v"', '"v"', true],
    ['"a,b", "c"', '"a,b"', true],
    [' * ', '"v"', true],
    ['"a"', '"v"', false],
    ['v', '"v"', false],
    ['""', '"v"', false],
  ])('If-None-Match: %s of %s is %s', (asked, etag, expected) => {
    expect(is({ 'if-none-match': asked }, { etag })).toBe(expected)
  })
  test('If-None-Match counts, and not If-Modified-Since beside it', () => {
    const asked = { 'if-none-match': '"a"', 'if-modified-since': date(now) }
    expect(is(asked, { etag: '"v"', 'last-modified': date(now - 60_000) })).toBe(false)
    expect(is({ 'if-none-match': '"a"' }, {})).toBe(false)
  })
  test('If-Modified-Since, against Last-Modified or else Date', () => {
    const since = (ms: number) => ({ 'if-modified-since': date(ms) })
    const modified = { 'last-modified': date(now - 60_000) }
    expect(is(since(now - 60_000), modified)).toBe(true)
    expect(is(since(now - 59_000), modified)).toBe(true)
    expect(is(since(now - 61_000), modified)).toBe(false)
    expect(is(since(now - 30_000), {})).toBe(true)
    expect(is(since(now - 31_000), {})).toBe(false)
    expect(is({ 'if-modified-since': 'soon' }, modified)).toBe(false)
  })
  test('of GET and HEAD: other methods have other conditions', () => {
    const asked = new Headers({ 'if-none-match': '"v"' })
    const of = (method: string) => isNotModified(asked, stored({ etag: '"v"' }, { method }))
    expect([of('GET'), of('HEAD'), of('POST')]).toEqual([true, true, false])
  })
  test('only of a 200, and only with a condition', () => {
    expect(is({ 'if-none-match': '"v"' }, { etag: '"v"' }, 404)).toBe(false)
    expect(is({}, { etag: '"v"', 'last-modified': date(now) })).toBe(false)
  })
})

describe('partOf (RFC 9110 §14.1.2)', () => {
  const part = (range: string, rest: Fields = {}, headers: Fields = {}, size = 10, status = 200) =>
    partOf(new Headers({ range, ...rest }), stored(headers, { status }), size)
  test.each([
    ['bytes=0-4', { start: 0, end: 5 }],
    ['Bytes=0-0', { start: 0, end: 1 }],
    ['bytes=3-', { start: 3, end: 10 }],
    ['bytes=3-99', { start: 3, end: 10 }],
    ['bytes=9-9', { start: 9, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-99', { start: 0, end: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-12', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', 'whole'],
    ['bytes=99-4', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['bytes=a-b', 'whole'],
    ['lines=0-4', 'whole'],
    ['', 'whole'],
  ])('%s', (range, expected) => {
    expect(part(range)).toEqual(expected)
  })
  test('the end of an empty body is all of it, and its beginning is not there', () => {
    expect(part('bytes=-5', {}, {}, 0)).toBe('whole')
    expect(part('bytes=-0', {}, {}, 0)).toBe('unsatisfiable')
    expect(part('bytes=0-', {}, {}, 0)).toBe('unsatisfiable')
  })
  test('of a 200 only', () => {
    expect(part('bytes=0-4', {}, {}, 10, 404)).toBe('whole')
  })
  test('If-Range takes a strong ETag (RFC 9110 §13.1.5)', () => {
    const of = (condition: string, headers: Fields) => part('bytes=0-4', { 'if-range': condition }, headers)
    expect(of('"v"', { etag: '"v"' })).toEqual({ start: 0, end: 5 })
    expect(of('"v"', { etag: '"w"' })).toBe('whole')
    expect(of('"v"', {})).toBe('whole')
    expect(of('W/"v"', { etag: 'W/"v"' })).toBe('whole')
  })
  test('or a date that is exactly Last-Modified', () => {
    const of = (condition: string, headers: Fields) => part('bytes=0-4', { 'if-range': condition }, headers)
    const headers = { 'last-modified': date(now - 60_000) }
    expect(of(date(now - 60_000), headers)).toEqual({ start: 0, end: 5 })
    expect(of(date(now - 59_000), headers)).toBe('whole')
    expect(of(date(now), {})).toBe('whole')
    // What was modified in the second of the Date may have been modified again in it (RFC 9110 §8.8.2.2).
    expect(of(date(now - 30_000), { 'last-modified': date(now - 30_000) })).toBe('whole')
    expect(of(date(now - 31_000), { 'last-modified': date(now - 31_000) })).toEqual({ start: 0, end: 5 })
    expect(of('soon', { 'last-modified': 'soon' })).toBe('whole')
  })
})
