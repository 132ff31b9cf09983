/** What the demo's API answers: a resource for each thing that a cache has to know. */

import { randomBytes } from 'node:crypto'

const kilobyte = 1_000
const large = randomBytes(250 * kilobyte).toString('hex')
const huge = randomBytes(2_500 * kilobyte).toString('hex')

let count = 0

/**
 * By path: `title` and `note` for the page; `headers` and `takesMs` of the answer; and, where it is not the usual JSON, its
 * `status` and `body` of the request's headers and method. `ask` is what the page sends, and `isElsewhere` says that it sends it
 * to the other origin.
 */
export const routes = {
  '/fresh': {
    title: 'Fresh for a minute',
    note: 'Send it twice: the second answer is a hit, until the minute is over.',
    headers: { 'cache-control': 'max-age=60' },
  },
  '/soon-stale': {
    title: 'Stale after 5 seconds',
    note: 'Send it again after 5 seconds. With staleWhileRevalidate, or staleIfError and a failing API, it is served stale.',
    headers: { 'cache-control': 'max-age=5' },
  },
  '/etag': {
    title: 'Validated by ETag',
    note: 'no-cache: each use asks the origin, which answers 304 without a body. A POST makes a new edition.',
    headers: { 'cache-control': 'no-cache' },
    hasEtag: true,
  },
  '/background': {
    title: 'Validated in the background',
    note: 'Fresh for 5 seconds; then it is served stale at once, while a new one is fetched behind the answer.',
    headers: { 'cache-control': 'max-age=5, stale-while-revalidate=60' },
    takesMs: 800,
  },
  '/dated': {
    title: 'Last-Modified, at another origin',
    note: 'A page sees few headers of another origin. Stale after 5 seconds; validated only with crossOriginValidation.',
    headers: { 'cache-control': 'max-age=5', 'last-modified': 'Sat, 28 Nov 2026 08:00:00 GMT' },
    isElsewhere: true,
  },
  '/greeting': {
    title: 'Varies by language',
    note: 'Vary: Accept-Language. Change de to en, and both variants are kept side by side.',
    headers: { 'cache-control': 'max-age=300', vary: 'Accept-Language' },
    body: ({ headers }) => ({ greeting: headers['accept-language']?.startsWith('de') ? 'Guten Tag' : 'Good day' }),
    ask: { headers: 'Accept-Language: de' },
  },
  '/account': {
    title: 'With Authorization',
    note: 'Turn on shared: each value of Authorization has a part of the cache to itself.',
    headers: { 'cache-control': 'max-age=60' },
    body: ({ headers }) => ({ account: headers.authorization?.replace(/^Bearer /, '') ?? 'nobody' }),
    ask: { authorization: 'Bearer ada' },
  },
  '/private': {
    title: 'Private',
    note: 'Cache-Control: private. Stored here, since the cache is one principal’s own; not once it is shared.',
    headers: { 'cache-control': 'private, max-age=60' },
  },
  '/no-store': {
    title: 'Never stored',
    note: 'Cache-Control: no-store wins over all settings, unless the response’s own rules do not count.',
    headers: { 'cache-control': 'no-store' },
  },
  '/silent': {
    title: 'Says nothing',
    note: 'No Cache-Control at all: not stored, until expireAfter says for how long.',
    headers: {},
  },
  '/counter': {
    title: 'Changed by a POST',
    note: 'A POST adds one, and what is stored of this URL is not used any more.',
    headers: { 'cache-control': 'max-age=300' },
    body: ({ method }) => ({ count: method === 'POST' ? ++count : count }),
  },
  '/slow': {
    title: 'Slow: 2 seconds',
    note: 'See what a hit saves. Send five at once: one goes to the origin, the others wait for it.',
    headers: { 'cache-control': 'max-age=60' },
    takesMs: 2_000,
  },
  '/error': {
    title: 'An error: 503',
    note: 'Not stored. An error that states its freshness would be, as the next one does.',
    status: 503,
    headers: {},
  },
  '/missing': {
    title: 'Not found, for a minute',
    note: 'A 404 with max-age=60: stored as any response that says how long it is good.',
    status: 404,
    headers: { 'cache-control': 'max-age=60' },
  },
  '/moved': {
    title: 'A redirect',
    note: 'A page sees no hops: what comes is stored under the URL where it ended.',
    status: 302,
    headers: { location: '/api/fresh' },
    takesMs: 100,
  },
  '/large': {
    title: 'Large: 500 KB',
    note: 'More than one item of DynamoDB holds: its body is kept in chunks.',
    headers: { 'cache-control': 'max-age=300', 'content-type': 'text/plain' },
    body: () => large,
  },
  '/huge': {
    title: 'Huge: 5 MB',
    note: 'Above maxBodyBytes, so it is not stored. Raise that, and it is.',
    headers: { 'cache-control': 'max-age=300', 'content-type': 'text/plain' },
    body: () => huge,
  },
  '/picture': {
    title: 'Bytes, no text',
    note: 'A PNG: the preview shows its first bytes.',
    headers: { 'cache-control': 'public, max-age=31536000, immutable', 'content-type': 'image/png' },
    body: () =>
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
  },
  '/hostile': {
    title: 'Hostile: markup',
    note: 'Markup in headers and body, which this page shows as the text that it is.',
    headers: {
      'cache-control': 'max-age=60',
      'content-type': 'text/html',
      'x-hostile': '<img src=x onerror="document.title=1">',
    },
    body: () => '<script>document.title = "pwned"</script><img src=x onerror="document.title=\'pwned\'">',
  },
}
