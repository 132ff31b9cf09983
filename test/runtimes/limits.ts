const noSharing = 'a request must not wait for a promise of another one, so callers do not share them'

const cookies = 'a page sees no Set-Cookie'
const keyed = "all that the caller sets is part of another origin's key, since Vary is seldom visible"
const unchecked = 'a page is not told how an answer was coded, and does not check it'
const unsent = 'a connection that is refused looks like one that breaks'
const resent = 'a browser sends a request again by itself when a connection that was kept breaks without an answer'
const decoded = 'a page does not see whether a body was decoded, and so makes no part of it'
const ofBrowser = 'what varies by fields of the browser is not stored'
const hops = 'a page sees no hop of a redirect, only where it ends'

const resentGet = 'it sends a GET again by itself when a connection breaks without an answer'
const noTypeError = 'its fetch rejects with an Error, and not with a TypeError, when an origin cannot be reached'

/** What no page can do. */
const inPages = {
  'caching: a cache is shared unless it is told otherwise':
    "what a page stores is one user's own, unless it is told otherwise",
  'validation: Set-Cookie of a 304 reaches the caller': cookies,
  'vary: the first variant is one GetItem; a further one is two, and one where it is known how they vary': keyed,
  'vary: a miss among variants is told as one': keyed,
  'partitions: what the response allows to share is stored for all': keyed,
  'partitions: what a 304 or a HEAD says to one user is not told to all': keyed,
  'partitions: Cookie and API keys part what is fresh by a setting, and not what the origin says is fresh': keyed,
  'partitions: a private session has no parts: it is for one principal': keyed,
  'partitions: a shared session stores Set-Cookie only with storeSetCookie, and a private one does': cookies,
  'settings: matchHeaders: the named headers are part of the key, or all that the caller sets': keyed,
  'methods: JSON: neither white space nor the order of members counts; numbers and lists do as they are written': keyed,
  'failing: a variant that a 304 names and that cannot be read is asked for anew': keyed,
  'failing: strict: the same failures are those of the request':
    'the reader of a body that fails learns of it by a TypeError of the browser',
  'safety: nothing of our own reaches fetch: no setting, no mode, no header but the conditions of a validation':
    'the browser sets Origin, and it is a part of the key before',
  'safety: header names of prototypes are names like any other': ofBrowser,
  'secrets: of URLs in response headers: a redirect that leads by a secret is followed, and not stored': hops,
  'secrets: of a chain: keys, heads and links of all its hops': hops,
  'methods: redirects of a POST: 301, 302 and 303 make it a GET without body, 307 and 308 send it again (Fetch §4.4)':
    hops,
  'methods: such a redirect to another origin leaves credentials behind, as any does': hops,
  'safety: a Location that is a script leads nowhere': hops,
  'deleting: what is under way is not stored any more, by URL, key and request; what is asked for afterwards is': keyed,
  'deleting: a request goes with its variants and parts for credentials': keyed,
  'tools: with other settings for keys, what can be known gets the keys by which sessions find it': keyed,
  'tools: variants move together and stay apart, and redirects follow': keyed,
  'tools: variants of different fields move together, too': keyed,
  'tools: a run that was broken off is done to its end by the next one': keyed,
  'tools: what counted and is not stored keeps an entry where it is': keyed,
  'tools: an entry is moved whole, with its expiry': keyed,
  'joining: what an origin answers when it fails is for who asks with the same headers': keyed,
  'together: a hundred requests at once are one read of the table, for a miss, a hit and each variant': keyed,
  'statistics: a part of a body, and a 304 to the caller, count with what was sent': decoded,
  'deleting: a URL goes with what its redirects lead to, and with the redirects that lead to it': hops,
  'deleting: by key and by state, redirects that lead to what is gone are forgotten, and hops stay': hops,
  'redirects: a chain is followed, and the next time comes from the table hop by hop': hops,
  'redirects: a stored chain is one GetItem for each hop and its end; a hop that is stale, changed or gone is asked for again by itself':
    hops,
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
  'invalidation: RFC 9110 §9.2.2: a request that found nobody to listen was not done, and invalidates nothing': unsent,
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
  'precedence: 1: what is prohibited is stored by no setting': 'Vary is not visible',
  'precedence: 1: without cacheControl those prohibitions stay that are not of Cache-Control': 'Vary is not visible',
  'precedence: a setting that loses is told in the detail of Cache-Status, with what it lost to':
    'Cache-Status is not visible',
  'together: what others ask differently goes its own way: another variant, Range, no-cache, max-age, reload':
    'Vary is not visible',
  'settings: filterFn: says of each response whether it is stored, from its URL, status and headers':
    'headers of the origin are not visible',
  'partitions: who has a part of his own gets the fields that are for him, and no cookie again':
    'headers of the origin are not visible',
  'secrets: of response headers: one with a hidden name is stored as REDACTED, an ignored one not at all':
    'headers of the origin are not visible',
  'validation: a stale response is validated by its ETag: one GetItem, one UpdateItem, no body': 'ETag is not visible',
  'validation: a 304 that names another representation confirms nothing': 'ETag is not visible',
  'entries: the request selects the variant': 'Vary is not visible',
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
    'invalidation: RFC 9110 §9.2.2: a request that found nobody to listen was not done, and invalidates nothing':
      unsent,
    'transport: credentials from a function are asked for once by many requests at a time': noSharing,
    'refusals: of many requests at a time whose token has expired, all pass, and the credentials are asked for once':
      noSharing,
    'heuristics: §4.2.2: no heuristic beside Expires, not even an invalid one':
      'a header field without a value is not shown to the program',
    'validating: RFC 9110 §8.8.3: the ETag W/"é" is sent as it is': 'header fields are taken for UTF-8',
    'stale: §4.2.4: when the origin is back the stored response is validated': resentGet,
    'stale: DESIGN §6: an origin out of reach is the TypeError of fetch, where nothing permits to serve what is stale':
      noTypeError,
    'stale: DESIGN §6: so it is where nothing is stored': noTypeError,
    'stale-if-error: RFC 5861 §4: beyond its seconds the error is what is served': noTypeError,
    'Cache-Status: §2.7: of requests at once the followers are collapsed': noSharing,
    'settling: settle of one session is for all that were made of one another': noSharing,
    'together: a hundred requests at once are one to the origin, each with a body of its own': noSharing,
    'together: a hundred requests at once are one read of the table, for a miss, a hit and each variant': noSharing,
    'together: so it is for a validation, and for a POST that is allowable': noSharing,
    'together: sessions that write nothing make one request, too, and nothing is stored': noSharing,
    'together: an origin that fails is asked once by all who may have what is stale, or may not': noSharing,
    'together: who is in front leaves before the headers, and the rest need one request more': noSharing,
    'together: who is in front leaves in the middle of the body, and the rest need one request more': noSharing,
    'together: who is in front cancels his body, and the rest have it all the same': noSharing,
    'together: who is in front leaves his body unread, and the rest have it all the same': noSharing,
    'together: one of those who wait leaves, and nobody else is the worse for it': noSharing,
    'joining: sessions made by with make one request together; one that asks by another fetch makes its own': noSharing,
    'joining: who is sent by another dispatcher, or whatever else fetch takes, goes by himself': noSharing,
    'joining: an answer without a body is for all who wait, too': noSharing,
  },
  Bun: {
    'together: an origin that fails is asked once by all who may have what is stale, or may not': resentGet,
    'stale: §4.2.4: when the origin is back the stored response is validated': resentGet,
  },
  Deno: {
    'stale: §4.2.4: when the origin is back the stored response is validated': resentGet,
    'mending: the checksum of an answer that came compressed says nothing':
      'what was asked for uncoded is not decoded, should it come coded all the same',
  },
  Chromium: {
    ...inPages,
    "failing: DeleteItem: whatever becomes of it, each request has the origin's answer": ofBrowser,
  },
  'Chromium without exposed headers': { ...inPages, ...withoutExposedHeaders },
}
