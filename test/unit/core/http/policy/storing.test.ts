import { describe, expect, test } from 'vitest'
import { parseCacheControl } from '../../../../../src/core/http/policy/cache-control.ts'
import type { Timed } from '../../../../../src/core/http/policy/freshness.ts'
import type { PolicySettings } from '../../../../../src/core/http/policy/settings.ts'
import {
  allowsSharing,
  hasOwnPartition,
  planStorage,
  prohibitionOf,
  storableHeaders,
} from '../../../../../src/core/http/policy/storing.ts'
import { date, type Fields, now, request, response, shared, unshared } from './fixture.ts'

const planned = (
  headers: Fields,
  change: Partial<PolicySettings> = {},
  rest: Partial<Timed> = {},
  asked: Fields = {},
) => planStorage({ ...shared, ...change }, request(asked), response(headers, rest))

/** `for all`, `own`, or why not. */
const plan = (...given: Parameters<typeof planned>) => {
  const storage = planned(...given)
  return storage.store ? (storage.isOwn ? 'own' : 'for all') : storage.reason
}

const control = (directives: string): Fields => ({ 'cache-control': directives })
const keep = shared.keepStaleMs

describe('what forbids to store (RFC 9111 §3)', () => {
  test.each([
    ['no-store', 'no-store', 'no-store'],
    ['max-age=60, No-Store', 'no-store', 'no-store'],
    ['private', 'private', undefined],
    ['private=""', 'private', undefined],
    ['private="x-a", max-age=60', undefined, undefined],
    ['max-age=60', undefined, undefined],
    // An understood status: must-understand makes no-store void (RFC 9111 §5.2.2.3).
    ['must-understand, no-store', undefined, undefined],
    ['must-understand=1, no-store', 'no-store', 'no-store'],
  ])('%s', (directives, inShared, inPrivate) => {
    const head = response(control(directives))
    expect(prohibitionOf(shared, head)).toBe(inShared)
    expect(prohibitionOf(unshared, head)).toBe(inPrivate)
    expect(prohibitionOf({ ...shared, cacheControl: false }, head)).toBeUndefined()
  })
  test.each([
    [206, 'max-age=60', 'status 206'],
    [304, 'max-age=60', 'status 304'],
    [302, 'must-understand, max-age=60', undefined],
    [303, 'must-understand, max-age=60', undefined],
    [307, 'must-understand, max-age=60', undefined],
    [404, 'must-understand, max-age=60', undefined],
    [500, 'must-understand, max-age=60', 'status 500'],
    [500, 'max-age=60', undefined],
  ])('status %d with %s', (status, directives, expected) => {
    expect(prohibitionOf(shared, response(control(directives), { status }))).toBe(expected)
  })
  test('Vary: *, whatever the settings', () => {
    expect(prohibitionOf({ ...shared, cacheControl: false }, response({ vary: 'a, *' }))).toBe('Vary: *')
  })
  test('it is told apart from other reasons', () => {
    expect(planned(control('no-store'))).toEqual({ store: false, reason: 'no-store', isForbidden: true })
    expect(planned({})).toEqual({ store: false, reason: 'no freshness' })
  })
})

describe('what is of no use', () => {
  test.each([
    [{}, 'no freshness'],
    [{ etag: '"v"' }, 'for all'],
    [{ 'last-modified': date(now - 100_000) }, 'for all'],
    [{ 'last-modified': date(now) }, 'for all'],
    [control('max-age=0'), 'stale at once'],
    [control('max-age=0, stale-if-error=5'), 'for all'],
    [control('max-age=0, stale-while-revalidate=5'), 'for all'],
    [control('max-age=0, stale-while-revalidate=0'), 'stale at once'],
    [{ ...control('max-age=0'), etag: '"v"' }, 'for all'],
    [control('no-cache, max-age=60'), 'stale at once'],
    [control('no-cache="x-a", max-age=60'), 'for all'],
    [{ ...control('no-cache'), etag: '"v"' }, 'for all'],
    [{ ...control('max-age=60'), expires: '0' }, 'for all'],
    [{ expires: '0' }, 'stale at once'],
  ])('%j', (headers, expected) => {
    expect(plan(headers)).toBe(expected)
  })
  test('a window of a setting is a use', () => {
    expect(plan(control('max-age=0'), { staleIfErrorMs: 1 })).toBe('for all')
    expect(plan(control('max-age=0'), { staleWhileRevalidateMs: Infinity })).toBe('for all')
  })
  test.each([201, 302, 303, 307, 400, 500, 503, 599])('status %d is stored with stated freshness only', (status) => {
    expect(plan(control('max-age=60'), {}, { status })).toBe('for all')
    expect(plan({ etag: '"v"' }, {}, { status })).toBe('no freshness')
    expect(plan({ etag: '"v"' }, { allowableCodes: [status] }, { status })).toBe('for all')
    expect(plan({ ...control('public'), etag: '"v"' }, {}, { status })).toBe('for all')
    expect(plan({}, { expireAfter: 60 }, { status })).toBe('no freshness')
  })
  test('an answer to a part is none of the whole, but for a 200 (RFC 9110 §14.2)', () => {
    const asked = { range: 'bytes=0-1' }
    expect(plan(control('max-age=60'), {}, { status: 416 }, asked)).toBe('status 416 to Range')
    expect(plan(control('max-age=60'), {}, {}, asked)).toBe('for all')
  })
})

describe('for how long', () => {
  test('the entry outlives its freshness by keepStale', () => {
    expect(planned(control('max-age=60'))).toMatchObject({ freshUntil: now + 60_000, expiresAt: now + 60_000 + keep })
  })
  test('and by the longest window', () => {
    const expiresAt = (directives: string, change: Partial<PolicySettings> = {}) =>
      planned(control(`max-age=60, ${directives}`), change)
    expect(expiresAt('stale-if-error=30, stale-while-revalidate=20')).toMatchObject({ expiresAt: now + 90_000 + keep })
    expect(expiresAt('stale-while-revalidate=40')).toMatchObject({ expiresAt: now + 100_000 + keep })
    expect(expiresAt('x', { staleIfErrorMs: 7 })).toMatchObject({ expiresAt: now + 60_007 + keep })
    expect(expiresAt('x', { staleWhileRevalidateMs: 8 })).toMatchObject({ expiresAt: now + 60_008 + keep })
    expect(expiresAt('x', { staleIfErrorMs: Infinity })).toMatchObject({ expiresAt: now + 60_000 + keep })
  })
  test('age on arrival shortens both', () => {
    expect(planned({ ...control('max-age=60'), age: '20' })).toMatchObject({ freshUntil: now + 40_000 })
  })
  test('a heuristic counts where nothing else does', () => {
    const old = { 'last-modified': date(now - 100_000) }
    expect(planned(old)).toMatchObject({ freshUntil: now + 10_000, lifetimeMs: undefined })
    expect(planned({ ...old, ...control('max-age=0') })).toMatchObject({ freshUntil: now })
  })
})

describe('precedence of settings', () => {
  test('expireAfter of the session: where nothing is stated, for allowable codes', () => {
    expect(planned({}, { expireAfter: 60 })).toMatchObject({ freshUntil: now + 60_000, lifetimeMs: 60_000 })
    expect(planned({}, { expireAfter: 60 }, { status: 404 })).toMatchObject({ store: false })
    expect(planned({}, { expireAfter: 60, allowableCodes: [404] }, { status: 404 })).toMatchObject({
      lifetimeMs: 60_000,
    })
    const old = { 'last-modified': date(now - 100_000) }
    expect(planned(old, { expireAfter: 60 })).toMatchObject({ lifetimeMs: 60_000 })
  })
  test('what the response states wins, and that is told', () => {
    const overruled = 'expireAfter overruled by the response'
    expect(planned(control('max-age=5'), { expireAfter: 60 })).toMatchObject({
      freshUntil: now + 5_000,
      lifetimeMs: undefined,
      detail: overruled,
    })
    expect(planned(control('max-age=5'))).toMatchObject({ detail: undefined })
    expect(planned({}, { expireAfter: 60 })).toMatchObject({ detail: undefined })
  })
  test('expireAfter of the request comes first', () => {
    const both = { expireAfter: 60, requestExpireAfter: 90 }
    expect(planned(control('max-age=5'), both)).toMatchObject({
      freshUntil: now + 90_000,
      lifetimeMs: 90_000,
      detail: undefined,
    })
    expect(planned({}, { requestExpireAfter: new Date(now + 1_000) })).toMatchObject({ lifetimeMs: 1_000 })
    expect(planned(control('max-age=5'), both, { status: 404 })).toMatchObject({ freshUntil: now + 5_000 })
  })
  test('but not one that is over: it says nothing of what is stored', () => {
    expect(planned(control('max-age=5'), { requestExpireAfter: 0 })).toMatchObject({ freshUntil: now + 5_000 })
    expect(planned({}, { requestExpireAfter: 0, expireAfter: 60 })).toMatchObject({ lifetimeMs: 60_000 })
  })
  test('an expireAfter of the session that is over is a lifetime of 0', () => {
    expect(plan({}, { expireAfter: 0 })).toBe('stale at once')
  })
  test('never is beyond every date, and a number that can be stored', () => {
    expect(planned({}, { expireAfter: 'never' })).toMatchObject({
      freshUntil: Number.POSITIVE_INFINITY,
      lifetimeMs: Number.MAX_SAFE_INTEGER,
    })
  })
  test('without cacheControl only settings count', () => {
    const settings = { cacheControl: false, expireAfter: 60 }
    expect(planned(control('no-store, max-age=5'), settings)).toMatchObject({ lifetimeMs: 60_000 })
    expect(plan({ ...control('max-age=5'), 'last-modified': 'x' }, { cacheControl: false })).toBe('for all')
    expect(plan(control('max-age=5'), { cacheControl: false })).toBe('no freshness')
  })
})

describe('for whom', () => {
  const signed = { authorization: 'a' }
  test.each([
    ['max-age=60', 'own'],
    ['max-age=60, private', 'own'],
    ['max-age=60, public', 'for all'],
    ['max-age=60, must-revalidate', 'for all'],
    ['s-maxage=60', 'for all'],
    ['max-age=60, proxy-revalidate', 'own'],
    ['private, max-age=60, s-maxage=60', 'own'],
    ['private="x-a", s-maxage=60', 'for all'],
    ['no-store', 'no-store'],
  ])('%s after Authorization: %s (RFC 9111 §3.5)', (directives, expected) => {
    expect(plan(control(directives), {}, {}, signed)).toBe(expected)
  })
  test('a partition of one user is a private cache', () => {
    expect(planned(control('max-age=60, proxy-revalidate'), {}, {}, signed)).toMatchObject({ freshUntil: now + 60_000 })
    expect(plan(control('max-age=60'), unshared, {}, signed)).toBe('for all')
  })
  test('where a setting brings freshness, each with other cookies or keys has his own', () => {
    for (const asked of [{ cookie: 'a=1' }, { 'x-api-key': 'b' }]) {
      expect(plan({}, { expireAfter: 60 }, {}, asked)).toBe('own')
      expect(plan(control('max-age=60'), { expireAfter: 60 }, {}, asked)).toBe('for all')
      expect(plan(control('max-age=60'), { requestExpireAfter: 60 }, {}, asked)).toBe('own')
      expect(plan(control('max-age=60'), {}, {}, asked)).toBe('for all')
      expect(plan({}, { ...unshared, expireAfter: 60 }, {}, asked)).toBe('for all')
    }
    expect(plan(control('public'), { requestExpireAfter: 60 }, {}, signed)).toBe('own')
  })
  test('hasOwnPartition', () => {
    const has = (change: Partial<PolicySettings>, asked: Fields) =>
      hasOwnPartition({ ...shared, ...change }, request(asked))
    expect(has({}, signed)).toBe(true)
    expect(has(unshared, signed)).toBe(false)
    expect(has({}, { cookie: 'a=1' })).toBe(false)
    expect(has({ expireAfter: 1 }, { cookie: 'a=1' })).toBe(true)
    expect(has({ requestExpireAfter: 1 }, { cookie: 'a=1' })).toBe(true)
    expect(has({ cacheControl: false }, { cookie: 'a=1' })).toBe(true)
    expect(has({ cacheControl: false }, {})).toBe(false)
  })
  test('allowsSharing', () => {
    const valid = ['public', 'must-revalidate', 's-maxage=1']
    const others = ['private', 'proxy-revalidate', 'max-age=1', 'immutable']
    const malformed = [
      '"public"',
      'public=1',
      'must-revalidate x',
      's-maxage',
      's-maxage=x',
      's-maxage="1',
      'x s-maxage=1',
    ]
    const all = [...valid, ...others, ...malformed]
    const allowed = all.filter((directive) => allowsSharing(parseCacheControl(directive)))
    expect(allowed).toEqual(valid)
  })
})

test('without a field that says how long, or for whom, it would seem to be what it is not (RFC 9111 §3.1, §5.2.2.7)', () => {
  const why = 'a field that counts may not be stored'
  const old = { 'last-modified': date(now - 10 * 365 * 86_400_000), etag: '"1"' }
  expect(plan({ ...old, 'cache-control': 'no-cache', connection: 'Cache-Control' })).toBe(why)
  expect(plan({ ...old, 'cache-control': 'max-age=60', age: '59', connection: 'age' })).toBe(why)
  expect(plan({ ...old, 'cdn-cache-control': 'no-cache', connection: 'cdn-cache-control' }, { targets: ['CDN-Cache-Control'] })).toBe(why) // biome-ignore format: one line
  expect(plan({ ...old, 'cache-control': 'max-age=60, private="vary"', vary: 'x' })).toBe(why)
  expect(plan({ ...old, 'cache-control': 'max-age=60, private="x-user"', connection: 'close, etag' })).toBe('for all')
})

describe('storableHeaders (RFC 9111 §3.1)', () => {
  const kept = (headers: Fields, settings = shared) =>
    Object.fromEntries(storableHeaders(new Headers(headers), now, settings))
  test('fields of one connection are not stored, nor those that Connection names', () => {
    expect(
      kept({ connection: 'close, X-Hop, bad name', 'x-hop': '1', 'keep-alive': '5', te: 'x', 'x-end': '2' }),
    ).toEqual({
      'x-end': '2',
      date: date(now),
    })
  })
  test.each([
    'connection',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authentication-info',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ])('%s is not stored', (name) => {
    expect(kept({ [name]: 'x' })).toEqual({ date: date(now) })
  })
  test('a Date is never rewritten (RFC 9110 §6.6.1)', () => {
    expect(kept({ date: 'soon' })).toEqual({ date: 'soon' })
  })
  test('fields that are private are not stored in a shared cache (RFC 9111 §5.2.2.7)', () => {
    const headers = { ...control('private="X-A, x-b"'), 'x-a': '1', 'x-b': '2', 'x-c': '3' }
    expect(Object.keys(kept(headers))).toEqual(['cache-control', 'date', 'x-c'])
    expect(Object.keys(kept(headers, unshared))).toEqual(['cache-control', 'date', 'x-a', 'x-b', 'x-c'])
    expect(Object.keys(kept(headers, { ...shared, cacheControl: false }))).toContain('x-a')
  })
  test('Set-Cookie is stored in a private cache, or where a setting says so', () => {
    expect(kept({ 'set-cookie': 'a=1' })).toEqual({ date: date(now) })
    expect(kept({ 'set-cookie': 'a=1' }, { ...shared, storeSetCookie: true })).toHaveProperty('set-cookie')
    expect(kept({ 'set-cookie': 'a=1' }, unshared)).toHaveProperty('set-cookie')
  })
})
