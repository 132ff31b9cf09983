import { namesIn } from './cache-control.ts'
import type { PolicyRequest } from './request.ts'

/**
 * The field names of Vary, in lower case and in order; Accept-Encoding never selects, since fetch hides codings. Where a comma was
 * forgotten each name counts, and what is no name may stand for any.
 */
export function varyOf(headers: Headers): string[] {
  const members = (headers.get('vary') ?? '').split(/[\s,]+/).filter(Boolean)
  const names = members.flatMap((member) => namesIn(member)[0] ?? '*')
  return [...new Set(names)].filter((name) => name !== 'accept-encoding').sort()
}

/** Whether a response says that no other request selects it: `*`, alone or among names (RFC 9111 §4.1). */
export const selectsNothing = (headers: Headers): boolean => varyOf(headers).includes('*')

/** The request's values of the fields that select a response, normalised where that changes no meaning (RFC 9111 §4.1). */
export const selectingValues = (
  fields: readonly string[],
  { headers, added }: Pick<PolicyRequest, 'headers' | 'added'>,
): [name: string, value: string | null][] =>
  fields.map((name) => [
    name,
    normalised(name, headers.get(name) ?? ((Object.hasOwn(added, name) && added[name]) || null)),
  ])

/** Preferences with weights, whose order and letter case mean nothing (RFC 9110 §12.5.1, §12.5.4). */
const isOfPreferences = (name: string): boolean => name === 'accept' || name === 'accept-language'

function normalised(name: string, value: string | null): string | null {
  // In quotes a comma and white space are part of a value.
  if (value === null || value.includes('"') || !isOfPreferences(name)) return value
  const members = value.split(',').map((member) => member.trim())
  const trimmed = (text: string) => text.trim()
  const written = members.filter(Boolean).map((member) => member.toLowerCase().split(';').map(trimmed).join(';'))
  // A weight of 1 is what counts without one.
  return [...new Set(written.map((member) => member.replace(/;q=1(\.0{0,3})?$/, '')))].sort().join(',')
}
