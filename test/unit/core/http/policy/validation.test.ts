import { describe, expect, test } from 'vitest'
import type { PolicyRequest } from '../../../../../src/core/http/policy/request.ts'
import {
  conditionalHeaders,
  confirmedBy,
  freshenedHeaders,
  headVerdict,
  isStronglySame,
  isWeaklySame,
} from '../../../../../src/core/http/policy/validation.ts'
import { date, type Fields, now, request, shared, stored, unshared } from './fixture.ts'

const modified = date(now - 1e6)

describe('conditionalHeaders (RFC 9111 §4.3.1)', () => {
  const sent = (
    selected: Fields | undefined,
    others: Fields[] = [],
    asked: Fields = {},
    rest: Partial<PolicyRequest> = {},
    settings = shared,
  ) =>
    Object.fromEntries(
      conditionalHeaders(
        settings,
        request(asked, rest),
        selected && stored(selected),
        others.map((other) => stored(other)),
      ),
    )

  test('both validators of the selected response', () => {
    expect(sent({ etag: 'W/"v"', 'last-modified': modified })).toEqual({
      'if-none-match': 'W/"v"',
      'if-modified-since': modified,
    })
    expect(sent({ 'last-modified': modified })).toEqual({ 'if-modified-since': modified })
    expect(sent({})).toEqual({})
    expect(sent(undefined)).toEqual({})
  })
  test('the ETags of the others, each once, but not their dates', () => {
    expect(sent({ etag: '"a"' }, [{ etag: '"b"', 'last-modified': modified }, { etag: '"a"' }, {}])).toEqual({
      'if-none-match': '"a", "b"',
    })
    expect(sent(undefined, [{ etag: '"b"' }])).toEqual({ 'if-none-match': '"b"' })
  })
  test('with the caller’s own conditions', () => {
    const both = { etag: '"a"', 'last-modified': modified }
    expect(sent(both, [], { 'if-none-match': '"x"' })).toEqual({ 'if-none-match': '"x", "a"' })
    expect(sent(both, [], { 'if-none-match': '*' })).toEqual({ 'if-none-match': '*' })
    expect(sent(both, [], { 'if-modified-since': date(now) })).toEqual({
      'if-none-match': '"a"',
      'if-modified-since': date(now),
    })
  })
  test('only GET is made conditional, and of another origin only where that is set', () => {
    expect(sent({ etag: '"a"' }, [], {}, { method: 'HEAD' })).toEqual({})
    expect(sent({ etag: '"a"' }, [], {}, { isCrossOrigin: true })).toEqual({})
    const allowed = { ...shared, crossOriginValidation: true }
    expect(sent({ etag: '"a"' }, [], {}, { isCrossOrigin: true }, allowed)).toEqual({ 'if-none-match': '"a"' })
  })
})

describe('confirmedBy (RFC 9111 §4.3.4)', () => {
  const a = stored({ etag: '"a"' })
  const b = stored({ etag: '"b"' })
  const weak = stored({ etag: 'W/"w"' })
  const dated = stored({ 'last-modified': modified })
  const plain = stored()
  test.each([
    ['a strong ETag is that of one', { etag: '"b"' }, a, [b], b],
    ['and not of a weak one', { etag: '"w"' }, weak, [], undefined],
    ['a weak ETag is that of a weak one', { etag: 'W/"w"' }, a, [weak], weak],
    ['or of a strong one', { etag: 'W/"a"' }, a, [], a],
    ['of none of them, it is about something else', { etag: '"x"' }, a, [b], undefined],
    ['one without an ETag is confirmed by its date', { etag: '"x"', 'last-modified': modified }, dated, [b], dated],
    ['and not by an ETag that it has not', { etag: '"x"' }, dated, [b], undefined],
    ['without validators it is about the selected one', {}, a, [b], a],
    ['or the only one', {}, undefined, [b], b],
    ['but not about one of many', {}, undefined, [a, b], undefined],
    ['nor about none', {}, undefined, [], undefined],
    ['a date is that of the selected one', { 'last-modified': modified }, dated, [], dated],
    ['another date is about something else', { 'last-modified': date(now) }, dated, [], undefined],
    ['a date tells nothing of one without', { 'last-modified': date(now) }, plain, [], plain],
  ] as const)('%s', (_, headers, selected, others, expected) => {
    expect(confirmedBy(new Headers(headers), selected, others)).toBe(expected)
  })
})

test('comparisons of ETags (RFC 9110 §8.8.3.2)', () => {
  const rows = [
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', '"1"', true, true],
    ['"1"', '"w"', false, false],
  ] as const
  for (const [one, other, strong, weak] of rows) {
    expect(isStronglySame(one, other)).toBe(strong)
    expect(isWeaklySame(one, other)).toBe(weak)
  }
  expect(isWeaklySame('"1"', null)).toBe(false)
})

describe('freshenedHeaders (RFC 9111 §3.2)', () => {
  const old = { 'content-length': '9', 'content-type': 'a/b', age: '5', 'x-old': '1', etag: '"1"' }
  test('fields are updated but for those that describe the body', () => {
    const newer = new Headers({
      'content-length': '0',
      'content-encoding': 'gzip',
      'content-range': 'bytes 0-0/1',
      'x-new': '2',
      etag: '"2"',
      vary: 'x',
    })
    expect(Object.fromEntries(freshenedHeaders(new Headers(old), newer, now, shared))).toEqual({
      'content-length': '9',
      'content-type': 'a/b',
      'x-old': '1',
      'x-new': '2',
      etag: '"2"',
      vary: 'x',
      date: date(now),
    })
  })
  test('a new Age counts, and the old one does not', () => {
    const aged = (newer: Fields) => freshenedHeaders(new Headers(old), new Headers(newer), now, shared).get('age')
    expect(aged({ age: '3' })).toBe('3')
    expect(aged({})).toBeNull()
  })
  test('cookies are replaced as a whole, where they are kept', () => {
    const cookies = (settings: typeof shared, ...given: string[]) => {
      const newer = new Headers(given.map((cookie) => ['set-cookie', cookie]))
      return freshenedHeaders(new Headers([['set-cookie', 'a=1']]), newer, now, settings).getSetCookie()
    }
    expect(cookies(unshared, 'b=2', 'c=3')).toEqual(['b=2', 'c=3'])
    expect(cookies(unshared)).toEqual(['a=1'])
    expect(cookies(shared, 'b=2')).toEqual(['a=1'])
  })
})

describe('headVerdict (RFC 9111 §4.3.5)', () => {
  const get = { etag: '"a"', 'last-modified': modified }
  test.each([
    [{}, 'fresh'],
    [get, 'fresh'],
    [{ etag: '"b"' }, 'outdated'],
    [{ 'last-modified': date(now) }, 'outdated'],
    [{ 'content-length': '5' }, 'fresh'],
    [{ 'content-length': '6' }, 'outdated'],
    [{ 'content-length': '6', 'content-encoding': 'gzip' }, 'fresh'],
  ] as const)('%j is %s', (head, expected) => {
    expect(headVerdict(stored(get), new Headers(head), 5)).toBe(expected)
  })
  test('a body that was decoded has no length to compare, one without an ETag gets one', () => {
    expect(headVerdict(stored(get, { isDecoded: true }), new Headers({ 'content-length': '6' }), 5)).toBe('fresh')
    expect(headVerdict(stored(), new Headers({ etag: '"a"' }), 5)).toBe('outdated')
  })
})
