import { createReadStream } from 'node:fs'
import { importEntries } from '../../entries/tools.ts'
import type { Run } from '../command.ts'
import { countOf } from '../format.ts'
import { jsonText } from '../json-text.ts'
import { openCache } from '../open.ts'

export const run: Run = async ({ values, args: [file = '-'] }, terminal) => {
  const { signal } = terminal
  const lines = file === '-' ? terminal.input : createReadStream(file, { signal })
  const cache = openCache(values, terminal)
  const result = await importEntries(cache, lines, {
    overwrite: values.overwrite,
    signal,
    onProgress: ({ responses, redirects, skipped }) =>
      terminal.progress(
        `${countOf(responses, 'response')} and ${countOf(redirects, 'redirect')} stored, ${skipped} skipped`,
      ),
  })
  const { responses, redirects, skipped } = result
  const text = `stored ${countOf(responses, 'response')} and ${countOf(redirects, 'redirect')}, skipped ${skipped}`
  await terminal.out(`${values.json ? jsonText(result) : text}\n`)
  return undefined
}
