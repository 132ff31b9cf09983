import type { InvalidEntry, StoredEntry } from '../runtimes/node.ts'
import type { Colour, Paint } from './paint.ts'

/** A stored response as it is printed; one that cannot be read has a key and what is wrong. */
export type EntryView =
  | { readonly key: string; readonly error: string }
  | (Omit<StoredEntry, 'body' | 'headers' | 'error'> & {
      readonly state: 'fresh' | 'stale' | 'expired'
      readonly headers: readonly (readonly [name: string, value: string])[]
    })

export function viewOf(entry: StoredEntry | InvalidEntry, now: number): EntryView {
  if (entry.error) return { key: entry.key, error: entry.error.message }
  const { body: _, headers, error: __, ...rest } = entry
  return { ...rest, state: stateOf(entry, now), headers: [...headers] }
}

/** Fresh, stale and kept, or not kept any more and still there. */
export function stateOf({ isStale, keptUntil }: StoredEntry, now: number): 'fresh' | 'stale' | 'expired' {
  if (keptUntil && Number(keptUntil) <= now) return 'expired'
  return isStale ? 'stale' : 'fresh'
}

const stateColours: Readonly<Record<string, Colour>> = { fresh: 'green', stale: 'yellow', expired: 'dim' }

/** A line of `cache ls --long`. */
export function longLine(view: EntryView, paint: Paint): string {
  if (!('url' in view)) return `${paint('red', 'invalid'.padEnd(43))}  ${view.key}  (${view.error})`
  const { method, status, state, size, createdAt, url } = view
  const at = createdAt.toISOString().slice(0, 16)
  const shownState = paint(stateColours[state] ?? 'red', state.padEnd(7))
  return [method.padEnd(6), status, shownState, String(size ?? '?').padStart(9), at, url].join('  ')
}

/** The head of a response as HTTP/1.1 writes it, for people; `shown` makes each line fit for where it goes. */
export function headText(
  { status, statusText, headers }: Pick<Response, 'status' | 'statusText' | 'headers'>,
  shown: (line: string) => string,
): string {
  const lines = [`HTTP ${status} ${statusText}`.trimEnd(), ...[...headers].map(([name, value]) => `${name}: ${value}`)]
  return `${lines.map(shown).join('\n')}\n\n`
}

/** A body in JSON: text where it is some, or else base64. */
export function bodyView(bytes: Uint8Array): { body: string } | { base64: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') }
  }
}
