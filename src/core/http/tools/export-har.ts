import { checkOptions, isObject } from '../../options.ts'
import type { SendOptions } from '../../transport.ts'
import { toBase64 } from '../../wire-json.ts'
import type { DynamoDbCache } from '../cache.ts'
import { redactUrl } from '../redact.ts'
import { redactHeaders } from '../redact-headers.ts'
import { textOf } from './export-format.ts'
import { type WholeEntry, wholeEntries } from './whole-entry.ts'

/** That of the package, as archives say which program made them. */
export const packageVersion = '0.1.0'

/**
 * The stored responses of a cache as an HTTP Archive, for browsers' developer tools and other viewers: JSON text in pieces, in
 * the order of keys, with few bodies in memory.
 *
 * Of requests a cache knows the URL and the method; times are those at which they were sent and answered. The names that are
 * redacted by default are redacted in the archive also where a session stored their values, and cookies are left out.
 *
 * @throws {TypeError} with the first piece, when an option is not as it should be.
 * @see http://www.softwareishard.com/blog/har-12-spec/
 * @example
 * return new Response(asStream(exportHar(cache)), { headers: { 'content-type': 'application/json' } })
 */
export async function* exportHar(cache: DynamoDbCache, options: SendOptions = {}): AsyncGenerator<string, void> {
  checkOptions(options, { signal: isObject }, 'exportHar')
  const creator = JSON.stringify({ name: 'dynadict', version: packageVersion })
  yield `{"log":{"version":"1.2","creator":${creator},"entries":[`
  let separator = '\n'
  for await (const entry of wholeEntries(cache, options)) {
    if (!entry) continue
    yield separator + JSON.stringify(harEntry(entry))
    separator = ',\n'
  }
  yield '\n]}}\n'
}

/** What a cache does not know, by the specification. */
const unknown = -1
const noCookies: readonly never[] = []

function harEntry({ stored, body, expiresAt }: WholeEntry) {
  const { method, status, statusText, requestTime, responseTime } = stored
  const url = redactUrl(stored.url)
  const headers = shownHeaders(stored.headers)
  const waitMs = Math.max(0, responseTime - requestTime)
  const httpVersion = 'HTTP/1.1'
  const sizes = { headersSize: unknown, bodySize: unknown }
  const started = new Date(requestTime).toISOString()
  return {
    startedDateTime: started,
    time: waitMs,
    request: { method, url, httpVersion, cookies: noCookies, headers: [], queryString: queryOf(url), ...sizes },
    response: {
      ...{ status, statusText, httpVersion, cookies: noCookies },
      headers: [...headers].map(([name, value]) => ({ name, value })),
      content: contentOf(body, headers.get('content-type')),
      redirectURL: headers.get('location') ?? '',
      ...sizes,
    },
    cache: {
      afterRequest: {
        ...(expiresAt !== 'never' && Number(expiresAt) > 0 && { expires: expiresAt.toISOString() }),
        lastAccess: new Date(responseTime).toISOString(),
        eTag: headers.get('etag') ?? '',
        hitCount: 0,
      },
    },
    timings: { send: 0, wait: waitMs, receive: 0 },
  }
}

function shownHeaders(stored: Headers): Headers {
  const headers = redactHeaders(stored)
  headers.delete('set-cookie')
  for (const name of ['location', 'content-location']) {
    const url = headers.get(name)
    if (url !== null) headers.set(name, redactUrl(url))
  }
  return headers
}

function contentOf(body: Uint8Array, type: string | null) {
  const text = textOf(body)
  const content = text === undefined ? { text: toBase64(body), encoding: 'base64' } : { text }
  return { size: body.byteLength, mimeType: type ?? 'application/octet-stream', ...content }
}

const queryOf = (url: string) =>
  URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : []
