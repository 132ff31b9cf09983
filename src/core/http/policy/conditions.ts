import type { StoredResponse } from '../stored-response.ts'
import { parseHttpDate } from './http-date.ts'
import { isStronglySame, isWeaklySame } from './validation.ts'

/** Whether the caller's own conditions make a 304 of a stored response (RFC 9111 §4.3.2). */
export function isNotModified(headers: Headers, stored: StoredResponse): boolean {
  // A condition has another meaning for other methods (RFC 9110 §13.1.2, §13.1.3).
  if (stored.status !== 200 || !['GET', 'HEAD'].includes(stored.method)) return false
  const match = headers.get('if-none-match')
  if (match !== null) return match.trim() === '*' || etagsIn(match).some((etag) => isWeaklySame(etag, etagOf(stored)))
  const since = parseHttpDate(headers.get('if-modified-since'), stored.responseTime)
  return modifiedAt(stored) <= since
}

const etagOf = ({ headers }: StoredResponse) => headers.get('etag')

const etagsIn = (list: string): string[] => list.match(/(?:W\/)?"[^"]*"/g) ?? []

/** Last-Modified, or else Date (RFC 9111 §4.3.2). */
function modifiedAt({ headers, responseTime }: StoredResponse): number {
  const lastModified = parseHttpDate(headers.get('last-modified'), responseTime)
  return Number.isNaN(lastModified) ? parseHttpDate(headers.get('date'), responseTime) : lastModified
}

/** A part of a stored body, from `start` up to, not including, `end`. */
export interface Part {
  readonly start: number
  readonly end: number
}

/**
 * The part of a stored body that a request asks for (RFC 9110 §14.2): `whole` where Range does not count, as with several
 * parts, and `unsatisfiable` where there is nothing in it.
 */
export function partOf(headers: Headers, stored: StoredResponse, size: number): Part | 'whole' | 'unsatisfiable' {
  const range = headers.get('range')
  const [, first = '', last = ''] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(range ?? '') ?? []
  if (stored.status !== 200 || first + last === '' || !holdsIfRange(headers.get('if-range'), stored)) return 'whole'
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  if (last !== '' && first !== '' && Number(last) < Number(first)) return 'whole'
  // The end of an empty body is all of it, which no Content-Range can say.
  if (size === 0 && first === '' && Number(last) > 0) return 'whole'
  return start >= end ? 'unsatisfiable' : { start, end }
}

/**
 * If-Range takes a strong ETag, or a date that is exactly Last-Modified (RFC 9110 §13.1.5). That is a strong validator where it
 * was over when the response was made (§8.8.2.2).
 */
function holdsIfRange(condition: string | null, stored: StoredResponse): boolean {
  if (condition === null) return true
  if (condition.includes('"')) return isStronglySame(condition, etagOf(stored))
  const [asked, modified, made] = [condition, stored.headers.get('last-modified'), stored.headers.get('date')].map(
    (text) => parseHttpDate(text, stored.responseTime),
  )
  return asked === modified && Number(made) - Number(modified) >= 1_000
}
