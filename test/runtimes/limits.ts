const noSharing = 'a request must not wait for a promise of another one, so callers do not share them'

const cookies = 'a page sees no Set-Cookie'
const keyed = "all that the caller sets is part of another origin's key, since Vary is seldom visible"
const unchecked = 'a page is not told how an answer was coded, and does not check it'
const unsent = 'a connection that is refused looks like one that breaks'
const resent = 'a browser sends a request again by itself when a connection that was kept breaks without an answer'
const hops = 'a page sees no hop of a redirect, only where it ends'

/** What no page can do. */
const inPages = {
  'caching: a cache is shared unless it is told otherwise':
    "what a page stores is one user's own, unless it is told otherwise",
  'caching: by name: Cookie and Proxy-Authorization pass the cache by':
    'new Request() drops the headers that a page may not set',
  'caching: by name: a response with Set-Cookie is not stored': cookies,
  'validation: Set-Cookie of a 304 reaches the caller': cookies,
  'vary: the first variant is under the key of the resource, a further one takes a second GetItem': keyed,
  'vary: a miss among variants is told as one': keyed,
  'redirects: a chain is followed, and the next time comes from the table hop by hop': hops,
  'redirects: redirects tells where each hop ends': hops,
  'redirects: each hop is stored by its own rules': hops,
  "redirects: redirect: 'manual' gives the redirect itself, from the table too": hops,
  'modes: strict: a hop that cannot be stored fails the chain, and leaves no unhandled failure': hops,
  'responses: a Request as init brings its body along':
    'Chromium sends the body of a Request, a stream, by HTTP/2 only',
  'lost answers: increment that was never sent says so, and not that its outcome is unknown': unsent,
  'lost answers: what is not sent again is not so by the runtime either, when a connection breaks that was kept':
    resent,
  'may be done: what was never sent has not been done': unsent,
  'faults: an answer that is not that of its checksum is seen by nobody when it passes': unchecked,
  'faults: an answer that is not that of its checksum that stays is a NetworkError after all attempts': unchecked,
  'responses: Cache-Control and Pragma are sent for the modes that ask for them, and for no other':
    "the browser's own cache is passed by with the mode 'no-store', for which it sends both",
}

/** What a page cannot do where the origin exposes no headers: it sees the few that are safelisted (Fetch §2.2.6). */
const withoutExposedHeaders = {
  'transport: an error has the id that DynamoDB gave to the request': 'x-amzn-requestid is not visible',
  'transport: Retry-After is waited for': 'Retry-After is not visible',
  'answers: the type of an error may stand in x-amzn-errortype': 'x-amzn-errortype is not visible',
  'answers: an answer that is not of DynamoDB has the id that it was given': 'x-amzn-requestid is not visible',
  'reports: each attempt is reported with what came of it, and why there is a next one':
    'x-amzn-requestid is not visible',
  'caching: Age counts against freshness': 'Age is not visible',
  'caching: by name: a response with Vary: * is not stored': 'Vary is not visible',
  'validation: a stale response is validated by its ETag: one GetItem, one UpdateItem, no body': 'ETag is not visible',
  'validation: a 304 that names another representation confirms nothing': 'ETag is not visible',
  'vary: a variant is validated by its own validator': 'Vary and ETag are not visible',
  'pages: what varies by a header that the browser adds is not stored': 'Vary is not visible',
  'responses: it expires the earlier the older it was on arrival': 'Age is not visible',
  'responses: Cache-Status of a cache before is kept': 'Cache-Status is not visible',
  'responses: a coded body is stored decoded, and its coding and coded length are gone':
    'Content-Encoding is not visible, and Content-Length, the coded one, is',
}

/** What a runtime cannot do, by the test that shows it, with the reason. */
export const limits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  workerd: {
    'caching: an empty Expires is the past': 'a header field without a value is not shown to the program',
    'modes: a Request brings its mode, init wins over it, and cacheMode is for those that name none':
      'new Request() refuses most cache modes',
    'table: of many writes at once one makes the table for the others': noSharing,
    'lost answers: increment that was never sent says so, and not that its outcome is unknown': unsent,
    'may be done: what was never sent has not been done': unsent,
    'transport: credentials from a function are asked for once by many requests at a time': noSharing,
    'refusals: of many requests at a time whose token has expired, all pass, and the credentials are asked for once':
      noSharing,
  },
  Deno: {
    'mending: the checksum of an answer that came compressed says nothing':
      'what was asked for uncoded is not decoded, should it come coded all the same',
  },
  Chromium: inPages,
  'Chromium without exposed headers': { ...inPages, ...withoutExposedHeaders },
}
