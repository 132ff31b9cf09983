import type { Fetch } from '../runtime.ts'
import { type FetchRequest, headersForMode, type Redirect } from './fetch-request.ts'
import type { FetchTraits } from './fetch-traits.ts'

/** Sends requests to origins by the runtime's `fetch`, or the caller's. */
export class Origin {
  /** What sends them. */
  readonly fetch: Fetch
  readonly #traits: FetchTraits

  constructor(fetch: Fetch, traits: FetchTraits) {
    this.fetch = fetch
    this.#traits = traits
  }

  /** Sends a request as it is. The mode is ours to obey: most runtimes refuse, ignore or double it. */
  async send(request: FetchRequest, overrides: RequestInit = {}): Promise<Response> {
    const { cacheMode, isPage } = this.#traits
    const given = overrides.headers ? new Headers(overrides.headers) : request.headers
    // In a page the browser adds them for 'no-store'; added here, they would cause a preflight.
    const headers = isPage ? given : headersForMode(given, request.mode)
    const isPlain = request.mode === 'default' && Object.keys(overrides).length === 0
    const init = { ...request.init, ...overrides, headers, ...(cacheMode && { cache: cacheMode }) }
    // Called by itself: some runtimes throw when fetch has another `this`.
    const { fetch } = this
    return fetch(request.input, isPlain ? request.init : init)
  }

  /** Where hops can be seen, the session follows them; a page's are the browser's affair. */
  redirectFor(request: FetchRequest): Redirect {
    return this.#traits.isPage ? request.redirect : 'manual'
  }

  /** Whether the runtime has decoded the body while it left the header. */
  decodes(headers: Headers): boolean {
    const codings = (headers.get('content-encoding') ?? '').toLowerCase().split(',')
    return codings.every((coding) => this.#traits.decodedCodings.includes(coding.trim()))
  }
}
