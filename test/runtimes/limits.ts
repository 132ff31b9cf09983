const noSharing = 'a request must not wait for a promise of another one, so callers do not share them'

/** What a runtime cannot do, by the test that shows it, with the reason. */
export const limits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  workerd: {
    'caching: an empty Expires is the past': 'a header field without a value is not shown to the program',
    'modes: a Request brings its mode, init wins over it, and cacheMode is for those that name none':
      'new Request() refuses most cache modes',
    'table: of many writes at once one makes the table for the others': noSharing,
    'transport: credentials from a function are asked for once by many requests at a time': noSharing,
  },
}
