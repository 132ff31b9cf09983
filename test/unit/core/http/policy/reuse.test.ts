import { describe, expect, test } from 'vitest'
import type { PolicyRequest } from '../../../../../src/core/http/policy/request.ts'
import { decide, isUsable, storedLifetimeMs } from '../../../../../src/core/http/policy/reuse.ts'
import type { PolicySettings } from '../../../../../src/core/http/policy/settings.ts'
import type { StoredResponse } from '../../../../../src/core/http/stored-response.ts'
import { date, type Fields, now, request, shared, stored, unshared } from './fixture.ts'

/** What becomes of a request when a response of 30 s ago says this of its caching. */
const at30 = (
  directives: string,
  asked: Fields = {},
  change: Partial<PolicySettings> = {},
  rest: Partial<PolicyRequest> = {},
  of: Partial<StoredResponse> = {},
) => decide({ ...shared, ...change }, request(asked, rest), stored({ 'cache-control': directives }, of), now)

const asking = (directives: string): Fields => ({ 'cache-control': directives })

const miss = { action: 'forward', reason: 'uri-miss', validate: false, onFailure: 'fail' }
const stale = { action: 'forward', reason: 'stale', validate: true, onFailure: 'fail' }
const timeout = { action: 'gateway-timeout' }

describe('freshness (RFC 9111 §4.2)', () => {
  test('fresh is served with its age and what is left', () => {
    expect(at30('max-age=60')).toEqual({
      action: 'serve',
      revalidate: false,
      isStale: false,
      ageMs: 30_000,
      ttlMs: 30_000,
    })
  })
  test('a lifetime that is just over is stale', () => {
    expect(at30('max-age=31')).toMatchObject({ action: 'serve' })
    expect(at30('max-age=30')).toEqual(stale)
  })
  test('nothing stored is a miss', () => {
    expect(decide(shared, request(), undefined, now)).toEqual(miss)
  })
  test('a lifetime that a setting decided counts in place of the headers', () => {
    expect(at30('max-age=1', {}, {}, {}, { lifetimeMs: 60_000 })).toMatchObject({ action: 'serve', ttlMs: 30_000 })
  })
  test('without a statement a tenth since Last-Modified counts, or nothing', () => {
    const guessed = stored({ 'last-modified': date(now - 430_000) })
    expect(storedLifetimeMs(shared, guessed)).toBe(40_000)
    expect(storedLifetimeMs(shared, stored())).toBe(0)
  })
  test('what is stored for one user is of a private cache', () => {
    expect(at30('max-age=60, s-maxage=1', {}, {}, {}, { isOwn: true })).toMatchObject({ action: 'serve' })
    expect(at30('max-age=60, s-maxage=1')).toEqual({ ...stale, onFailure: 'gateway-timeout' })
    const window = 'max-age=1, s-maxage=60, stale-while-revalidate=60'
    expect(at30(window, {}, {}, {}, { isOwn: true })).toMatchObject({ action: 'serve', revalidate: true })
  })
})

describe('directives of requests (RFC 9111 §5.2.1)', () => {
  const forwarded = { action: 'forward', reason: 'request', validate: true, onFailure: 'fail' }
  test.each([
    ['max-age=30', 'serve'],
    ['max-age=29', 'forward'],
    ['max-age=0', 'forward'],
    ['max-age=x', 'forward'],
    ['min-fresh=30', 'serve'],
    ['min-fresh=31', 'forward'],
    ['no-cache', 'forward'],
    ['no-cache="a"', 'forward'],
    ['only-if-cached', 'serve'],
    ['max-stale', 'serve'],
    ['no-transform', 'serve'],
  ])('%s of a response of 30 s with 30 s to go', (directives, action) => {
    expect(at30('max-age=60', asking(directives)).action).toBe(action)
  })
  test('it is validated as the request wants it', () => {
    expect(at30('max-age=60', asking('no-cache'))).toEqual(forwarded)
    expect(at30('max-age=60', { pragma: 'no-cache' })).toEqual(forwarded)
  })
  test.each([
    ['max-stale', 'serve'],
    ['max-stale=20', 'serve'],
    ['max-stale=19', 'forward'],
    ['max-stale=x', 'forward'],
    ['max-stale=99, max-age=29', 'forward'],
    ['max-stale=99, max-age=30', 'serve'],
    ['max-stale=99, min-fresh=0', 'forward'],
  ])('%s of a response that is stale for 20 s', (directives, action) => {
    expect(at30('max-age=10', asking(directives)).action).toBe(action)
  })
  test.each([
    ['max-age=60', 'only-if-cached', 'serve'],
    ['max-age=10', 'only-if-cached', 'gateway-timeout'],
    ['max-age=10', 'only-if-cached, max-stale', 'serve'],
    ['max-age=60', 'only-if-cached, no-cache', 'gateway-timeout'],
    ['max-age=10, stale-while-revalidate=60', 'only-if-cached', 'gateway-timeout'],
  ])('%s for who asks for %s', (directives, asked, action) => {
    expect(at30(directives, asking(asked)).action).toBe(action)
  })
  test('nothing stored and only-if-cached is a 504', () => {
    expect(decide(shared, request(asking('only-if-cached')), undefined, now)).toEqual(timeout)
  })
})

describe('modes (Fetch §2.2.5)', () => {
  test.each([
    ['reload', 'max-age=60', 'forward'],
    ['no-cache', 'max-age=60', 'forward'],
    ['force-cache', 'max-age=60', 'serve'],
    ['force-cache', 'max-age=1', 'serve'],
    ['only-if-cached', 'max-age=60', 'serve'],
    ['only-if-cached', 'max-age=1', 'serve'],
    ['only-if-cached', 'no-cache', 'gateway-timeout'],
    ['force-cache', 'max-age=1, must-revalidate', 'forward'],
    ['force-cache', 'max-age=1, proxy-revalidate', 'forward'],
    ['force-cache', 's-maxage=1', 'forward'],
    ['force-cache', 'no-cache', 'forward'],
    ['force-cache', 'no-cache="a", max-age=1', 'serve'],
  ] as const)('%s of %s', (mode, directives, action) => {
    expect(at30(directives, {}, {}, { mode }).action).toBe(action)
  })
  test('reload asks anew, and not whether what is stored is still good', () => {
    expect(at30('max-age=60', {}, {}, { mode: 'reload' })).toEqual({ ...miss, reason: 'request' })
    expect(at30('max-age=60', asking('only-if-cached'), {}, { mode: 'reload' })).toEqual(timeout)
  })
  test('only-if-cached never forwards', () => {
    expect(decide(shared, request({}, { mode: 'only-if-cached' }), undefined, now)).toEqual(timeout)
  })
  test('immutable is not validated by no-cache in a private cache while it is fresh (RFC 8246 §2)', () => {
    const mode = 'no-cache'
    expect(at30('max-age=60, immutable', {}, unshared, { mode }).action).toBe('serve')
    expect(at30('max-age=60, immutable', {}, shared, { mode }).action).toBe('forward')
    expect(at30('max-age=30, immutable', {}, unshared, { mode }).action).toBe('forward')
    const window = 'max-age=10, stale-while-revalidate=60, immutable'
    expect(at30(window, {}, unshared, { mode }).action).toBe('forward')
    expect(at30('max-age=60, immutable', asking('no-cache'), unshared).action).toBe('forward')
    expect(at30('max-age=60', {}, unshared, { mode }).action).toBe('forward')
    // An argument has no meaning.
    expect(at30('max-age=60, immutable=1', {}, unshared, { mode }).action).toBe('serve')
  })
})

describe('stale-while-revalidate (RFC 5861 §3)', () => {
  test.each([
    ['max-age=10, stale-while-revalidate=20', {}, true],
    ['max-age=10, stale-while-revalidate=19', {}, false],
    ['max-age=10, stale-while-revalidate=x', {}, false],
    ['max-age=10', { staleWhileRevalidateMs: 20_000 }, true],
    ['max-age=10', { staleWhileRevalidateMs: 19_999 }, false],
    ['max-age=10, stale-while-revalidate=1', { staleWhileRevalidateMs: Infinity }, true],
    ['max-age=10, stale-while-revalidate=20', { staleWhileRevalidateMs: 1 }, true],
    ['max-age=10, stale-while-revalidate=60, must-revalidate', {}, false],
    ['max-age=10, stale-while-revalidate=60, proxy-revalidate', {}, false],
    ['s-maxage=10, stale-while-revalidate=60', {}, false],
    ['no-cache, stale-while-revalidate=60', {}, false],
    ['max-age=10, stale-while-revalidate=60', { alwaysRevalidate: true }, false],
  ] as const)('%s with %j', (directives, change, serves) => {
    const decision = at30(directives, {}, change)
    expect(decision).toMatchObject(
      serves ? { action: 'serve', revalidate: true, isStale: true } : { action: 'forward' },
    )
  })
  test('not for who says max-age, but for who says max-stale, too (RFC 9111 §5.2.1.1)', () => {
    const action = (asked: string) => at30('max-age=10, stale-while-revalidate=60', asking(asked)).action
    expect(action('max-age=60')).toBe('forward')
    expect(action('max-age=60, max-stale=1')).toBe('serve')
    expect(action('max-age=60, max-stale=')).toBe('forward')
    expect(at30('max-age=10, stale-if-error=60', asking('max-age=60'))).toEqual(stale)
    expect(at30('max-age=10, must-revalidate', asking('max-age=60'))).toEqual({
      ...stale,
      onFailure: 'gateway-timeout',
    })
  })
  test('proxy-revalidate says nothing to a private cache', () => {
    const directives = 'max-age=10, stale-while-revalidate=60, proxy-revalidate, s-maxage=1'
    expect(at30(directives, {}, unshared).action).toBe('serve')
  })
  test('fresh is served without validating', () => {
    expect(at30('max-age=60, stale-while-revalidate=60')).toMatchObject({ revalidate: false })
  })
})

describe('stale-if-error (RFC 5861 §4)', () => {
  const served = { isStale: true, ageMs: 30_000, ttlMs: -20_000 }
  test.each([
    ['max-age=10', {}, {}, 'fail'],
    ['max-age=10, stale-if-error=20', {}, {}, served],
    ['max-age=10, stale-if-error=19', {}, {}, 'fail'],
    ['max-age=10', asking('stale-if-error=20'), {}, served],
    ['max-age=10', asking('stale-if-error=19'), {}, 'fail'],
    ['max-age=10', {}, { staleIfErrorMs: Infinity }, served],
    ['max-age=10', {}, { staleIfErrorMs: 19_999 }, 'fail'],
    // It must be told that it cannot be validated (RFC 9111 §5.2.2.2).
    ['max-age=10, must-revalidate', {}, { staleIfErrorMs: Infinity }, 'gateway-timeout'],
    ['max-age=10, proxy-revalidate', {}, { staleIfErrorMs: Infinity }, 'gateway-timeout'],
    ['s-maxage=10', {}, { staleIfErrorMs: Infinity }, 'gateway-timeout'],
    ['no-cache, max-age=10', {}, { staleIfErrorMs: Infinity }, 'gateway-timeout'],
    ['max-age=10, stale-if-error=60', asking('no-cache'), {}, 'fail'],
    ['max-age=10, must-revalidate', asking('no-cache'), {}, 'fail'],
    ['max-age=10, stale-if-error=60', asking('max-age=29'), {}, 'fail'],
  ] as const)('%s, asked with %j, with %j', (directives, asked, change, onFailure) => {
    expect(at30(directives, asked, change)).toMatchObject({ action: 'forward', onFailure })
  })
  test('no-cache that is fresh is not served, either', () => {
    expect(at30('no-cache, max-age=60', {}, { staleIfErrorMs: Infinity })).toEqual({
      ...stale,
      onFailure: 'gateway-timeout',
    })
  })
  test('what each use validates is still good when the origin fails', () => {
    const fresh = { isStale: false, ageMs: 30_000, ttlMs: 30_000 }
    expect(at30('max-age=60', {}, { alwaysRevalidate: true })).toEqual({ ...stale, onFailure: fresh })
    expect(at30('max-age=60, must-revalidate', {}, { alwaysRevalidate: true })).toEqual({ ...stale, onFailure: fresh })
  })
})

describe('expireAfter of a request', () => {
  test('that is over asks to validate', () => {
    expect(at30('max-age=60', {}, { requestExpireAfter: 0 })).toMatchObject({ action: 'forward', reason: 'request' })
    expect(at30('max-age=60', {}, { requestExpireAfter: new Date(now) }).action).toBe('forward')
    expect(at30('max-age=60', {}, { requestExpireAfter: new Date(now + 1) }).action).toBe('serve')
    expect(at30('max-age=60, immutable', {}, { ...unshared, requestExpireAfter: 0 }).action).toBe('forward')
  })
})

describe('isUsable', () => {
  const usable = (
    headers: Fields,
    change: Partial<PolicySettings> = {},
    of: Partial<StoredResponse> = {},
    asked = {},
  ) => isUsable({ ...shared, ...change }, request(asked), stored(headers, of))
  test('what may not be stored is not used where it was', () => {
    expect(usable(asking('max-age=60'))).toBe(true)
    expect(usable(asking('no-store'))).toBe(false)
    expect(usable(asking('private'))).toBe(false)
    expect(usable(asking('private'), unshared)).toBe(true)
    expect(usable(asking('private'), {}, { isOwn: true })).toBe(true)
    expect(usable({ vary: '*' })).toBe(false)
    expect(usable(asking('no-store'), { cacheControl: false })).toBe(true)
  })
  test.each([
    ['max-age=60', false],
    ['max-age=60, public', true],
    ['max-age=60, must-revalidate', true],
    ['s-maxage=60', true],
    ['max-age=60, proxy-revalidate', false],
  ])('%s, stored for all, for who sends Authorization: %s (RFC 9111 §3.5)', (directives, expected) => {
    const asked = { authorization: 'a' }
    expect(usable(asking(directives), {}, {}, asked)).toBe(expected)
    expect(usable(asking(directives), {}, { isOwn: true }, asked)).toBe(true)
    expect(usable(asking(directives), unshared, {}, asked)).toBe(true)
    expect(usable(asking(directives), {}, {}, { cookie: 'a=1' })).toBe(true)
  })
  test('where a setting brought freshness, not for who sends cookies or keys', () => {
    const of = { lifetimeMs: 60_000 }
    expect(usable({}, {}, of, { cookie: 'a=1' })).toBe(false)
    expect(usable({}, {}, of, { 'x-api-key': 'b' })).toBe(false)
    expect(usable({}, {}, of)).toBe(true)
    expect(usable({}, {}, { ...of, isOwn: true }, { cookie: 'a=1' })).toBe(true)
    expect(usable({}, unshared, of, { cookie: 'a=1' })).toBe(true)
  })
  test('in a page, no redirect, and nothing that the browser’s own fields select', () => {
    const inPage = (of: Partial<StoredResponse>, asked: Fields = {}, isPage = true) =>
      isUsable(unshared, request(asked, { isPage }), stored({}, of))
    expect(inPage({})).toBe(true)
    expect(inPage({ status: 301 })).toBe(false)
    expect(inPage({ status: 301 }, {}, false)).toBe(true)
    expect(inPage({ status: 403 })).toBe(true)
    expect(inPage({ vary: ['origin'] })).toBe(false)
    expect(inPage({ vary: ['origin'] }, {}, false)).toBe(true)
    expect(inPage({ vary: ['x-mine'] }, { 'x-mine': '1' })).toBe(true)
  })
  test('what is not usable is a miss', () => {
    expect(at30('no-store')).toEqual(miss)
    expect(at30('no-store', asking('only-if-cached'))).toEqual(timeout)
  })
})
