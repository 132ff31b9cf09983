import type { DynamoDbDict } from '../dict/dict.ts'
import { unlessCode } from '../errors.ts'
import type { FetchRequest } from './fetch-request.ts'
import { resourceKey } from './keys.ts'
import type { Lookup } from './lookup.ts'
import { type Place, placesFor } from './places.ts'
import { invalidatedIn, type StoredMeta } from './stored-response.ts'

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

/**
 * Whether somebody has invalidated a resource while its response was under way. The mark does not stand under the keys of
 * further variants, other methods, and others' credentials. One GetItem for each key.
 */
export async function isInvalidatedSince(
  responses: DynamoDbDict<Uint8Array>,
  keys: readonly string[],
  { seen }: Lookup,
  requestTime: number,
): Promise<boolean> {
  const slots = seen.flatMap((place) => place.slots)
  const isMarked = async (key: string) => {
    // What cannot be read is no mark.
    const current = await unlessCode('DECODE', responses.openBlob<StoredMeta>(key, { consistent: true }))
    // A response may have taken the place of the mark meanwhile.
    const invalidatedAt = current && invalidatedIn(current.meta)
    if (invalidatedAt === undefined) return false
    const before = slots.find((slot) => slot.key === key)
    return before ? before.invalidatedAt !== invalidatedAt : invalidatedAt >= requestTime
  }
  return (await Promise.all(keys.map(isMarked))).includes(true)
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
