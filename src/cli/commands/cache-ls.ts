import type { Run } from '../command.ts'
import { entryOptions } from '../entry-options.ts'
import { type EntryView, longLine, viewOf } from '../entry-view.ts'
import { jsonText } from '../json-text.ts'
import { openCache } from '../open.ts'
import { checkTable } from '../table-check.ts'
import { UsageError } from '../usage-error.ts'

export const run: Run = async ({ values }, terminal) => {
  if (values.count && (values.long || values.limit !== undefined))
    throw new UsageError('--count counts all: leave out --long and --limit', 'cache ls')
  const cache = openCache(values, terminal)
  const { shown } = terminal
  const lineOf = (view: EntryView) => {
    if (values.json) return shown(jsonText(view))
    return values.long ? longLine(mapText(view, shown), terminal.paint) : shown(nameOf(view))
  }
  const options = { ...(await entryOptions(values, terminal)), limit: values.limit }
  let found = 0
  let last: string | undefined
  for await (const entry of cache.entries(options)) {
    found++
    if (values.count) continue
    const line = lineOf(viewOf(entry, Date.now()))
    // Variants and methods of one URL stand side by side.
    if (line !== last) await terminal.out(`${line}\n`)
    last = values.long || values.json ? undefined : line
  }
  if (found === 0) await checkTable(cache, terminal.signal)
  if (values.count) await terminal.out(`${values.json ? jsonText({ count: found }) : found}\n`)
  return undefined
}

/** The view with what strangers wrote as it may be shown. */
const mapText = (view: EntryView, shown: (text: string) => string): EntryView =>
  'url' in view
    ? { ...view, url: shown(view.url), method: shown(view.method) }
    : { key: shown(view.key), error: shown(view.error) }

const nameOf = (view: EntryView): string => ('url' in view ? view.url : view.key)
