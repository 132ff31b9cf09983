import type { PolicyRequest } from '../../../../../../src/core/http/policy/request.ts'
import type { PolicySettings } from '../../../../../../src/core/http/policy/settings.ts'
import { parseByGrammar } from './cache-control.ts'
import {
  allowsShared,
  currentAge,
  explicitLifetime,
  heuristicLifetime,
  heuristicStatuses,
  namedBy,
  type Received,
  says,
  saysOfAll,
  saysPlainly,
  type Terms,
  termsOf,
  understoodStatuses,
  variesByAll,
} from './response-terms.ts'

/** Whether a request was made by someone who said who he is (RFC 9110 §11.6.2). */
export const isAuthorized = ({ credentials }: PolicyRequest): boolean =>
  credentials.some(([name]) => name === 'authorization')

/** What RFC 9111 §3 forbids of a response whatever was asked, in a cache that is shared or not. */
export function prohibitions(terms: Terms, { status, headers }: Received, isShared: boolean): string[] {
  const understands = understoodStatuses.includes(status)
  const mustUnderstand = says(terms, 'must-understand')
  return [
    status < 200 && '§3: the response status code is final',
    (status === 206 || status === 304 || mustUnderstand) &&
      !understands &&
      '§3: if the status is 206 or 304, or must-understand is present: the cache understands the status',
    // §5.2.2.3: "the cache SHOULD ignore the no-store directive if it understands … the status code's caching requirements".
    says(terms, 'no-store') &&
      !(saysPlainly(terms, 'must-understand') && understands) &&
      '§3: the no-store cache directive is not present',
    isShared && saysOfAll(terms, 'private') && '§3: if the cache is shared, private is not present',
    variesByAll(headers) && '§4.1: Vary: * never matches; and DESIGN §5 stores none',
  ].filter((rule) => rule !== false)
}

/** A max-age that is not of the grammar is one with invalid content: to be considered stale (§4.2.1), but there. */
const hasBrokenAge = ({ garbage }: Terms): boolean => /max-?age/i.test(garbage)

/** Whether a response is one that §3 allows to be stored: it says so, or its status does. */
function isCacheable(terms: Terms, { status }: Received, isShared: boolean): boolean {
  return (
    saysPlainly(terms, 'public') ||
    (!isShared && says(terms, 'private')) ||
    terms.expires !== null ||
    says(terms, 'max-age') ||
    (isShared && says(terms, 's-maxage')) ||
    heuristicStatuses.includes(status) ||
    hasBrokenAge(terms)
  )
}

/** DESIGN §5, precedence: a request's expireAfter that is not over, or the session's where the response states nothing. */
function isFreshBySetting(settings: PolicySettings, received: Received, terms: Terms): boolean {
  const { requestExpireAfter: asked, expireAfter, allowableCodes } = settings
  const isAsked =
    asked !== undefined && asked !== 0 && !(asked instanceof Date && Number(asked) <= received.responseTime)
  const isStated = explicitLifetime(received, terms, settings.shared) !== undefined || hasBrokenAge(terms)
  return allowableCodes.includes(received.status) && (isAsked || (expireAfter !== undefined && !isStated))
}

/** Why a response must not be stored: for all in a shared cache, or as in a private one for those with the same credentials. */
export function storingForbidden(
  settings: PolicySettings,
  request: PolicyRequest,
  received: Received,
  isOwn: boolean,
): string[] {
  const terms = termsOf(received.headers, settings)
  const isShared = settings.shared && !isOwn
  const mayBeBySetting = settings.allowableCodes.includes(received.status)
  const { headers } = request
  return [
    ...prohibitions(terms, received, isShared),
    ...[
      parseByGrammar(headers.get('cache-control')).elements.some(({ name }) => name === 'no-store') &&
        '§5.2.1.5: a request with no-store',
      isOwn && !settings.shared && 'DESIGN §5: a private cache has no partitions',
      isShared && isAuthorized(request) && !allowsShared(terms) && '§3: Authorization, and nothing that allows sharing',
      // DESIGN §5: rows 2 and 4 to 6 of the precedence. A status of allowableCodes may be stored to be validated.
      !isCacheable(terms, received, isShared) && !mayBeBySetting && '§3: nothing that makes it cacheable',
      isShared &&
        request.credentials.length > 0 &&
        isFreshBySetting(settings, received, terms) &&
        'DESIGN §5: credentials partition where freshness comes from settings',
      (isShared || request.isCrossOrigin) &&
        request.withCookies &&
        !allowsShared(terms) &&
        'DESIGN §5, Pages: credentials',
    ].filter((rule) => rule !== false),
  ]
}

/** Until when the origin's own statements, or a heuristic, make a response fresh at most, in epoch milliseconds. */
export function freshAtMostUntil(settings: PolicySettings, received: Received, isOwn: boolean): number {
  const terms = termsOf(received.headers, settings)
  const lifetime =
    explicitLifetime(received, terms, settings.shared && !isOwn) ?? heuristicLifetime(received, terms, settings)
  return received.responseTime - currentAge(received, received.responseTime) + lifetime
}

/** Fields that a cache must not store (RFC 9111 §3.1, §5.2.2.7; RFC 9110 §7.6.1), and Set-Cookie where DESIGN §5 says so. */
export function unstorableFields(headers: Headers, settings: PolicySettings): string[] {
  const connection = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase())
  return [
    ...['connection', 'proxy-connection', 'keep-alive', 'te', 'transfer-encoding', 'upgrade', 'trailer'],
    ...['proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization'],
    ...connection,
    ...(settings.shared ? namedBy(termsOf(headers, settings), 'private') : []),
    ...(settings.shared && !settings.storeSetCookie ? ['set-cookie'] : []),
  ]
}
