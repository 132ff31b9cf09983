/** The origin of the tests, reached over HTTP only, so that it can be told what to do from any runtime. */

/** One answer. Headers may hold `{now}`, `{now+60}` for dates by the site's clock; `null` leaves a header out. */
export interface Answer {
  status?: number
  statusText?: string
  headers?: Record<string, string | string[] | null>
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
  delayMs?: number
  /** Answers in full although the validators match. */
  ignoreConditions?: boolean
}

/** By path, by `METHOD /path`, by DynamoDB's operation, or `*`. Of several answers the last one is repeated. */
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
