import { checkOptions } from '../options.ts'
import type { PolicyRequest } from './policy.ts'
import { type RequestSettings, requestChecks } from './settings.ts'

/** What `fetch` takes, and settings of the cache beside it. */
export interface CachedRequestInit extends RequestInit {
  readonly dynadict?: RequestSettings | undefined
}

/** One request as the session sees it; redirects make further ones of it. */
export interface FetchRequest extends PolicyRequest {
  readonly redirect: RequestRedirect
  readonly signal: AbortSignal | undefined
  /** What goes to the runtime's fetch: the caller's own, but for what is handled here. */
  readonly input: string | Request
  readonly init: RequestInit
}

/** Reads the arguments of `fetch` as it does: members of `init` win over those of a `Request`. */
export function readRequest(
  input: string | URL | Request,
  { dynadict = {}, cache, ...init }: CachedRequestInit,
  cacheMode: RequestCache,
): FetchRequest {
  checkOptions(dynadict, requestChecks, 'init.dynadict')
  const request = input instanceof Request ? input : undefined
  // A page resolves a relative URL against its own; elsewhere it is an error, as it is for fetch.
  const url = new URL(request ? request.url : String(input), globalThis.location?.href)
  url.hash = ''
  const method = (init.method ?? request?.method ?? 'GET').toString()
  const asked = cache ?? (request?.cache === 'default' ? undefined : request?.cache)
  const mode = asked ?? cacheMode
  return {
    method: /^(get|head|post|put|delete|options)$/i.test(method) ? method.toUpperCase() : method,
    url: url.href,
    headers: new Headers(init.headers ?? request?.headers),
    mode,
    expireAfter: dynadict.expireAfter,
    redirect: init.redirect ?? request?.redirect ?? 'follow',
    signal: init.signal ?? request?.signal ?? undefined,
    input: request ?? url.href,
    init,
  }
}

/** The headers that a cache mode adds, as the Fetch standard says (§4.6, steps 15 and 16). */
export function headersForMode(headers: Headers, mode: RequestCache): Headers {
  const added = new Headers(headers)
  if (mode === 'no-cache' && !headers.has('cache-control')) added.set('cache-control', 'max-age=0')
  if (mode === 'no-store' || mode === 'reload') {
    if (!headers.has('pragma')) added.set('pragma', 'no-cache')
    if (!headers.has('cache-control')) added.set('cache-control', 'no-cache')
  }
  return added
}
