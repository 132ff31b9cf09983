import type { Run } from '../command.ts'
import { columns, countOf } from '../format.ts'
import { jsonText } from '../json-text.ts'
import { openCache, settingsOf } from '../open.ts'
import { newTally, tallyRows } from '../stats.ts'
import { checkTable } from '../table-check.ts'

export const run: Run = async ({ values }, terminal) => {
  const { signal } = terminal
  const { host, prefix, limit = 10 } = values
  const settings = await settingsOf(values)
  const cache = openCache(values, terminal)
  const tally = newTally(limit)
  const now = Date.now()
  let seen = 0
  const everything = { valid: true, expired: true, invalid: true }
  for await (const entry of cache.entries({ host, prefix, settings, signal, ...everything })) {
    tally.note(entry, now)
    terminal.progress(`${countOf(++seen, 'response')} seen`)
  }
  if (seen === 0) await checkTable(cache, signal)
  const { readUnits } = cache.stats()
  const result = { ...tally.result(), readUnits }
  if (values.json) await terminal.out(`${jsonText(result)}\n`)
  else for (const line of columns(tallyRows(result))) await terminal.out(`${terminal.shown(line)}\n`)
  return undefined
}
