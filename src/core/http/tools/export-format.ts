/** The lines of an export: JSON texts, each with `\n` behind it. `docs/cache-object.md` is their specification. */

import type { StoredMeta } from '../stored-response.ts'

/** The version of the format that this code writes, and the highest that it reads. */
export const exportVersion = 1

/** The first line; where parts are put together, also the first of each part. */
export interface Beginning {
  readonly dynadict: 'http-cache'
  readonly version: number
}

export interface ResponseRecord {
  readonly response: string
  readonly meta: StoredMeta
  /** When it leaves the table, in epoch milliseconds; absent for never. */
  readonly expires?: number
  /** The body as text, where it is text in UTF-8; otherwise in base64. */
  readonly text?: string
  readonly base64?: string
}

export interface RedirectRecord {
  readonly redirect: string
  readonly end: string
  readonly expires?: number
}

/** The last line, which tells that nothing is missing before it. */
export interface Ending {
  readonly end: { readonly responses: number; readonly redirects: number }
}

export type ExportLine = Beginning | ResponseRecord | RedirectRecord | Ending

/** A body as text, or `undefined` where it would not come back as it is, or is meant for machines. */
export function textOf(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they make up what is no text.
    return /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
