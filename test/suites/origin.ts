/** The origin of the tests, reached over HTTP only, so that it can be told what to do from any runtime. */

/**
 * One answer. Each value of a header is a line of its own, in the order and letter case given, each character a byte; `null`
 * leaves out what would be there. Headers and body may hold `{count}`, the number of the request at its route; headers may
 * hold `{now}`, `{now+60}` for dates by the site's clock, `{site}` for its URL, `{site-path}` for the path of that, and
 * `{site-elsewhere}` for its URL at another origin.
 */
export interface Answer {
  /**
   * What the request's headers must hold for this answer, `null` for those that must be absent. Such an answer is given
   * whenever it fits, before those that are given in turn.
   */
  when?: Record<string, string | null>
  status?: number
  statusText?: string
  headers?: Record<string, string | string[] | null>
  /** Interim responses before it. */
  informational?: { status: number; headers?: Record<string, string | string[]> }[]
  /** In place of everything else: the bytes on the wire, one for each character, before the connection is closed. */
  raw?: string
  body?: string
  /** The body is in base64. */
  base64?: boolean
  /** The body so many times over. */
  repeat?: number
  /** The body is what this request header holds. */
  echo?: string
  coding?: 'gzip' | 'br'
  /** In chunks without a Content-Length. */
  chunked?: boolean
  /** Ends the connection before the body is complete. */
  cut?: boolean
  /** Never answers. */
  never?: boolean
  /** Resets the connection instead of an answer. */
  reset?: boolean
  delayMs?: number
  /** Waits so long in the middle of the body. */
  pauseMs?: number
  /** Answers in full although the validators match. */
  ignoreConditions?: boolean
}

/** By path, by `METHOD /path`, with their query or without, by DynamoDB's operation, or `*`. Of several answers the last one is repeated. */
export type Routes = Record<string, Answer | Answer[]>

export interface RecordedRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string
}

/** A site of its own for one test. */
export interface Site {
  readonly url: string
  /** The requests that it had so far. */
  requests(): Promise<RecordedRequest[]>
  /** How often a browser asked whether a page may send a request, which requests() does not tell. */
  preflights(): Promise<number>
  setClock(offsetMs: number): Promise<void>
}

export async function newSite(originUrl: string, routes: Routes): Promise<Site> {
  const call = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${originUrl}/control/sites${path}`, init)
    return response.json()
  }
  const { id } = await call('', routes)
  return {
    url: `${originUrl}/sites/${id}`,
    requests: async () => (await call(`/${id}`)).requests,
    preflights: async () => (await call(`/${id}`)).preflights,
    setClock: (offsetMs) => call(`/${id}`, { offsetMs }),
  }
}
