import { requestDirectives } from './cache-control.ts'
import { hasAuthorization, type PolicyRequest } from './request.ts'
import type { PolicySettings } from './settings.ts'

/** Whether the cache has a part in a request at all, by the terms of RFC 9211 §2.2. */
export type Admission = 'admitted' | 'method' | 'bypass'

/** Conditions that only the origin can judge (RFC 9110 §13.2.1). */
const originsOwn = ['if-match', 'if-unmodified-since']

export function admit(settings: PolicySettings, request: PolicyRequest): Admission {
  const { method, url, headers, mode } = request
  if (!settings.allowableMethods.includes(method)) return 'method'
  // A URL with a user name is an error, and fetch's own to report.
  const isHttp = /^https?:\/\/[^/@]+\//.test(url)
  const isOrigins = originsOwn.some((name) => headers.has(name))
  const noStore = mode === 'no-store' || requestDirectives(headers).has('no-store')
  const isBarred = settings.shared && settings.authorized === 'bypass' && hasAuthorization(request)
  return !isHttp || isOrigins || noStore || isBarred ? 'bypass' : 'admitted'
}
