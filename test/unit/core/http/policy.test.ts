import { describe, expect, test } from 'vitest'
import { noPage } from '../../../../src/core/http/page-view.ts'
import {
  admit,
  decide,
  freshenedHeaders,
  type PolicyRequest,
  type PolicySettings,
  planStorage,
  storableHeaders,
} from '../../../../src/core/http/policy.ts'
import type { StoredResponse } from '../../../../src/core/http/stored-response.ts'

const now = Date.UTC(2026, 10, 22, 12)
const date = (ms: number) => new Date(ms).toUTCString()
const settings: PolicySettings = {
  shared: true,
  cacheControl: true,
  expireAfter: undefined,
  allowableCodes: [200],
  keepStaleMs: 7 * 86_400_000,
  crossOriginValidation: false,
}

const request = (headers: Record<string, string> = {}, rest: Partial<PolicyRequest> = {}): PolicyRequest => ({
  method: 'GET',
  url: 'https://example.com/',
  headers: new Headers(headers),
  mode: 'default',
  ...noPage,
  ...rest,
})

const stored = (headers: Record<string, string>, rest: Partial<StoredResponse> = {}): StoredResponse => ({
  status: 200,
  statusText: 'OK',
  headers: new Headers({ date: date(now - 30_000), ...headers }),
  url: 'https://example.com/',
  type: 'basic',
  requestTime: now - 30_000,
  responseTime: now - 30_000,
  vary: [],
  variant: '',
  ...rest,
})

describe('admit', () => {
  test.each(['GET', 'HEAD'])('%s', (method) => {
    expect(admit(request({}, { method }))).toBe('admitted')
  })
  test.each(['get', 'POST', 'PURGE', 'CONNECT'])('%s goes by', (method) => {
    expect(admit(request({}, { method }))).toBe('method')
  })
  test.each(['ftp://a/', 'data:,x', 'https://user@example.com/', 'https://user:p@example.com/'])(
    '%s goes by',
    (url) => {
      expect(admit(request({}, { url }))).toBe('bypass')
    },
  )
  test('an @ in path or query is no user name', () => {
    expect(admit(request({}, { url: 'https://example.com/@me?a=b@c' }))).toBe('admitted')
  })
})

describe('decide', () => {
  const age30 = (headers: Record<string, string>, asked = {}, rest = {}) =>
    decide(settings, request(asked, rest), stored(headers), now)

  test('fresh is served with its age and what is left', () => {
    expect(age30({ 'cache-control': 'max-age=60' })).toMatchObject({ action: 'serve', ageMs: 30_000, ttlMs: 30_000 })
  })
  test('a lifetime that is just over is stale', () => {
    expect(age30({ 'cache-control': 'max-age=30', etag: '"v"' })).toMatchObject({ action: 'forward', reason: 'stale' })
    expect(age30({ 'cache-control': 'max-age=31' })).toMatchObject({ action: 'serve' })
  })
  test('a response delay counts as age (RFC 9111 §4.2.3)', () => {
    const slow = stored({ 'cache-control': 'max-age=100', age: '20' }, { requestTime: now - 45_000 })
    // 20 s of Age, 15 s of delay, 30 s in the table.
    expect(decide(settings, request(), slow, now)).toMatchObject({ action: 'serve', ageMs: 65_000, ttlMs: 35_000 })
  })
  test('both validators are sent (RFC 9111 §4.3.1)', () => {
    const headers = { 'cache-control': 'max-age=1', etag: 'W/"v"', 'last-modified': date(now - 1e6) }
    expect(age30(headers)).toMatchObject({
      validation: {
        headers: [
          ['if-none-match', 'W/"v"'],
          ['if-modified-since', date(now - 1e6)],
        ],
      },
    })
  })
  test('without a validator there is nothing to validate', () => {
    expect(age30({ 'cache-control': 'max-age=1' })).toMatchObject({ action: 'forward', reason: 'stale' })
  })
  test('force-cache takes stale, but not against must-revalidate, no-cache or s-maxage', () => {
    const stale = (directives: string) => age30({ 'cache-control': directives }, {}, { mode: 'force-cache' })
    expect(stale('max-age=1')).toMatchObject({ action: 'serve', isStale: true })
    for (const directives of ['max-age=1, must-revalidate', 'max-age=1, proxy-revalidate', 's-maxage=1', 'no-cache']) {
      expect(stale(directives), directives).toMatchObject({ action: 'forward' })
    }
  })
  test('only-if-cached never forwards', () => {
    const only = (given: StoredResponse | undefined, asked = {}) =>
      decide(settings, request(asked, { mode: 'only-if-cached' }), given, now).action
    expect(only(undefined)).toBe('gateway-timeout')
    expect(only(stored({ 'cache-control': 'max-age=60' }))).toBe('serve')
    expect(only(stored({ 'cache-control': 'no-cache' }))).toBe('gateway-timeout')
    expect(decide(settings, request({ 'cache-control': 'only-if-cached' }), undefined, now).action).toBe(
      'gateway-timeout',
    )
  })
  test('a lifetime that a setting decided counts in place of the headers', () => {
    const given = stored({ 'cache-control': 'max-age=1' }, { lifetimeMs: 60_000 })
    expect(decide(settings, request(), given, now)).toMatchObject({ action: 'serve', ttlMs: 30_000 })
  })
})

describe('planStorage', () => {
  const plan = (
    headers: Record<string, string>,
    status = 200,
    change: Partial<PolicySettings> = {},
    expireAfter?: number,
  ) =>
    planStorage({ ...settings, ...change }, request({}, { expireAfter }), {
      status,
      statusText: '',
      headers: new Headers({ date: date(now), ...headers }),
      requestTime: now,
      responseTime: now,
    })

  test('the entry outlives its freshness by keepStale', () => {
    expect(plan({ 'cache-control': 'max-age=60' })).toMatchObject({
      store: true,
      freshUntil: now + 60_000,
      expiresAt: now + 60_000 + settings.keepStaleMs,
    })
  })
  test('age on arrival shortens both', () => {
    expect(plan({ 'cache-control': 'max-age=60', age: '20' })).toMatchObject({ freshUntil: now + 40_000 })
  })
  test('never is beyond every date', () => {
    expect(plan({}, 200, { expireAfter: 'never' })).toMatchObject({ freshUntil: Number.POSITIVE_INFINITY })
  })
  test.each([100, 206, 299, 304, 400, 401, 500, 503])('status %d is not stored, whatever it says', (status) => {
    expect(plan({ 'cache-control': 'max-age=60' }, status, { expireAfter: 60 }).store).toBe(false)
  })
  test.each([203, 204, 301, 302, 303, 307, 308, 404, 410])(
    'status %d is stored when it states its freshness',
    (status) => {
      expect(plan({ 'cache-control': 'max-age=60' }, status).store).toBe(true)
      expect(plan({}, status, { expireAfter: 60 }).store).toBe(false)
    },
  )
})

describe('planStorage in a page', () => {
  const plan = (
    headers: Record<string, string>,
    rest: Partial<PolicyRequest>,
    change: Partial<PolicySettings> = {},
  ) => {
    const asked = request({ 'x-mine': '1' }, { isPage: true, ...rest })
    const head = { status: 200, statusText: '', headers: new Headers({ 'cache-control': 'max-age=60', ...headers }) }
    const planned = planStorage({ ...settings, ...change }, asked, { ...head, requestTime: now, responseTime: now })
    return planned.store ? 'stored' : planned.reason
  }

  test.each([
    ['X-Mine', 'stored'],
    ['X-Mine, Accept-Encoding', 'stored'],
    ['Accept-Language', 'Vary on a field of the browser'],
    ['X-Mine, Origin', 'Vary on a field of the browser'],
  ])('Vary: %s is %s', (vary, expected) => {
    expect(plan({ vary }, {})).toBe(expected)
    expect(plan({ vary }, { isPage: false })).toBe('stored')
  })

  test.each([
    ['max-age=60', 'sent with cookies'],
    ['max-age=60, public', 'stored'],
    ['max-age=60, s-maxage=5', 'stored'],
    ['max-age=60, must-revalidate', 'stored'],
  ])('%s after a request with cookies is %s for all', (cacheControl, expected) => {
    const headers = { 'cache-control': cacheControl }
    expect(plan(headers, { withCookies: true })).toBe(expected)
    expect(plan(headers, { withCookies: true }, { shared: false })).toBe('stored')
    expect(plan(headers, { withCookies: false })).toBe('stored')
    // Another origin's Vary: Cookie would not be seen.
    expect(plan(headers, { withCookies: true, isCrossOrigin: true }, { shared: false })).toBe(expected)
  })

  test('a 304 that was sent with cookies forbids nothing, one with no-store does', () => {
    const head = (cacheControl: string) => ({
      status: 200,
      statusText: '',
      headers: new Headers({ 'cache-control': cacheControl }),
      requestTime: now,
      responseTime: now,
    })
    const sent = request({}, { isPage: true, withCookies: true })
    expect(planStorage(settings, sent, head('max-age=60'))).toEqual({ store: false, reason: 'sent with cookies' })
    expect(planStorage(settings, sent, head('no-store'))).toMatchObject({ store: false, isForbidden: true })
  })

  test('of another origin, a validator is a reason to store only where it may be used', () => {
    const headers = { 'cache-control': 'max-age=0', etag: '"v"' }
    expect(plan(headers, { isCrossOrigin: true })).toBe('stale at once')
    expect(plan(headers, { isCrossOrigin: true }, { crossOriginValidation: true })).toBe('stored')
    expect(plan(headers, {})).toBe('stored')
  })
})

describe('headers', () => {
  test('fields of one connection are not stored, nor those that Connection names (RFC 9111 §3.1)', () => {
    const given = new Headers({
      connection: 'close, X-Hop, bad name',
      'x-hop': '1',
      'keep-alive': '5',
      te: 'x',
      'x-end': '2',
    })
    expect(Object.fromEntries(storableHeaders(given, now))).toEqual({ 'x-end': '2', date: date(now) })
  })
  test('a 304 updates fields but for those that describe the body (RFC 9111 §3.2)', () => {
    const old = new Headers({ 'content-length': '9', 'content-type': 'a/b', age: '5', 'x-old': '1', etag: '"1"' })
    const fresh = new Headers({
      'content-length': '0',
      'content-encoding': 'gzip',
      'x-new': '2',
      etag: '"2"',
      vary: 'x',
    })
    expect(Object.fromEntries(freshenedHeaders(old, fresh, now))).toEqual({
      'content-length': '9',
      'content-type': 'a/b',
      'x-old': '1',
      'x-new': '2',
      etag: '"2"',
      date: date(now),
    })
  })
})
