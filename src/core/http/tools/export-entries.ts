import { checkOptions, isObject, isText } from '../../options.ts'
import type { SendOptions } from '../../transport.ts'
import { toBase64 } from '../../wire-json.ts'
import type { DynamoDbCache } from '../cache.ts'
import { metaOf } from '../stored-response.ts'
import { type ExportLine, exportVersion, textOf } from './export-format.ts'
import { redirectsOf, wholeEntries } from './whole-entry.ts'

/** Options of `exportEntries`. */
export interface ExportOptions extends SendOptions {
  /** The key of the last response that an export before gave: this one goes on behind it. Default: from the first on. */
  readonly after?: string | undefined
}

/**
 * The stored responses of a cache in the order of their keys, and its redirects, as lines of JSON, each with its `\n`. It
 * streams: memory holds a few bodies. Expired ones and what cannot be read are left out. What is hidden in the table is
 * hidden in the export; all else is in it, Set-Cookie where it is stored too.
 *
 * @throws {TypeError} with the first line, when an option is not as it should be.
 * @example
 * for await (const line of exportEntries(cache)) file.write(line)
 */
export async function* exportEntries(cache: DynamoDbCache, options: ExportOptions = {}): AsyncGenerator<string, void> {
  checkOptions(options, { after: isText('a key', /./s), signal: isObject }, 'exportEntries')
  let responses = 0
  let redirects = 0
  yield lineOf({ dynadict: 'http-cache', version: exportVersion })
  for await (const entry of wholeEntries(cache, options)) {
    if (!entry) continue
    const { key, stored, body, expiresAt } = entry
    const text = textOf(body)
    const content = text === undefined ? { base64: toBase64(body) } : { text }
    responses++
    yield lineOf({ response: key, meta: metaOf(stored), ...expiring(expiresAt), ...content })
  }
  for await (const { key, end, expiresAt } of redirectsOf(cache, options)) {
    redirects++
    yield lineOf({ redirect: key, end, ...expiring(expiresAt) })
  }
  yield lineOf({ end: { responses, redirects } })
}

const lineOf = (line: ExportLine): string => `${JSON.stringify(line)}\n`

const expiring = (expiresAt: Date | 'never') => (Number.isNaN(Number(expiresAt)) ? {} : { expires: Number(expiresAt) })
