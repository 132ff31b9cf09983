/** What the cache did with a request, in words. */

import { parseCacheStatus } from './cache-status.js'
import { span } from './format.js'

/** The outcomes, each with its name and how it is drawn: `kind` is a colour, `isFromCache` a direction. */
export const outcomes = {
  hit: { name: 'Hit', kind: 'hit', isFromCache: true },
  stale: { name: 'Stale', kind: 'stale', isFromCache: true },
  revalidated: { name: 'Revalidated', kind: 'revalidated', isFromCache: false },
  instead: { name: 'Stale, instead of an error', kind: 'stale', isFromCache: false },
  collapsed: { name: 'Together', kind: 'together', isFromCache: false },
  stored: { name: 'Miss, stored', kind: 'miss', isFromCache: false },
  unstored: { name: 'Not stored', kind: 'aside', isFromCache: false },
  bypass: { name: 'Passed by', kind: 'aside', isFromCache: false },
  absent: { name: 'Not there', kind: 'failed', isFromCache: true },
  failed: { name: 'Failed', kind: 'failed', isFromCache: false },
}

/**
 * Says what a response's `cacheStatus` means.
 *
 * @param response what a session's `fetch` resolved with.
 * @param asked the request's `method` and cache `mode`.
 * @returns the name of one of `outcomes`, and sentences.
 */
export function explain({ cacheStatus, fromCache, revalidated, isStale, redirected, url }, { method, mode }) {
  const status = parseCacheStatus(cacheStatus)
  const outcome = outcomeOf(status, { fromCache, revalidated, isStale })
  const sentences = [
    ...beginnings[outcome](status, { method, mode }),
    ...(outcome === 'absent' ? [] : [detailOf(status)]),
    ...(redirected ? [`It was redirected. A page sees no hops, so what came belongs to ${url}.`] : []),
  ]
  return { outcome, sentences: sentences.filter(Boolean) }
}

function outcomeOf(status, { fromCache, revalidated, isStale }) {
  if (status.collapsed) return 'collapsed'
  if (revalidated) return 'revalidated'
  if (fromCache && isStale) return status.hit ? 'stale' : 'instead'
  if (fromCache) return 'hit'
  if (status.detail === 'only-if-cached') return 'absent'
  if (/^(bypass|method)$/.test(status.fwd)) return 'bypass'
  return status.stored ? 'stored' : 'unstored'
}

const beginnings = {
  hit: (status) => ['It came from DynamoDB alone; the origin was not asked.', freshFor(status)],
  stale: (status, { mode }) => [
    'It came from DynamoDB although it is stale.',
    /^(force-cache|only-if-cached)$/.test(mode)
      ? `The cache mode ${mode} takes what is there.`
      : 'It is validated behind this answer; the next one gets what comes of that.',
    staleSince(status),
  ],
  revalidated: (status) => [
    'The origin was asked whether what is stored is still good, and said yes, by a 304 without a body.',
    'Head and body came from DynamoDB.',
    freshFor(status),
  ],
  instead: (status) => [
    status['fwd-status']
      ? `The origin answered ${status['fwd-status']}, and what is stored was served in its stead.`
      : 'What is stored was served instead of a failure.',
    staleSince(status),
  ],
  collapsed: (status) => [
    'Another request of this page was under way for the same; its response was taken, and the origin asked once.',
    freshFor(status),
  ],
  stored: (status, { mode }) => [forwarded(status, mode), answered(status), storedFor(status)],
  unstored: (status, { mode }) => [forwarded(status, mode), answered(status)],
  bypass: (status, { method }) =>
    status.fwd === 'method'
      ? [
          `The cache does not answer ${method}: it went to the origin.`,
          Number(status['fwd-status']) < 400 && 'What was stored of this URL is not used any more.',
        ]
      : ['The cache had no part in this request: nothing was looked up, and nothing stored.'],
  absent: () => ['Nothing that is stored will do, and only-if-cached never asks the origin: that is a 504.'],
}

function forwarded({ fwd }, mode) {
  if (fwd === 'uri-miss') return 'Nothing of use was stored for this request, so the origin was asked.'
  if (fwd === 'vary-miss') return 'What is stored is for other values of the headers by which it varies.'
  if (fwd === 'stale') return 'What is stored may not be used without asking: it is stale, or each use is validated.'
  return mode === 'reload' ? 'The cache mode reload always asks the origin.' : 'The request wanted what is new.'
}

const answered = (status) => status['fwd-status'] && `The origin answered ${status['fwd-status']}.`

function freshFor({ ttl }) {
  if (ttl === undefined) return 'It stays fresh for ever.'
  return Number(ttl) > 0 ? `It stays fresh for another ${span(ttl * 1_000)}.` : 'It is validated at its next use.'
}

const staleSince = ({ ttl }) => Number(ttl) < 0 && `It has been stale for ${span(-ttl * 1_000)}.`

function storedFor({ ttl }) {
  if (ttl === undefined) return 'It is stored, and stays fresh for ever.'
  return Number(ttl) > 0
    ? `It is stored, and fresh for ${span(ttl * 1_000)}.`
    : 'It is stored to be validated at its next use.'
}

/** Why something was not done. */
const details = {
  'no-store': 'The response says no-store, so it is not stored.',
  private: 'The response says private, so a shared cache does not store it.',
  'no freshness': 'It says nothing of how long it is good, and expireAfter is not set: so it is not stored.',
  'stale at once': 'It would be stale at once and could not be validated: so it is not stored.',
  'body too large': 'Its body is larger than maxBodyBytes, so it is not stored.',
  'a field that counts may not be stored':
    'It forbids to store a field that says how long it is fresh, or for whom it is, so it is not stored.',
  'sent with cookies': 'It was sent with cookies, and does not say that it may be shared: so it is not stored.',
  'Vary: *': 'It says Vary: *, so no other request may get it.',
  'Vary on a field of the browser': 'It varies by a header that the browser sets and this page does not see.',
  readOnly: 'The setting readOnly keeps it from being stored.',
  filterFn: 'The setting filterFn keeps it from being stored.',
  'unknown coding': 'Its content coding is not decoded here, so it is not stored.',
  'a secret in a URL': 'It leads to a URL with a secret, so it is not stored.',
  'expireAfter overruled by the response':
    'The setting expireAfter did not count: the response states its own freshness.',
  'the origin cannot be reached': 'The origin cannot be reached.',
}

function detailOf({ detail }) {
  if (detail === undefined) return undefined
  if (Object.hasOwn(details, detail)) return details[detail]
  if (/^status \d+/.test(detail)) return `A response of ${detail} is not stored.`
  if (/^[A-Z_]+$/.test(detail)) return `DynamoDB could not be read (${detail}), so the cache was left out.`
  return `Detail: ${detail}.`
}
