import { isForestalled } from '../../dict/conditions.ts'
import { type ItemHead, listHeads, readHead } from '../../dict/list-heads.ts'
import { unlessCode } from '../../errors.ts'
import type { Expiry } from '../../expiry.ts'
import type { SendOptions } from '../../transport.ts'
import type { DynamoDbCache } from '../cache.ts'
import { listSeen } from '../stored-entries.ts'
import { isInvalidated, metaOf, type StoredMeta, type StoredResponse, storedFrom } from '../stored-response.ts'
import { readAhead } from './read-ahead.ts'

/** A stored response with all that there is of it. */
export interface WholeEntry {
  readonly key: string
  readonly stored: StoredResponse
  readonly body: Uint8Array<ArrayBuffer>
  /** When it leaves the table. */
  readonly expiresAt: Date | 'never'
}

/** Bodies in memory at once. */
const bodiesAhead = 8

/** Stored responses in key order, with their bodies; `undefined` for those that cannot be read. */
export async function* wholeEntries(
  cache: DynamoDbCache,
  options: SendOptions & { readonly after?: string | undefined },
): AsyncGenerator<WholeEntry | undefined, void> {
  const everything = [{ prefix: undefined, matches: () => true }]
  const seen = listSeen(cache, everything, { valid: true, stale: true, invalid: true }, options)
  yield* readAhead(seen, bodiesAhead, ({ head, stored }) =>
    stored ? readWhole(cache, head, options) : Promise.resolve(undefined),
  )
}

/** Reads head and body of the same version; `undefined` when it is gone or cannot be read. */
export async function readWhole(
  cache: DynamoDbCache,
  seen: ItemHead<StoredMeta>,
  { signal }: SendOptions,
): Promise<WholeEntry | undefined> {
  const { key } = seen
  let head: ItemHead<StoredMeta> | undefined = seen
  for (let round = 0; head?.isLive && round < 4; round++) {
    const opened = cache.responses.openBlob<StoredMeta>(key, { signal, consistent: round > 0 })
    const blob = await unlessCode('DECODE', opened)
    if (!blob || isInvalidated(blob.meta)) return undefined
    if (blob.version === head.version) {
      const body = await unlessCode('DECODE', blob.bytes())
      return body && { key, stored: storedFrom(head.meta), body, expiresAt: head.expiresAt }
    }
    head = await readHead<StoredMeta>(cache.responses['~items'], key, { signal, consistent: true })
  }
  return undefined
}

/**
 * Writes a stored response, unless something as new or newer is under its key, or the mark of an invalidation; with
 * `overwrite` in any case, with `ifAbsent` only where there is nothing. `false` when it was not written.
 */
export async function writeWhole(
  cache: DynamoDbCache,
  { key, stored, body, expiresAt }: WholeEntry,
  {
    overwrite = false,
    ifAbsent = false,
    signal,
  }: SendOptions & { readonly overwrite?: boolean | undefined; readonly ifAbsent?: boolean },
): Promise<boolean> {
  const { responses } = cache
  const options = { meta: metaOf({ ...stored, size: body.byteLength }), ttl: expiresAt, signal }
  let state: { ifAbsent?: true; ifVersion?: string | null } = overwrite ? {} : { ifAbsent: true }
  // Each round somebody else has written; who loses so often leaves it to the others.
  for (let round = 0; round < 4; round++) {
    try {
      await responses.putBlob(key, body, { ...options, ...state })
      return true
    } catch (error) {
      if (!isForestalled(error)) throw error
      if (ifAbsent) return false
    }
    const head = await readHead<StoredMeta>(responses['~items'], key, { signal, consistent: true })
    if (!head?.isLive) continue
    // What cannot be read is overwritten.
    const current = head.error ? undefined : head.meta
    if (current && (isInvalidated(current) || current.requestTime >= stored.requestTime)) return false
    state = { ifVersion: head.version }
  }
  return false
}

/** A redirect: the key of a hop, and of the response at its end. */
export interface Redirect {
  readonly key: string
  readonly end: string
  readonly expiresAt: Date | 'never'
  readonly version: string | null
}

/** The redirects that are live and can be read, in the order of their keys. */
export async function* redirectsOf(cache: DynamoDbCache, options: SendOptions): AsyncGenerator<Redirect, void> {
  for await (const { key, text, error, version, expiresAt } of listHeads(cache.redirects['~items'], {
    withText: true,
    signal: options.signal,
  }))
    if (!error && text !== undefined) yield { key, end: text, expiresAt, version }
}

/** Writes a redirect, unless there is one of its hop; with `overwrite` in any case. `false` when it was not written. */
export async function writeRedirect(
  cache: DynamoDbCache,
  { key, end, expiresAt }: Omit<Redirect, 'version'>,
  { overwrite = false, signal }: SendOptions & { readonly overwrite?: boolean | undefined },
): Promise<boolean> {
  const ttl: Expiry = expiresAt
  try {
    await cache.redirects.set(key, end, { ttl, signal, ...(!overwrite && { ifAbsent: true }) })
    return true
  } catch (error) {
    if (isForestalled(error)) return false
    throw error
  }
}
