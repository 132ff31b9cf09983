/** What a page has to reckon with in a request, since the browser hides it; all of it is off elsewhere. */
export interface PageView {
  readonly isPage: boolean
  /** Whether the request goes to another origin than the page's. */
  readonly isCrossOrigin: boolean
  /** Whether the browser may add cookies or other credentials. */
  readonly withCookies: boolean
  /**
   * What may tell the origin's responses apart: a page seldom sees the Vary of another origin, so everything that the caller
   * sets is taken to be in it, and whether cookies are sent.
   */
  readonly selecting: readonly (readonly [name: string, value: string])[]
}

export const noPage: PageView = { isPage: false, isCrossOrigin: false, withCookies: false, selecting: [] }

/** Fields that ask for what the cache does, or that the browser sets anyway. */
const notSelecting = /^(accept-encoding|cache-control|origin|pragma)$/

export function pageView(url: URL, headers: Headers, credentials: NonNullable<RequestInit['credentials']>): PageView {
  const isCrossOrigin = url.origin !== globalThis.location?.origin
  const withCookies = isCrossOrigin ? credentials === 'include' : credentials !== 'omit'
  const fields = [...headers].filter(([name]) => !notSelecting.test(name))
  return {
    isPage: true,
    isCrossOrigin,
    withCookies,
    selecting: isCrossOrigin ? [...fields, ['cookies', String(withCookies)]] : [],
  }
}
