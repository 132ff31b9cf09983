import { expect, test } from 'vitest'
import type { PolicyRequest } from '../../../../../src/core/http/policy/request.ts'
import type { PolicySettings } from '../../../../../src/core/http/policy/settings.ts'
import { planStorage } from '../../../../../src/core/http/policy/storing.ts'
import { type Fields, request, response, shared } from './fixture.ts'

const planned = (headers: Fields, asked: Fields, of: Partial<PolicyRequest>, change: Partial<PolicySettings> = {}) =>
  planStorage({ ...shared, ...change }, request(asked, { isPage: true, ...of }), response(headers))

const control = (directives: string): Fields => ({ 'cache-control': directives })

/** `for all`, or why not. */
const inPage = (headers: Fields, of: Partial<PolicyRequest> = {}, change: Partial<PolicySettings> = {}) => {
  const storage = planned({ ...control('max-age=60'), ...headers }, { 'x-mine': '1' }, of, change)
  return storage.store ? 'for all' : storage.reason
}

test.each([
  ['X-Mine', 'for all'],
  ['X-Mine, Accept-Encoding', 'for all'],
  ['Accept-Language', 'Vary on a field of the browser'],
  ['X-Mine, Origin', 'Vary on a field of the browser'],
])('Vary: %s is %s', (vary, expected) => {
  expect(inPage({ vary })).toBe(expected)
  expect(inPage({ vary }, { isPage: false })).toBe('for all')
})
test.each([
  ['max-age=60', 'sent with cookies'],
  ['max-age=60, public', 'for all'],
  ['max-age=60, s-maxage=5', 'for all'],
  ['max-age=60, must-revalidate', 'for all'],
])('%s after a request with cookies is %s', (directives, expected) => {
  const headers = control(directives)
  expect(inPage(headers, { withCookies: true })).toBe(expected)
  expect(inPage(headers, { withCookies: true }, { shared: false })).toBe('for all')
  expect(inPage(headers, { withCookies: false })).toBe('for all')
  // Another origin's Vary: Cookie would not be seen.
  expect(inPage(headers, { withCookies: true, isCrossOrigin: true }, { shared: false })).toBe(expected)
})
test('a 304 that was sent with cookies forbids nothing, one with no-store does', () => {
  const of = { withCookies: true }
  expect(planned(control('max-age=60'), {}, of)).toEqual({ store: false, reason: 'sent with cookies' })
  expect(planned(control('no-store'), {}, of)).toMatchObject({ store: false, isForbidden: true })
})
test('of another origin, a validator is a reason to store only where it may be used', () => {
  const headers = { ...control('max-age=0'), etag: '"v"' }
  expect(inPage(headers, { isCrossOrigin: true })).toBe('stale at once')
  expect(inPage(headers, { isCrossOrigin: true }, { crossOriginValidation: true })).toBe('for all')
  expect(inPage(headers)).toBe('for all')
})
