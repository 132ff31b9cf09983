import { checkOptions } from '../options.ts'
import type { CacheMode } from './cache-mode.ts'
import { noPage, pageView } from './page-view.ts'
import type { PolicyRequest } from './policy.ts'
import { isCacheMode, type RequestSettings, requestChecks, type WaitUntil } from './settings.ts'

/** What `fetch` takes, and settings of the cache beside it. */
export interface CachedRequestInit extends RequestInit {
  readonly cache?: CacheMode
  readonly dynadict?: RequestSettings | undefined
}

/** What to do with redirects (Fetch §2.2.5). */
export type Redirect = 'follow' | 'error' | 'manual'

/** One request as the session sees it; redirects make further ones of it. */
export interface FetchRequest extends PolicyRequest {
  readonly redirect: Redirect
  readonly signal: AbortSignal | undefined
  readonly waitUntil: WaitUntil | undefined
  /** Whether it brings what only the runtime's fetch can check or refuse. */
  readonly isForFetch: boolean
  /** What goes to the runtime's fetch: the caller's own, but for what is handled here. */
  readonly input: string | Request
  readonly init: RequestInit
}

/**
 * Reads the arguments of `fetch` as it does: members of `init` win over those of a `Request`, and `init` may be any object,
 * a `Request` too, whose members are not its own.
 */
export function readRequest(
  input: string | URL | Request,
  given: CachedRequestInit | null,
  cacheMode: CacheMode,
  isPage: boolean,
): FetchRequest {
  const { dynadict = {}, cache: named, ...init } = membersOf(given ?? {})
  // A Request names 'default' when nobody has.
  const cache = named === 'default' && given instanceof Request ? undefined : named
  checkOptions(dynadict, requestChecks, 'init.dynadict')
  if (cache !== undefined) isCacheMode(cache, 'init.cache')
  const request = input instanceof Request ? input : undefined
  // A page resolves a relative URL against its base; elsewhere it is an error, as it is for fetch.
  const base = globalThis.document?.baseURI ?? globalThis.location?.href
  const url = new URL(request ? request.url : String(input), base)
  url.hash = ''
  const method = String(init.method ?? request?.method ?? 'GET')
  const redirect = init.redirect ?? request?.redirect ?? 'follow'
  const hasBody = (init.body ?? request?.body ?? null) !== null
  const hasIntegrity = Boolean(init.integrity ?? request?.integrity)
  const credentials = init.credentials ?? request?.credentials ?? 'same-origin'
  const headers = new Headers(init.headers ?? request?.headers)
  const view = isPage ? pageView(url, headers, credentials) : noPage
  // The browser sets it, to the same.
  if (view.isCrossOrigin) headers.set('origin', String(globalThis.location?.origin))
  const asked = cache ?? (request?.cache === 'default' ? undefined : request?.cache)
  return {
    method: /^(get|head|post|put|delete|options)$/i.test(method) ? method.toUpperCase() : method,
    url: url.href,
    headers,
    mode: asked ?? cacheMode,
    ...view,
    expireAfter: dynadict.expireAfter,
    waitUntil: dynadict.waitUntil,
    redirect,
    signal: (init.signal === undefined ? request?.signal : init.signal) ?? undefined,
    isForFetch: hasBody || hasIntegrity || !['follow', 'error', 'manual'].includes(redirect),
    input: request ?? url.href,
    init,
  }
}

/** What fetch reads of `init`, by name: its getters and what it inherits. */
const requestMembers = [
  'body',
  'cache',
  'credentials',
  'duplex',
  'headers',
  'integrity',
  'keepalive',
  'method',
  'mode',
  'priority',
  'redirect',
  'referrer',
  'referrerPolicy',
  'signal',
]

/** All members of `init` as its own: those that fetch knows, and those of one runtime or another. */
function membersOf(init: CachedRequestInit): CachedRequestInit {
  const isCopied = (name: string) => Object.prototype.propertyIsEnumerable.call(init, name)
  const known = requestMembers.filter((name) => name in init && !isCopied(name))
  return { ...init, ...Object.fromEntries(known.map((name) => [name, init[name as keyof CachedRequestInit]])) }
}

/** The headers that a cache mode adds, as the Fetch standard says (§4.6, steps 15 and 16). */
export function headersForMode(headers: Headers, mode: CacheMode): Headers {
  const added = new Headers(headers)
  if (mode === 'no-cache' && !headers.has('cache-control')) added.set('cache-control', 'max-age=0')
  if (mode === 'no-store' || mode === 'reload') {
    if (!headers.has('pragma')) added.set('pragma', 'no-cache')
    if (!headers.has('cache-control')) added.set('cache-control', 'no-cache')
  }
  return added
}
