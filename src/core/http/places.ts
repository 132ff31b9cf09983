import type { FetchRequest } from './fetch-request.ts'
import { resourceKey } from './keys.ts'
import { hasOwnPartition } from './policy/storing.ts'

/** Where responses to a request may be stored: the resource's key, for all or for those with the same credentials. */
export interface Place {
  readonly key: string
  readonly method: string
  readonly isOwn: boolean
}

/**
 * The places for a request, in the order in which they are looked at: those of its credentials first, and for HEAD those of GET,
 * whose responses answer it too (RFC 9110 §9.3.2).
 */
export async function placesFor(request: FetchRequest, tableName: string): Promise<Place[]> {
  const methods = request.method === 'HEAD' ? ['GET', 'HEAD'] : [request.method]
  const places = await Promise.all(methods.map((method) => placesOf(request, method, tableName)))
  return places.flat()
}

async function placesOf(request: FetchRequest, method: string, tableName: string): Promise<Place[]> {
  const { settings, credentials } = request
  const { keys } = settings
  const key = await resourceKey({ ...request, method }, keys)
  const shared: Place = { key, method, isOwn: false }
  if (!hasOwnPartition(settings, request)) return [shared]
  const { partitionKey } = await import('./partition-key.ts')
  const own = await partitionKey(key, credentials, keys.keySecret ?? tableName)
  return [{ key: own, method, isOwn: true }, shared]
}

/** Whether a key is a resource's own, or that of a variant or of a part for credentials. */
export const isOfResource = (key: string, resource: string): boolean =>
  key.startsWith(resource) && /^( ~[0-9a-f]{32})?( [0-9a-f]{32})?$/.test(key.slice(resource.length))

/** The places where what a request changes is marked: those of a GET of the URL. A key of `keyFn` for HEAD is not found by it. */
export function markPlacesFor(request: FetchRequest, url: string, tableName: string): Promise<Place[]> {
  const get = plainGet(request, url)
  return placesFor(request.settings.keys.keyFn ? { ...get, method: 'HEAD' } : get, tableName)
}

/**
 * The keys that have a mark when a response to a request must not be stored any more, whatever the credentials: that of its URL,
 * which an unsafe request marks, and that of the resource, where it was deleted by itself.
 */
export async function markKeysFor(request: FetchRequest, places: readonly Place[]): Promise<string[]> {
  const resource = places.find(({ method, isOwn }) => method === request.method && !isOwn)
  return [...new Set([await urlMarkKey(request, places), ...(resource ? [resource.key] : [])])]
}

function urlMarkKey(request: FetchRequest, places: readonly Place[]): Promise<string> | string {
  const { settings, selecting, method } = request
  const { keyFn, matchHeaders } = settings.keys
  const keyOf = (name: string) => places.find((place) => place.method === name && !place.isOwn)?.key
  const isPlain = keyFn || (!matchHeaders && selecting.length === commonIn(request).length)
  // `keyFn` is not asked about a GET that nobody sends: what it makes of other methods is its own.
  const known = isPlain ? (keyOf('GET') ?? (keyFn && keyOf(method))) : undefined
  const get = plainGet(request, request.url)
  return known ?? resourceKey(get, get.settings.keys)
}

/** What a page's requests to another origin have in common, whatever their headers: whether cookies are sent. */
const commonIn = ({ isPage, selecting }: FetchRequest) =>
  isPage ? selecting.filter(([name]) => name === 'cookies') : []

/**
 * A GET with nothing in its key that another request to the URL need not have: neither a body, nor matched headers, nor fields by
 * which it is routed.
 */
const plainGet = (request: FetchRequest, url: string): FetchRequest => ({
  ...request,
  ...{ url, method: 'GET', body: undefined, selecting: commonIn(request) },
  settings: { ...request.settings, keys: { ...request.settings.keys, matchHeaders: undefined } },
})
