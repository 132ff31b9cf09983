import { isSecretName, type RedactSettings } from './redact.ts'

/** How many redirects are followed before it is an error (Fetch §4.4). */
export const maxRedirects = 20

const redirectStatuses = new Set([301, 302, 303, 307, 308])

/**
 * Where a response sends a GET or HEAD request, or `undefined` when it is no redirect (Fetch §4.4).
 *
 * @throws {TypeError} when it points to something that is not HTTP, as `fetch` does.
 */
export function redirectTarget(status: number, headers: Headers, url: string): string | undefined {
  const location = headers.get('location')
  if (!redirectStatuses.has(status) || location === null) return undefined
  const text = utf8Of(location)
  const target = URL.canParse(text, url) ? new URL(text, url) : undefined
  if (!target || !/^https?:$/.test(target.protocol))
    throw new TypeError('fetch failed: the redirect leads to no HTTP URL')
  if (target.username || target.password)
    throw new TypeError('fetch failed: the redirect leads to a URL with credentials')
  target.hash = ''
  return target.href
}

/** A header's text holds one byte in each unit; a Location beyond ASCII is UTF-8 in practice, as fetch takes it too. */
function utf8Of(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (unit) => unit.charCodeAt(0)))
  } catch {
    return text // workerd has decoded it already
  }
}

/** A request before and after a redirect. */
export interface Hop {
  readonly method: string
  readonly url: string
  readonly headers: Headers
}

/** Fields that describe a body (Fetch §4.4, step 12). */
const ofBody = ['content-encoding', 'content-language', 'content-location', 'content-length', 'content-type']

/**
 * The next hop: what was meant for one origin only is not shown to another, and what is no longer a POST has no body.
 */
export function nextHop({ method, url, headers }: Hop, status: number, target: string, redacted: RedactSettings): Hop {
  const isRewritten = (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST')
  const kept = new Headers(headers)
  const isElsewhere = new URL(url).origin !== new URL(target).origin
  for (const name of [...headers.keys()]) {
    const isOfOrigin = isSecretName(name) || isSecretName(name, redacted) || name === 'host'
    if ((isElsewhere && isOfOrigin) || (isRewritten && ofBody.includes(name))) kept.delete(name)
  }
  return { method: isRewritten ? 'GET' : method, url: target, headers: kept }
}
