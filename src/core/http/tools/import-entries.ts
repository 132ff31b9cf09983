import { checkKey } from '../../dict/keys.ts'
import { DecodeError } from '../../errors.ts'
import { checkOptions } from '../../options.ts'
import { inParallel } from '../../parallel.ts'
import { isPlainObject } from '../../plain-object.ts'
import { checkSource } from '../../source.ts'
import { utf8 } from '../../utf8.ts'
import { fromBase64 } from '../../wire-json.ts'
import type { DynamoDbCache } from '../cache.ts'
import { storedFrom } from '../stored-response.ts'
import { type CopyOptions, type CopyResult, copyChecks, newTally } from './copy-tally.ts'
import { type ExportLine, exportVersion, type RedirectRecord, type ResponseRecord } from './export-format.ts'
import { type Line, linesOf, type Pieces } from './lines.ts'
import { type Redirect, type WholeEntry, writeRedirect, writeWhole } from './whole-entry.ts'

/**
 * Writes what `exportEntries` gave into a cache. The lines come as text or bytes in pieces of any length, as of a file or of a
 * `Response`; several exports one after the other are one. It streams, and may be done again: what is there already is not
 * written twice. Resolves with what was written.
 *
 * Whoever gives the lines says what the cache serves: they are to be trusted as the table is.
 *
 * @throws {DecodeError} that names the line which is not as it should be, or that the last one is missing. All lines before it
 * are written then.
 * @example
 * const { responses, skipped } = await importEntries(cache, file.readableWebStream())
 */
export async function importEntries(
  cache: DynamoDbCache,
  lines: Pieces,
  options: CopyOptions = {},
): Promise<CopyResult> {
  checkSourceOrStream(lines)
  checkOptions(options, copyChecks, 'importEntries')
  const { counts, note } = newTally(options)
  const { concurrency, table } = cache.responses['~items']
  const isLive = ({ expiresAt }: { expiresAt: Date | 'never' }) => !(Number(expiresAt) <= table.clock.now())
  await inParallel(recordsOf(linesOf(lines, options.signal)), concurrency, async (record) => {
    if ('stored' in record) note('responses', isLive(record) && (await writeWhole(cache, record, options)))
    else note('redirects', isLive(record) && (await writeRedirect(cache, record, options)))
  })
  return counts
}

function checkSourceOrStream(lines: Pieces): void {
  if (!(lines instanceof ReadableStream)) checkSource(lines, 'lines')
}

/** What is in the lines, checked. */
async function* recordsOf(lines: AsyncIterable<Line>): AsyncGenerator<WholeEntry | Omit<Redirect, 'version'>, void> {
  let number = 0
  let isWhole = false
  for await (const { number: at, text } of lines) {
    const isFirst = number === 0
    number = at
    const line = parsed(at, text)
    isWhole = 'end' in line && !('redirect' in line)
    if ('dynadict' in line) checkBeginning(at, line)
    else if (isFirst) throw flaw(at, 'is not the beginning of an export')
    else if ('response' in line) yield checked(at, () => entryOf(line))
    else if ('redirect' in line) yield checked(at, () => redirectOf(line))
    else if (!isWhole) throw flaw(at, 'is of no known kind')
  }
  if (!isWhole) throw new DecodeError(`the export is not complete: its last line is missing behind line ${number}`)
}

const flaw = (number: number, what: string): DecodeError => new DecodeError(`line ${number}: ${what}`)

function parsed(number: number, text: string): ExportLine {
  let line: unknown
  try {
    line = JSON.parse(text)
  } catch {
    // A SyntaxError quotes the text.
    throw flaw(number, 'is no JSON')
  }
  if (!isPlainObject(line)) throw flaw(number, 'is no JSON object')
  return line as unknown as ExportLine
}

function checkBeginning(number: number, { dynadict, version }: { dynadict: unknown; version: unknown }): void {
  if (dynadict !== 'http-cache' || !Number.isInteger(version)) throw flaw(number, 'is not the beginning of an export')
  if (Number(version) > exportVersion) throw flaw(number, `is of the later version ${version}`)
}

function checked<T>(number: number, make: () => T): T {
  try {
    return make()
  } catch (error) {
    // Our own words; those of the runtime's decoders may quote the content.
    throw flaw(number, error instanceof TypeError || error instanceof RangeError ? error.message : 'is malformed')
  }
}

function entryOf({ response: key, meta, expires, text, base64 }: ResponseRecord): WholeEntry {
  checkKey(key)
  if (!isPlainObject(meta)) throw new TypeError('meta must be an object')
  const stored = storedFrom(meta)
  if ((typeof text === 'string') === (typeof base64 === 'string'))
    throw new TypeError('one of text and base64 must be a text')
  const body = text === undefined ? bytesOf(base64 ?? '') : utf8(text)
  return { key, stored, body, expiresAt: expiryOf(expires) }
}

function redirectOf({ redirect: key, end, expires }: RedirectRecord): Omit<Redirect, 'version'> {
  checkKey(key)
  checkKey(end)
  return { key, end, expiresAt: expiryOf(expires) }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64(base64)
  } catch {
    throw new TypeError('base64 is malformed')
  }
}

function expiryOf(expires: unknown): Date | 'never' {
  if (expires === undefined) return 'never'
  if (typeof expires !== 'number' || !(Math.abs(expires) <= 8.64e15))
    throw new TypeError('expires must be milliseconds since the Unix epoch')
  return new Date(expires)
}
