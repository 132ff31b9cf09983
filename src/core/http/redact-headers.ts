import { parameterName } from './query.ts'
import { isIgnoredName, isSecretName, type RedactSettings } from './redact.ts'

/** What a cache works by. A query parameter of such a name may be hidden; without the header, nothing could be reused. */
const neverRedacted =
  /^(age|cache-control|content-(encoding|length|range|type)|date|etag|expires|last-modified|location|vary)$/

/** A copy of the headers to be stored: secret values replaced, ignored ones left out. */
export function redactHeaders(headers: Headers, settings: RedactSettings = {}): Headers {
  const shown = new Headers(headers)
  for (const name of [...headers.keys()]) {
    if (neverRedacted.test(name)) continue
    if (isIgnoredName(name, settings)) shown.delete(name)
    else if (isSecretName(name, settings)) shown.set(name, 'REDACTED')
  }
  return shown
}

/** Fields that hold URLs. */
const ofUrls = ['location', 'content-location', 'link', 'refresh']

/**
 * Whether a URL in the headers has what is to be hidden in its query, its fragment or as its user: stored as it is it would be
 * seen, and replaced it would lead astray.
 */
export const leadsBySecret = (headers: Headers, settings: RedactSettings = {}): boolean =>
  ofUrls.some((field) => {
    const value = headers.get(field) ?? ''
    const isHidden = (name: string) => isSecretName(name, settings) || isIgnoredName(name, settings)
    const named = value.split(/[?&;#<>,\s"]/).filter((piece) => piece.includes('='))
    return /\/\/[^/?#\s]*@/.test(value) || named.some((piece) => isHidden(parameterName(piece)))
  })
