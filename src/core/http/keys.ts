import { keyDigest } from './key-digest.ts'
import type { KeyFnRequest, KeySettings } from './key-settings.ts'
import { mapQuery, parameterName } from './query.ts'
import { isIgnoredName, redactUrl, withoutIgnored } from './redact.ts'

/** What tells requests apart before anything is known of how their responses vary. */
export interface KeyedRequest extends Omit<KeyFnRequest, 'body'> {
  /** The whole body, where it counts. */
  readonly body?: Uint8Array | undefined
  /** Further values that count. */
  readonly selecting: readonly (readonly [name: string, value: string])[]
}

/**
 * So much of a URL is shown in a key. With its hash, that of a variant, that of a credential, and what is between them it
 * stays below DynamoDB's 1,024 bytes.
 */
const shownLength = 900

/**
 * The key of a stored response: its URL, redacted and cut at a safe length, and a hash of all that counts. So keys can be
 * read in the console and purged by a prefix, and no two resources share one.
 *
 * @throws {TypeError} when the URL is none, or `keyFn` returns no text.
 */
export async function resourceKey(request: KeyedRequest, settings: KeySettings = {}): Promise<string> {
  const { method, url, headers, body, selecting } = request
  const { keyFn, keySecret, matchHeaders } = settings
  // What few sessions need is loaded when it is needed.
  if (keyFn) return (await import('./own-key.ts')).ownKey(keyFn, { method, url, headers, ...(body && { body }) })
  const counted = countedUrl(url, settings)
  const isIgnored = (name: string) => isIgnoredName(name, settings)
  const matched = matchHeaders
    ? (await import('./matched-headers.ts')).matchedHeaders(headers, matchHeaders, isIgnored)
    : []
  const { kind, content } = body
    ? (await import('./body-key.ts')).bodyKey(body, headers.get('content-type'), isIgnored)
    : {}
  const hash = await keyDigest([keySecret, method, counted, matched, selecting, kind], content)
  return `${shownUrl(counted, settings)} ${hash}`
}

/**
 * What the keys of a URL begin with, whatever the method, the variant and the credential, unless `keyFn` makes them. URLs that
 * differ only in hidden values, or behind the first 900 characters, have it in common.
 */
export const urlPrefix = (url: string, settings: KeySettings = {}): string =>
  `${shownUrl(countedUrl(url, settings), settings)} `

/**
 * What the keys of all URLs begin with that begin with this one: of a host, `https://example.com`, or of a path,
 * `https://example.com/users/`. A path without a `/` at its end is also that of its namesakes, `/users2`.
 */
export const urlsPrefix = (start: string, settings: KeySettings = {}): string =>
  shownUrl(countedUrl(start, settings), settings)

/** The URL without what does not count. Nothing else is changed but what `fetch` itself does to any URL. */
const countedUrl = (url: string, settings: KeySettings): string =>
  mapQuery(new URL(url).href, (parameters) => {
    const counted = withoutIgnored(parameters, settings)
    return settings.sortQuery ? counted.sort(byName) : counted
  })

/** Parameters of one name stay in order, since a server may read them as a list. */
function byName(one: string, other: string): number {
  const [a, b] = [parameterName(one), parameterName(other)]
  return Number(a > b) - Number(a < b)
}

const shownUrl = (counted: string, settings: KeySettings): string => redactUrl(counted, settings).slice(0, shownLength)
