import type { CacheMode } from './cache-mode.ts'
import { noPage, pageView } from './page-view.ts'
import type { PolicyRequest } from './policy/request.ts'
import { isIgnoredName, isSecretName } from './redact.ts'
import { nextHop } from './redirects.ts'
import { routingFields } from './routing.ts'
import type { SessionDefaults } from './session-defaults.ts'
import { methodName, type RequestSettings, type ResolvedSettings } from './settings.ts'

/** What `fetch` takes, and settings of the cache beside it. */
export interface CachedRequestInit extends RequestInit {
  /** The cache mode, as in `fetch`. Default: the session's `cacheMode`. */
  readonly cache?: CacheMode
  /** Settings for this request; they win over the session's. Default: none. */
  readonly dynadict?: RequestSettings | undefined
}

/** What to do with redirects (Fetch §2.2.5). */
export type Redirect = 'follow' | 'error' | 'manual'

/** One request as the session sees it; redirects make further ones of it. */
export interface FetchRequest extends PolicyRequest {
  readonly settings: ResolvedSettings
  /** The settings of a request to another URL that is made of this one. */
  readonly settingsFor: (url: string) => Promise<ResolvedSettings>
  readonly redirect: Redirect
  readonly signal: AbortSignal | undefined
  /** Whether it brings what only the runtime's fetch can check or refuse. */
  readonly isForFetch: boolean
  readonly hasBody: boolean
  /** The body of a request that may be answered from the cache, where it has one. */
  readonly body?: Uint8Array | undefined
  /** What goes to the runtime's fetch: the caller's own, but for what is handled here. */
  readonly input: string | Request
  readonly init: RequestInit
}

/**
 * Reads the arguments of `fetch` as it does: members of `init` win over those of a `Request`, and `init` may be any object,
 * a `Request` too, whose members are not its own.
 */
export async function readRequest(
  input: string | URL | Request,
  given: CachedRequestInit | null,
  defaults: SessionDefaults,
): Promise<FetchRequest> {
  const { dynadict, cache: named, ...init } = membersOf(given ?? {})
  // A Request names 'default' when nobody has.
  const cache = named === 'default' && given instanceof Request ? undefined : named
  defaults.checkRequest(dynadict, cache)
  const request = input instanceof Request ? input : undefined
  // A page resolves a relative URL against its base; elsewhere it is an error, as it is for fetch.
  const base = globalThis.document?.baseURI ?? globalThis.location?.href
  const url = new URL(request ? request.url : String(input), base)
  url.hash = ''
  const method = methodName(String(init.method ?? request?.method ?? 'GET'))
  const redirect = init.redirect ?? request?.redirect ?? 'follow'
  const hasBody = (init.body ?? request?.body ?? null) !== null
  const hasIntegrity = Boolean(init.integrity ?? request?.integrity)
  const credentials = init.credentials ?? request?.credentials ?? 'same-origin'
  const headers = new Headers(init.headers ?? request?.headers)
  const { isPage, addedHeaders } = defaults.traits
  const view = isPage ? pageView(url, headers, credentials) : noPage
  // The browser sets it, to the same.
  if (view.isCrossOrigin) headers.set('origin', String(globalThis.location?.origin))
  const asked = cache ?? (request?.cache === 'default' ? undefined : request?.cache)
  const signal = (init.signal === undefined ? request?.signal : init.signal) ?? undefined
  const settingsFor = (href: string) => defaults.settingsFor(href, dynadict)
  // All that is the caller's, and may change, has been read by now, as fetch does it.
  const settings = await settingsFor(url.href)
  return {
    settings,
    settingsFor,
    method,
    url: url.href,
    headers,
    added: addedHeaders,
    credentials: credentialsIn(headers, settings),
    mode: asked ?? settings.cacheMode,
    ...view,
    selecting: [...view.selecting.filter(([name]) => !isIgnored(name, settings)), ...routingIn(headers, settings)],
    redirect,
    signal,
    // A GET with a body is an error, and fetch's own to report.
    isForFetch:
      (hasBody && /^(GET|HEAD)$/.test(method)) || hasIntegrity || !['follow', 'error', 'manual'].includes(redirect),
    hasBody,
    input: request ?? url.href,
    init,
  }
}

/** A body above so many bytes is no part of a key. */
const maxKeyedBytes = 2_000_000

/** The request with its body read, so that it is part of the key; `isForFetch` when it is too large for that. */
export async function withBody(request: FetchRequest): Promise<FetchRequest> {
  const { input, init, signal } = request
  const { readRequestBody } = await import('./request-body.ts')
  const source = init.body ?? (input instanceof Request ? input : '')
  const { bytes, body, contentType } = await readRequestBody(source, maxKeyedBytes, signal)
  const headers = new Headers(request.headers)
  if (contentType !== null && !headers.has('content-type')) headers.set('content-type', contentType)
  const duplex = body instanceof ReadableStream && { duplex: 'half' }
  // A Request whose body was read is of no more use; its other members are.
  const { cache: _, ...members } = input instanceof Request ? membersOf(input as CachedRequestInit) : {}
  const sent = { ...members, ...init, headers, body, ...duplex }
  return { ...request, headers, body: bytes, isForFetch: !bytes, input: request.url, init: sent }
}

/** The request that a redirect makes of another one (Fetch §4.4). */
export async function redirected(request: FetchRequest, status: number, target: string): Promise<FetchRequest> {
  const { input, init } = request
  const { method, url, headers } = nextHop(request, status, target, request.settings.keys)
  const settings = await request.settingsFor(target)
  const isRewritten = method !== request.method
  const selecting = routingIn(headers, settings)
  const { body: _, ...bodiless } = init
  const to =
    input instanceof Request ? new Request(target, isRewritten ? { headers, signal: input.signal } : input) : target
  return {
    ...request,
    ...{ settings, method, url, headers, selecting, credentials: credentialsIn(headers, settings), input: to },
    ...(isRewritten
      ? { body: undefined, hasBody: false, init: { ...bodiless, method, headers } }
      : { init: { ...init, headers } }),
  }
}

/** The fields that say who asks: what is redacted by default or by setting, and counts. */
export const credentialsIn = (headers: Headers, { keys }: ResolvedSettings): [name: string, value: string][] =>
  [...headers].filter(([name]) => (isSecretName(name) || isSecretName(name, keys)) && !isIgnoredName(name, keys))

/** Whether two requests with one key are sent in the same way: by the same dispatcher, client, or whatever else fetch takes. */
export function isSentAlike({ init }: FetchRequest, { init: other }: FetchRequest): boolean {
  // These are in the key, in Vary, or each one's own affair.
  const { method, headers, body, signal, ...one } = { ...other, ...init }
  return Object.keys(one).every((name) => init[name as keyof RequestInit] === other[name as keyof RequestInit])
}

/** The request as it is once fetch itself has followed its redirects to another URL. */
export async function movedTo(request: FetchRequest, url: string): Promise<FetchRequest> {
  const { input, init, isPage } = request
  const settings = await request.settingsFor(url)
  const headers = new Headers(request.headers)
  // After a hop to another origin the browser hides where it began (Fetch §3.2).
  if (new URL(url).origin !== new URL(request.url).origin) headers.delete('origin')
  const mode = init.credentials ?? (input instanceof Request ? input.credentials : 'same-origin')
  const view = isPage ? pageView(new URL(url), headers, mode) : noPage
  const selecting = [...view.selecting.filter(([name]) => !isIgnored(name, settings)), ...routingIn(headers, settings)]
  return { ...request, ...view, url, settings, headers, selecting, credentials: credentialsIn(headers, settings) }
}

const routingIn = (headers: Headers, settings: ResolvedSettings) =>
  routingFields(headers, (name) => isIgnored(name, settings))

const isIgnored = (name: string, { keys }: ResolvedSettings): boolean => isIgnoredName(name, keys)

/** What fetch reads of `init`, by name: its getters and what it inherits. */
const requestMembers = [
  'body',
  'cache',
  'cf',
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
