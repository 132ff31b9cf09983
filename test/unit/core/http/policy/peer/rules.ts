import { type Case, came } from './cases.ts'
import { always, asks, directives, says, withDirective, withField, withoutAsked, withoutDirective } from './changes.ts'

/** Why we and http-cache-semantics disagree. */
export interface Rule {
  readonly rule: string
  /** The section, and its sentence. */
  readonly rfc: string
  readonly sentence: string
  /** Who does as it says: `we`, or `both` where it leaves that open. */
  readonly right: 'we' | 'both'
  /** Of the 200 disagreements of the sample, those that it explains. */
  readonly count: number
  /** The case without the cause, where it is there: then both agree, unless there is another cause. */
  readonly without: (given: Case) => Case | undefined
}

export const rules: readonly Rule[] = [
  {
    rule: 'statuses that are not understood are stored where their freshness is stated',
    rfc: 'RFC 9111 §3',
    sentence:
      'if the response status code is 206 or 304, or the must-understand cache directive (see Section 5.2) is present: the cache understands the response status code',
    right: 'we',
    count: 20,
    without: (given) => ([201, 500].includes(given.status) ? { ...given, status: 200 } : undefined),
  },
  {
    rule: 'a response to Authorization is stored for those who send the same',
    rfc: 'RFC 9111 §3.5',
    sentence:
      'A shared cache MUST NOT use a cached response to a request with an Authorization header field (Section 11.6.2 of [HTTP]) to satisfy any subsequent request unless the response contains a Cache-Control field with a response directive (Section 5.2.2) that allows it to be stored by a shared cache',
    right: 'both',
    count: 22,
    without: (given) => (given.shared && given.first.authorization !== undefined ? { ...given, first: {} } : undefined),
  },
  {
    rule: 'what was stored for all is not used for who sends Authorization, unless it says that it is for all',
    rfc: 'RFC 9111 §3.5',
    sentence:
      'In this specification, the following response directives have such an effect: must-revalidate (Section 5.2.2.2), public (Section 5.2.2.9), and s-maxage (Section 5.2.2.10).',
    right: 'both',
    count: 2,
    without: withoutAsked('authorization', ({ shared }) => shared),
  },
  {
    rule: 'what can be neither used nor validated is not stored',
    rfc: 'RFC 9111 §3',
    sentence:
      'Note that, in normal operation, some caches will not store a response that has neither a cache validator nor an explicit expiration time, as such responses are not usually useful to store.',
    right: 'both',
    count: 5,
    without: (given) =>
      'etag' in given.headers ? undefined : { ...given, headers: { ...given.headers, etag: '"a"' } },
  },
  {
    rule: 'Vary: * is not stored',
    rfc: 'RFC 9111 §4.1',
    sentence: 'A stored response with a Vary header field value containing a member "*" always fails to match.',
    right: 'both',
    count: 17,
    without: withField('vary', undefined, (vary) => vary.includes('*')),
  },
  {
    rule: 'private="…" is for the fields that it names',
    rfc: 'RFC 9111 §5.2.2.7',
    sentence:
      'If a qualified private response directive is present, with an argument that lists one or more field names, then only the listed header fields are limited to a single user',
    right: 'we',
    count: 6,
    without: (given) => (given.shared ? withoutDirective(/^private=/)(given) : undefined),
  },
  {
    rule: 'must-understand makes no-store void where the status is understood',
    rfc: 'RFC 9111 §5.2.2.3',
    sentence:
      "When a cache that implements the must-understand directive receives a response that includes it, the cache SHOULD ignore the no-store directive if it understands and implements the status code's caching requirements.",
    right: 'we',
    count: 1,
    without: (given) => (says(given, /must-understand/) ? withoutDirective(/^no-store/)(given) : undefined),
  },
  {
    rule: 'names of directives are in any case',
    rfc: 'RFC 9111 §5.2',
    sentence:
      'Cache directives are identified by a token, to be compared case-insensitively, and have an optional argument',
    right: 'we',
    count: 5,
    without: withDirective(/^Max-Age/, 'max-age'),
  },
  {
    rule: 'names of directives of requests are in any case',
    rfc: 'RFC 9111 §5.2',
    sentence:
      'Cache directives are identified by a token, to be compared case-insensitively, and have an optional argument',
    right: 'we',
    count: 8,
    without: (given) => (asks(given, /Max-Age/) ? { ...given, asked: { 'cache-control': 'max-age=5' } } : undefined),
  },
  {
    rule: 'a comma in quotes ends no directive',
    rfc: 'RFC 9111 §5.2',
    sentence: 'cache-directive = token [ "=" ( token / quoted-string ) ]',
    right: 'we',
    count: 22,
    without: withoutDirective(/^x=/),
  },
  {
    rule: 'Pragma in a response says nothing',
    rfc: 'RFC 9111 §5.4',
    sentence:
      'Because the meaning of "Pragma: no-cache" in responses was never specified, it does not provide a reliable replacement for "Cache-Control: no-cache" in them.',
    right: 'both',
    count: 2,
    without: withField('pragma', undefined, always),
  },
  {
    rule: 'Pragma in a request counts without Cache-Control only',
    rfc: 'RFC 7234 §5.4, and by it RFC 9111 §5.4',
    sentence: 'When the Cache-Control header field is also present and understood in a request, Pragma is ignored.',
    right: 'we',
    count: 12,
    without: withoutAsked('pragma', ({ asked }) => asked['cache-control'] !== undefined),
  },
  {
    rule: 'must-revalidate says nothing of what is fresh',
    rfc: 'RFC 9111 §5.2.2.2',
    sentence:
      'The must-revalidate response directive indicates that once the response has become stale, a cache MUST NOT reuse that response to satisfy another request until it has been successfully validated by the origin',
    right: 'we',
    count: 2,
    without: withoutDirective(/^must-revalidate/),
  },
  {
    rule: 'nor does proxy-revalidate',
    rfc: 'RFC 9111 §5.2.2.8',
    sentence:
      'The proxy-revalidate response directive indicates that once the response has become stale, a shared cache MUST NOT reuse that response to satisfy another request until it has been successfully validated by the origin',
    right: 'we',
    count: 1,
    without: (given) => (given.shared ? withoutDirective(/^proxy-revalidate/)(given) : undefined),
  },
  {
    rule: 'no-cache="…" is for the fields that it names',
    rfc: 'RFC 9111 §5.2.2.4',
    sentence:
      'The qualified form of the no-cache response directive, with an argument that lists one or more field names, indicates that a cache MAY use the response to satisfy a subsequent request, subject to any other restrictions on caching, if the listed header fields are excluded from the subsequent response',
    right: 'we',
    count: 3,
    without: withoutDirective(/^no-cache=/),
  },
  {
    rule: 'no-cache is not used stale, either',
    rfc: 'RFC 9111 §4.2.4',
    sentence:
      'A cache MUST NOT generate a stale response if it is prohibited by an explicit in-protocol directive (e.g., by a no-cache response directive, a must-revalidate response directive, or an applicable s-maxage or proxy-revalidate response directive; see Section 5.2.2).',
    right: 'we',
    count: 8,
    without: withoutDirective(/^no-cache$/),
  },
  {
    rule: 's-maxage and proxy-revalidate are not used stale by a shared cache',
    rfc: 'RFC 9111 §5.2.2.10',
    sentence:
      'A shared cache MUST NOT reuse a stale response with s-maxage to satisfy another request until it has been successfully validated by the origin',
    right: 'we',
    count: 2,
    without: (given) => {
      const isStaleAllowed = asks(given, /max-stale/) || says(given, /stale-while/)
      return given.shared && isStaleAllowed
        ? directives(given, (each) => (/^proxy-/.test(each) ? undefined : each.replace(/^s-maxage/, 'max-age')))
        : undefined
    },
  },
  {
    rule: 'who asks for max-age wants nothing stale',
    rfc: 'RFC 9111 §5.2.1.1',
    sentence:
      'Unless the max-stale request directive is also present, the client does not wish to receive a stale response.',
    right: 'we',
    count: 7,
    without: (given) => (asks(given, /^max-age/i) ? withoutDirective(/^stale-while/)(given) : undefined),
  },
  {
    rule: 'only-if-cached is answered by a 504 where nothing can be used',
    rfc: 'RFC 9111 §5.2.1.7',
    sentence:
      'Caches that honor this request directive SHOULD, upon receiving it, respond with either a stored response consistent with the other constraints of the request or a 504 (Gateway Timeout) status code.',
    right: 'we',
    count: 13,
    without: (given) => (asks(given, /only-if-cached/) ? { ...given, asked: {} } : undefined),
  },
  {
    rule: 'the age counts from Date, too',
    rfc: 'RFC 9111 §4.2.3',
    sentence: 'corrected_initial_age = max(apparent_age, corrected_age_value);',
    right: 'we',
    count: 12,
    without: withField('date', new Date(came).toUTCString(), (date) => Date.parse(date) < came),
  },
  {
    rule: 'an Age that is no number of seconds is ignored',
    rfc: 'RFC 9111 §5.1',
    sentence:
      'If the field value (after discarding additional members, as per above) is invalid (e.g., it contains something other than a non-negative integer), a cache SHOULD ignore the field.',
    right: 'we',
    count: 4,
    without: withField('age', '0', (age) => age.startsWith('-')),
  },
  {
    rule: 'Expires in another form than that of HTTP is past',
    rfc: 'RFC 9111 §5.3',
    sentence:
      'A cache recipient MUST interpret invalid date formats, especially the value "0", as representing a time in the past (i.e., "already expired").',
    right: 'we',
    count: 4,
    without: withField('expires', '0', (expires) => expires === '2026-11-22T13:00:00Z'),
  },
  {
    rule: 'a max-age that is no number of seconds is stale',
    rfc: 'RFC 9111 §4.2.1',
    sentence:
      'Caches are encouraged to consider responses that have invalid freshness information (e.g., a max-age directive with a non-integer value) to be stale.',
    right: 'we',
    count: 5,
    without: withDirective(/=60\.9$/, '=60'),
  },
  {
    rule: 'of a directive that is there twice the first counts',
    rfc: 'RFC 9111 §4.2.1',
    sentence:
      'When there is more than one value present for a given directive (e.g., two Expires header field lines or multiple Cache-Control: max-age directives), either the first occurrence should be used or the response should be considered stale.',
    right: 'we',
    count: 2,
    without: (given) =>
      directives(given, (directive, index, all) => {
        const name = (each: string) => each.toLowerCase().replace(/=.*/, '')
        return all.slice(0, index).some((each) => name(each) === name(directive)) ? undefined : directive
      }),
  },
  {
    rule: 'Set-Cookie does not forbid to share what the origin calls fresh',
    rfc: 'RFC 9111 §7.3',
    sentence: 'Note that the Set-Cookie response header field [COOKIE] does not inhibit caching',
    right: 'both',
    count: 1,
    without: (given) => (given.shared ? withField('set-cookie', undefined, always)(given) : undefined),
  },
  {
    rule: 'immutable is no freshness',
    rfc: 'RFC 8246 §2',
    sentence: 'The immutable extension only applies during the freshness lifetime of the stored response.',
    right: 'we',
    count: 13,
    without: withoutDirective(/^immutable/),
  },
  {
    rule: 'max-stale and stale-while-revalidate count up to their last second',
    rfc: 'RFC 9111 §5.2.1.2, RFC 5861 §3',
    sentence:
      'then the client is willing to accept a response that has exceeded its freshness lifetime by no more than the specified number of seconds',
    right: 'we',
    count: 1,
    without: (given) =>
      asks(given, /max-stale=/) || says(given, /stale-while/) ? { ...given, afterMs: given.afterMs - 1 } : undefined,
  },
]
