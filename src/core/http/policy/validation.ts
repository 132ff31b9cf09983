import type { StoredResponse } from '../stored-response.ts'
import type { PolicyRequest } from './request.ts'
import type { PolicySettings } from './settings.ts'
import { mayValidate, storableHeaders } from './storing.ts'

/**
 * The headers that ask the origin whether stored responses are still good (RFC 9111 §4.3.1): the validators of the selected one,
 * and the ETags of others, any of which a 304 may name. A caller's own conditions go with them.
 */
export function conditionalHeaders(
  settings: PolicySettings,
  request: PolicyRequest,
  selected: StoredResponse | undefined,
  others: readonly Pick<StoredResponse, 'headers'>[],
): Headers {
  const headers = new Headers(request.headers)
  if (!mayValidate(settings, request) || request.method !== 'GET') return headers
  const etags = [selected, ...others].flatMap((stored) => stored?.headers.get('etag') ?? [])
  const asked = headers.get('if-none-match')
  const all = [...new Set([...(asked === null ? [] : [asked]), ...etags])]
  if (all.length > 0 && asked !== '*') headers.set('if-none-match', all.join(', '))
  const lastModified = selected?.headers.get('last-modified')
  // A date of the caller's own says what he has, and not what is stored.
  if (lastModified && asked === null && !headers.has('if-modified-since'))
    headers.set('if-modified-since', lastModified)
  return headers
}

/** Which stored response a 304 confirms (RFC 9111 §4.3.4); `undefined` when it is about something else. */
export function confirmedBy<S extends StoredResponse>(
  notModified: Headers,
  selected: S | undefined,
  others: readonly S[],
): S | undefined {
  const candidates = selected ? [selected, ...others] : others
  const etag = notModified.get('etag')
  if (etag !== null) {
    const isSame = etag.startsWith('W/') ? isWeaklySame : isStronglySame
    return candidates.find((stored) => isSame(etag, stored.headers.get('etag'))) ?? dated(notModified, selected)
  }
  const lastModified = notModified.get('last-modified')
  const isDated = lastModified !== null && selected?.headers.get('last-modified') !== lastModified
  return isDated && selected?.headers.has('last-modified') ? undefined : (selected ?? lone(others))
}

/** A stored response without an ETag, which was validated by its date, where the 304 names the same one. */
const dated = <S extends StoredResponse>(notModified: Headers, stored: S | undefined): S | undefined => {
  const date = stored?.headers.has('etag') ? undefined : stored?.headers.get('last-modified')
  return date && date === notModified.get('last-modified') ? stored : undefined
}

const lone = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined)

const opaque = (etag: string): string => etag.replace(/^W\//, '')

/** Comparisons of RFC 9110 §8.8.3.2. */
export const isWeaklySame = (etag: string, other: string | null): boolean =>
  other !== null && opaque(etag) === opaque(other)
export const isStronglySame = (etag: string, other: string | null): boolean => etag === other && !etag.startsWith('W/')

/** Fields of a newer response that a stored one does not take: they describe the body, which stays (RFC 9111 §3.2). */
const ofBody = ['content-length', 'content-encoding', 'content-range']

/** A stored response's headers, brought up to date by a 304 or a HEAD (RFC 9111 §3.2). */
export function freshenedHeaders(
  stored: Headers,
  newer: Headers,
  responseTime: number,
  settings: PolicySettings,
  isOwn = false,
): Headers {
  const merged = new Headers(stored)
  // An Age of the old response says nothing about the new one.
  merged.delete('age')
  const updates = storableHeaders(newer, responseTime, settings, isOwn)
  if (updates.has('set-cookie')) merged.delete('set-cookie')
  for (const [name, value] of updates) {
    if (name === 'set-cookie') merged.append(name, value)
    else if (!ofBody.includes(name)) merged.set(name, value)
  }
  return merged
}

/**
 * What a HEAD says of the stored response to a GET (RFC 9111 §4.3.5): it brings it up to date where validators and length are
 * the same, and otherwise tells that it is outdated.
 */
export function headVerdict(stored: StoredResponse, head: Headers, bodyBytes: number): 'fresh' | 'outdated' {
  const isSame = (name: string) => head.get(name) === null || head.get(name) === stored.headers.get(name)
  const length = head.get('content-length')
  // The length of a coded body says nothing about the decoded one.
  const hasLength = length === null || head.has('content-encoding') || stored.isDecoded || Number(length) === bodyBytes
  return isSame('etag') && isSame('last-modified') && hasLength ? 'fresh' : 'outdated'
}
