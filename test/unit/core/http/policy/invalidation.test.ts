import { expect, test } from 'vitest'
import { invalidatedUrls } from '../../../../../src/core/http/policy/invalidation.ts'

const url = 'https://example.com/a?x=1'
const of = (status: number, headers: Record<string, string> = {}) => invalidatedUrls(url, status, new Headers(headers))

test.each([200, 201, 204, 301, 303, 399])('%d invalidates (RFC 9111 §4.4)', (status) => {
  expect(of(status)).toEqual([url])
})

test.each([199, 400, 404, 500, 503])('%d does not', (status) => {
  expect(of(status, { location: '/b' })).toEqual([])
})

test('Location and Content-Location, resolved and without a fragment', () => {
  expect(of(201, { location: 'b#c', 'content-location': 'https://example.com:443/d' })).toEqual([
    url,
    'https://example.com/b',
    'https://example.com/d',
  ])
})

test('each once', () => {
  expect(of(200, { location: '#x', 'content-location': '/a?x=1' })).toEqual([url])
})

test.each(['https://example.org/b', 'http://example.com/b', 'https://example.com:444/b', 'https://', 'data:,x'])(
  'not %s, which is of another origin or no URL',
  (location) => {
    expect(of(200, { location, 'content-location': location })).toEqual([url])
  },
)
