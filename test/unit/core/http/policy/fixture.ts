import { noPage } from '../../../../../src/core/http/page-view.ts'
import type { Timed } from '../../../../../src/core/http/policy/freshness.ts'
import type { PolicyRequest } from '../../../../../src/core/http/policy/request.ts'
import type { PolicySettings } from '../../../../../src/core/http/policy/settings.ts'
import type { StoredResponse } from '../../../../../src/core/http/stored-response.ts'

export const now: number = Date.UTC(2026, 10, 22, 12)
export const date = (ms: number): string => new Date(ms).toUTCString()

/** A shared cache by the RFC, with nothing added. */
export const shared: PolicySettings = {
  shared: true,
  cacheControl: true,
  targets: [],
  requestExpireAfter: undefined,
  expireAfter: undefined,
  allowableCodes: [200],
  allowableMethods: ['GET', 'HEAD'],
  staleIfErrorMs: -1,
  staleWhileRevalidateMs: -1,
  alwaysRevalidate: false,
  keepStaleMs: 7 * 86_400_000,
  storeSetCookie: false,
  authorized: 'partition',
  crossOriginValidation: false,
}

export const unshared: PolicySettings = { ...shared, shared: false }

export type Fields = Readonly<Record<string, string>>

/** A GET. Its fields that are credentials are told by their names. */
export function request(headers: Fields = {}, rest: Partial<PolicyRequest> = {}): PolicyRequest {
  const credentials = Object.entries(headers).filter(([name]) =>
    ['authorization', 'cookie', 'x-api-key'].includes(name),
  )
  const basic = { method: 'GET', url: 'https://example.com/', added: {}, mode: 'default' as const }
  return { ...basic, headers: new Headers(headers), credentials, ...noPage, ...rest }
}

/** A 200 that came at once, and just now. */
export const response = (headers: Fields = {}, rest: Partial<Timed> = {}): Timed => ({
  status: 200,
  headers: new Headers({ date: date(now), ...headers }),
  requestTime: now,
  responseTime: now,
  ...rest,
})

/** A 200 that came 30 s ago. */
export const stored = (headers: Fields = {}, rest: Partial<StoredResponse> = {}): StoredResponse => ({
  status: 200,
  statusText: 'OK',
  headers: new Headers({ date: date(now - 30_000), ...headers }),
  url: 'https://example.com/',
  method: 'GET',
  type: 'basic',
  requestTime: now - 30_000,
  responseTime: now - 30_000,
  freshUntil: now,
  vary: [],
  variant: '',
  family: '',
  isDecoded: false,
  isOwn: false,
  ...rest,
})
