import { describe, expect, test } from 'vitest'
import { parseTargeted } from '../../../../../src/core/http/policy/targeted.ts'

const parsed = (field: string) => {
  const directives = parseTargeted(field)
  return directives && Object.fromEntries(directives)
}

test('a long field takes a time that grows with it, and no more', () => {
  const start = performance.now()
  expect(parsed(`max-age=60${' '.repeat(200_000)}x`)).toBeUndefined()
  expect(parsed(`${' '.repeat(200_000)}max-age=60`)).toEqual({ 'max-age': '60' })
  expect(performance.now() - start).toBeLessThan(1_000)
})

describe('what is valid (RFC 9213 §2.1)', () => {
  test.each([
    ['max-age=60', { 'max-age': '60' }],
    ['max-age=60, no-store', { 'max-age': '60', 'no-store': true }],
    ['  max-age=60 \t,\t no-store  ', { 'max-age': '60', 'no-store': true }],
    ['no-store=?1', { 'no-store': true }],
    ['no-store=?0', {}],
    ['no-store;x=1;y', { 'no-store': true }],
    ['max-age=60;x="a, b"', { 'max-age': '60' }],
    ['max-age=1, max-age=2', { 'max-age': '2' }],
    ['public, public=?0', {}],
    ['x=(1 "b";c  d), public', { public: true }],
    ['x=:AQ==:, y=-1, z=1.5, v=a/b:c, w=*, max-age=5', { 'max-age': '5' }],
    ['private="set-cookie"', { private: 'set-cookie' }],
    ['no-cache="a\\"b"', { 'no-cache': 'a"b' }],
    // Of a type that the directive does not have: passed over.
    ['max-age="60"', {}],
    ['max-age=60.0', {}],
    ['max-age', {}],
    ['s-maxage=a', {}],
    ['no-store=1', {}],
    ['must-revalidate="x"', {}],
    ['stale-if-error=?1', {}],
    ['max-age=-5', { 'max-age': '-5' }],
    ['none', { none: true }],
  ])('%j', (field, expected) => {
    expect(parsed(field)).toEqual(expected)
  })
})

describe('what is not counts as absent (RFC 9213 §2.2)', () => {
  test.each([
    '',
    '  ',
    ',',
    'max-age=60,',
    'max-age=60,,no-store',
    'max-age=60 no-store',
    'max-age=60;no-store=',
    'Max-Age=60',
    'max-age =60',
    'max-age= 60',
    'max-age=60 ;x',
    'max-age=1234567890123456',
    'max-age=1.2345',
    'max-age=1.',
    // Of RFC 9651, to which RFC 9213 does not refer.
    'x=@1',
    'x=%"a"',
    'x="unclosed',
    'x="a\\b"',
    'x=(1 2',
    'x=(1"a")',
    'x=:a:b',
    'x=:*:',
    'x=?2',
    'x=é',
    '\tno-store',
    '=1',
    '1=1',
  ])('%j', (field) => {
    expect(parsed(field)).toBeUndefined()
  })
})
