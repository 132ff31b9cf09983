import { hex } from '../hex.ts'
import { utf8 } from '../utf8.ts'

/** Names whose values are secrets: the original's nine, and Cookie. They are compared without regard to case. */
export const secretNames: ReadonlySet<string> = new Set([
  'access_token',
  'api_key',
  'apikey',
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-access-token',
  'x-api-key',
  'x-api-token',
  'x-auth-token',
])

export const isSecretName = (name: string): boolean => secretNames.has(name.toLowerCase())

/** So much of the URL is shown in a key; with the hash, a variant's hash and two spaces it stays below 1,024 bytes. */
const shownLength = 900

/**
 * The key of a stored response: its URL, redacted and cut at a safe length, and a hash of all that counts. So keys can be
 * read in the console and purged by a prefix, and no two resources share one.
 */
export async function cacheKey({ method, url, selecting }: Keyed): Promise<string> {
  return `${redactUrl(url).slice(0, shownLength)} ${await digest([method, url, ...selecting])}`
}

/** What tells stored responses apart before anything is known of how they vary. */
export interface Keyed {
  readonly method: string
  readonly url: string
  /** Header fields that count as well. */
  readonly selecting: readonly (readonly [name: string, value: string])[]
}

/** The key of a further variant of a resource (RFC 9111 §4.1). */
export const variantKey = (key: string, variant: string): string => `${key} ${variant}`

/** A hash of the request's values for the fields that select a response; empty when there are no such fields. */
export async function variantOf(fields: readonly string[], headers: Headers): Promise<string> {
  return fields.length === 0 ? '' : digest(fields.map((name) => [name, headers.get(name)]))
}

/** A URL with the values of secret query parameters replaced; all else is left as it is, byte for byte. */
export function redactUrl(url: string): string {
  const start = url.indexOf('?') + 1
  if (start === 0) return url
  const parameters = url.slice(start).split('&')
  return url.slice(0, start) + parameters.map(redactParameter).join('&')
}

function redactParameter(parameter: string): string {
  const name = parameter.split('=', 1)[0] ?? ''
  return isSecretName(decoded(name)) && name !== parameter ? `${name}=REDACTED` : parameter
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name // malformed escapes name no secret that we know
  }
}

/** 128 bits of SHA-256 over an unambiguous text of the parts. */
async function digest(parts: unknown): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', utf8(JSON.stringify(parts)))
  return hex(new Uint8Array(hash, 0, 16))
}
