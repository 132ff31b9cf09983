import fc, { type Arbitrary } from 'fast-check'
import { cacheModes } from '../../../../../../src/core/http/cache-mode.ts'
import { noPage, type PageView } from '../../../../../../src/core/http/page-view.ts'
import type { PolicyRequest } from '../../../../../../src/core/http/policy/request.ts'
import type { PolicySettings } from '../../../../../../src/core/http/policy/settings.ts'
import type { StoredResponse } from '../../../../../../src/core/http/stored-response.ts'
import { fieldsOf, headersOf, mostly, often, some, someOf } from './choose.ts'
import type { Received } from './response-terms.ts'
import { base, dateField, requestControl, responseControl, targetedField } from './some-fields.ts'

type Setting<K extends keyof PolicySettings> = PolicySettings[K]

/** Settings as sessions make them, mostly those without any. */
export const settings: Arbitrary<PolicySettings> = fc.record({
  shared: fc.boolean(),
  cacheControl: mostly(true, fc.constant(false), 9),
  targets: mostly<string[]>([], some(['cdn-cache-control'], ['example-cache-control', 'cdn-cache-control'])),
  requestExpireAfter: mostly<Setting<'requestExpireAfter'>>(
    undefined,
    some<Setting<'requestExpireAfter'>>(0, 20, 'never', new Date(base), new Date(base + 20_000)),
    5,
  ),
  expireAfter: mostly<Setting<'expireAfter'>>(
    undefined,
    some<Setting<'expireAfter'>>(0, 15, '1h', 'never', new Date(base + 15_000)),
  ),
  allowableCodes: mostly([200], some([200, 404], [], [500]), 5),
  allowableMethods: fc.constant(['GET', 'HEAD']),
  staleIfErrorMs: mostly(-1, some(0, 10_000, Infinity)),
  staleWhileRevalidateMs: mostly(-1, some(0, 10_000, Infinity)),
  alwaysRevalidate: mostly(false, fc.constant(true), 9),
  keepStaleMs: some(0, 604_800_000),
  storeSetCookie: fc.boolean(),
  authorized: mostly<Setting<'authorized'>>('partition', fc.constant('bypass')),
  crossOriginValidation: fc.boolean(),
})

const requestFields = fieldsOf(
  [2, fc.record({ 'cache-control': requestControl })],
  [2, someOf({ authorization: fc.constant('Bearer a'), cookie: fc.constant('a=1'), 'x-a': fc.constant('1') })],
  [2, someOf({ range: fc.constant('bytes=0-1'), pragma: some('no-cache', 'NO-CACHE', 'x', 'x, no-cache') })],
)

const page = fc
  .tuple(fc.boolean(), fc.boolean())
  .map(([isCrossOrigin, withCookies]): PageView => ({ isPage: true, isCrossOrigin, withCookies, selecting: [] }))

export const request: Arbitrary<PolicyRequest> = fc
  .record({
    method: mostly('GET', fc.constant('HEAD'), 9),
    headers: requestFields,
    mode: mostly<PolicyRequest['mode']>('default', some(...cacheModes), 6),
    view: mostly(noPage, page, 9),
  })
  .map(({ method, headers, mode, view }) => ({
    ...{ method, url: 'https://example.com/', headers: headersOf(headers), added: {}, mode },
    credentials: Object.entries(headers).filter(([name]) => name === 'authorization' || name === 'cookie'),
    ...view,
  }))

const statuses = [203, 204, 206, 301, 302, 303, 304, 307, 308, 404, 410, 500, 501, 503, 599, 201, 299]

const responseFields = fieldsOf(
  [6, fc.record({ 'cache-control': responseControl })],
  [2, someOf({ expires: dateField, date: dateField, 'last-modified': dateField })],
  [
    3,
    someOf({ age: some('0', '5', '10', '5, 90', 'x', '-1', '', '9999999999999', ' 7 '), etag: some('"a"', 'W/"a"') }),
  ],
  [2, someOf({ vary: some('*', 'a, *', 'accept', 'X-A', 'Accept-Encoding', ','), 'set-cookie': fc.constant('a=1') })],
  [2, someOf({ connection: some('x-a', 'close, X-B'), 'x-a': some('1'), 'x-b': some('2'), te: some('x') })],
  [2, someOf({ 'cdn-cache-control': targetedField, 'example-cache-control': targetedField })],
)

/** A response, when it was asked for and when it came: mostly at `base`. */
export const received: Arbitrary<Received> = fc
  .record({
    status: often(2, fc.constant(200), some(...statuses)),
    headers: responseFields,
    delay: mostly(0, some(1_000, 15_000, -5_000)),
    came: mostly(0, some(-1e9, 999, 5_000)),
  })
  .map(({ status, headers, delay, came }) => ({
    ...{ status, headers: headersOf(headers) },
    ...{ requestTime: base + came - delay, responseTime: base + came },
  }))

export const stored: Arbitrary<StoredResponse> = fc
  .record({
    received,
    lifetimeMs: mostly<number | undefined>(undefined, some(0, 10_000, 60_000, Number.MAX_SAFE_INTEGER), 5),
    isOwn: mostly(false, fc.constant(true)),
    vary: mostly<string[]>([], some(['x-a'], ['origin']), 5),
  })
  .map(({ received, ...rest }) => ({
    ...{ ...received, statusText: '', url: 'https://example.com/', method: 'GET', type: 'default', ...rest },
    ...{ freshUntil: base, variant: '', family: '', isDecoded: false },
  }))

/** When it is looked at. */
export const now: Arbitrary<number> = often(
  6,
  some(0, 1, 9, 10, 11, 19, 20, 21, 30, 60).map((count) => base + count * 1_000),
  some(-30_000, 9_999, 10_001, 1e9, 1e12).map((ms) => base + ms),
)
