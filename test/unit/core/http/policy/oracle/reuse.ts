import type { PolicyRequest } from '../../../../../../src/core/http/policy/request.ts'
import type { PolicySettings } from '../../../../../../src/core/http/policy/settings.ts'
import type { StoredResponse } from '../../../../../../src/core/http/stored-response.ts'
import { type Element, parseByGrammar } from './cache-control.ts'
import {
  allowsShared,
  currentAge,
  explicitLifetime,
  heuristicLifetime,
  says,
  saysOfAll,
  secondsSaid,
  termsOf,
} from './response-terms.ts'
import { isAuthorized, prohibitions } from './storing.ts'

/** What RFC 9111 §4, RFC 5861, RFC 8246 and DESIGN §5 say of using a stored response for a request. */
export interface Verdict {
  /** Why it is not for this request, even if it is validated. */
  readonly unusable: readonly string[]
  /** Why it must be validated before it is used, whether it is fresh or not. */
  readonly mustValidate: readonly string[]
  /** Why it is not to be used without asking the origin, as the client or a setting has it. */
  readonly mustAsk: readonly string[]
  readonly isFresh: boolean
  readonly ageMs: number
  readonly lifetimeMs: number
  /** Why it must not be used stale. */
  readonly mustNotBeStale: readonly string[]
  /** For how long it may be used stale: at once, while it is validated behind, and when the origin fails. In milliseconds. */
  readonly stale: { readonly atOnce: number; readonly behind: number; readonly onError: number }
  readonly onlyIfCached: boolean
  /** Whether request and response say each thing once and by the grammar, so that the policy has nothing to guess. */
  readonly isPlain: boolean
}

const reasons = (...rules: (string | false)[]): string[] => rules.filter((rule) => rule !== false)

interface Asked {
  readonly elements: readonly Element[]
  /** What is not of the grammar. */
  readonly garbage: string
  readonly isPlain: boolean
}

/** RFC 9111 §5.2.1; Pragma counts without Cache-Control (§5.4, and RFC 7234 §5.4 for how). */
function askedBy(headers: Headers): Asked {
  const field = headers.get('cache-control')
  if (field === null) {
    const pragma = parseByGrammar(headers.get('pragma'))
    const isNoCache = pragma.elements.some(({ name, argument }) => name === 'no-cache' && argument === undefined)
    return {
      elements: isNoCache ? [{ name: 'no-cache', argument: undefined }] : [],
      garbage: '',
      isPlain: pragma.garbage === '',
    }
  }
  const { elements, garbage } = parseByGrammar(field)
  const isOnce = new Set(elements.map(({ name }) => name)).size === elements.length
  return { elements, garbage, isPlain: garbage === '' && isOnce }
}

/** The seconds that an element allows, in milliseconds; nothing at all without it. */
const window = (seconds: number | undefined): number => (seconds === undefined ? -1 : seconds * 1_000)

/** RFC 9111 §5.2.1.2: "If no value is assigned to max-stale, then the client will accept a stale response of any age." */
function maxStale(asked: Asked): number {
  const first = asked.elements.find(({ name }) => name === 'max-stale')
  return first && first.argument === undefined ? Infinity : window(secondsSaid(asked, 'max-stale'))
}

export function verdictOn(
  settings: PolicySettings,
  request: PolicyRequest,
  stored: StoredResponse,
  now: number,
): Verdict {
  const terms = termsOf(stored.headers, settings)
  const asked = askedBy(request.headers)
  const { mode } = request
  const isShared = settings.shared && !stored.isOwn
  const ageMs = currentAge(stored, now)
  const lifetimeMs =
    stored.lifetimeMs ?? explicitLifetime(stored, terms, isShared) ?? heuristicLifetime(stored, terms, settings)
  // §4.2: response_is_fresh = (freshness_lifetime > current_age)
  const isFresh = lifetimeMs > ageMs
  const maxAge = secondsSaid(asked, 'max-age')
  // Where one before is not of the grammar, that may be the one that counts, as one of 0 seconds.
  const minFresh = /min-fresh/i.test(asked.garbage) ? undefined : secondsSaid(asked, 'min-fresh')
  // RFC 8246 §2: arguments "have no meaning and MUST be ignored".
  const isImmutable = says(terms, 'immutable') && !settings.shared && isFresh
  const { requestExpireAfter } = settings
  const expiresAtOnce =
    requestExpireAfter === 0 || (requestExpireAfter instanceof Date && Number(requestExpireAfter) <= now)
  const takesStale = mode === 'force-cache' || mode === 'only-if-cached'
  const wantsFresh = maxAge !== undefined && !says(asked, 'max-stale')
  return {
    unusable: [
      ...prohibitions(terms, stored, isShared),
      ...reasons(
        isShared &&
          isAuthorized(request) &&
          !allowsShared(terms) &&
          'DESIGN §5: stored for all, for who sends Authorization',
        isShared &&
          request.credentials.length > 0 &&
          !isAuthorized(request) &&
          stored.lifetimeMs !== undefined &&
          'DESIGN §5: a setting brought freshness, for who sends credentials',
        request.isPage && stored.status >= 300 && stored.status < 400 && 'DESIGN §5, Pages: hops are hidden',
        request.isPage &&
          stored.vary.some((name) => request.headers.get(name) === null) &&
          'DESIGN §5, Pages: what the browser adds is not seen',
      ),
    ],
    mustValidate: reasons(saysOfAll(terms, 'no-cache') && '§4: no-cache, unless it is successfully validated'),
    mustAsk: reasons(
      mode === 'reload' && 'Fetch §2.2.5: reload',
      mode === 'no-cache' && !isImmutable && 'Fetch §2.2.5: no-cache',
      says(asked, 'no-cache') && '§5.2.1.4: no-cache',
      maxAge !== undefined && ageMs > maxAge * 1_000 && '§5.2.1.1: age is above max-age',
      minFresh !== undefined && lifetimeMs - ageMs < minFresh * 1_000 && '§5.2.1.3: not fresh for min-fresh',
      expiresAtOnce && 'DESIGN §5: expireAfter of the request is over',
    ),
    isFresh,
    ageMs,
    lifetimeMs,
    mustNotBeStale: reasons(
      says(terms, 'must-revalidate') && '§5.2.2.2: must-revalidate',
      isShared && says(terms, 'proxy-revalidate') && '§5.2.2.8: proxy-revalidate',
      isShared && says(terms, 's-maxage') && '§5.2.2.10: s-maxage',
    ),
    stale: {
      atOnce: takesStale ? Infinity : maxStale(asked),
      // §5.2.1.1: "Unless the max-stale request directive is also present, the client does not wish to receive a stale response."
      behind: wantsFresh
        ? -1
        : Math.max(settings.staleWhileRevalidateMs, window(secondsSaid(terms, 'stale-while-revalidate'))),
      onError: wantsFresh
        ? -1
        : Math.max(
            settings.staleIfErrorMs,
            window(secondsSaid(terms, 'stale-if-error')),
            window(secondsSaid(asked, 'stale-if-error')),
          ),
    },
    onlyIfCached: mode === 'only-if-cached' || says(asked, 'only-if-cached'),
    isPlain: terms.isPlain && asked.isPlain,
  }
}
