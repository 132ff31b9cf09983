/** What a runtime cannot do, by the test that shows it, with the reason. */
export const limits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  workerd: {
    'caching: an empty Expires is the past': 'a header field without a value is not shown to the program',
    'modes: a Request brings its mode, init wins over it, and cacheMode is for those that name none':
      'new Request() refuses most cache modes',
  },
}
