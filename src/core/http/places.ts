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
