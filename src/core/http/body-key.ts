import { multipartKey } from './multipart-key.ts'
import { normalJson } from './normal-json.ts'

/** What of a body counts in a key. */
export interface BodyKey {
  /** How `content` is to be read, with the media type: two bodies of different kinds are never equal. */
  readonly kind: string
  readonly content: string | Uint8Array
}

/** Whether the member of an object, the field of a form or the part of this name does not count. */
export type IsIgnored = (name: string) => boolean

/**
 * What counts of a request's body. Two bodies have it in common only if any server must read the same in both:
 *
 * - JSON (`application/json`, `…+json`): white space between tokens and the order of an object's members do not count.
 *   Numbers and strings are compared as they are written, so that nothing is lost of those that JavaScript cannot hold, and
 *   members of the same name stay in order. What is no JSON counts as bytes.
 * - Forms: the order of the fields counts, and how they are escaped.
 * - `multipart/form-data`: its parts; the boundary, which is random, does not count.
 * - Anything else counts as bytes.
 *
 * Members, at any depth, fields and parts of ignored names do not count.
 */
export function bodyKey(body: Uint8Array, contentType: string | null, isIgnored: IsIgnored): BodyKey {
  // UTF-8 is what JSON and forms are in anyway.
  const type = (contentType ?? '').replace(/;\s*charset="?utf-8"?\s*(?=;|$)/i, '')
  const [essence = ''] = type.toLowerCase().split(';', 1)
  const asBytes = { kind: `bytes ${contentType}`, content: body }
  if (/[/+]json\s*$/.test(essence)) {
    const content = textOf(body)
    const json = content && normalJson(content, isIgnored)
    return json ? { kind: `json ${type}`, content: json } : asBytes
  }
  if (essence.trim() === 'application/x-www-form-urlencoded') {
    const content = textOf(body)
    return content === undefined
      ? asBytes
      : {
          kind: `form ${type}`,
          content: content
            .split('&')
            .filter((field) => !isIgnored(nameOf(field)))
            .join('&'),
        }
  }
  const parts = multipartKey(body, type, isIgnored)
  return parts ? { kind: 'parts', content: parts } : asBytes
}

// The `&` is for names that begin with a `?`, which would be lost.
const nameOf = (field: string): string => new URLSearchParams(`&${field}`).keys().next().value ?? ''

/** The text of bytes in UTF-8, with a byte order mark if there is one; `undefined` if they are none. */
function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return undefined
  }
}
