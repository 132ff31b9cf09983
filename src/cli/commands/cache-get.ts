import type { Run } from '../command.ts'
import { urlOf } from '../entry-options.ts'
import { bodyView, headText, viewOf } from '../entry-view.ts'
import { shownUrl } from '../format.ts'
import { jsonText } from '../json-text.ts'
import { NotFound } from '../not-found.ts'
import { openCache, settingsOf } from '../open.ts'
import { checkTable } from '../table-check.ts'

export const run: Run = async ({ values, args: [given = ''] }, terminal) => {
  const { signal } = terminal
  const url = urlOf(given, 'cache get')
  const settings = await settingsOf(values)
  const cache = openCache(values, terminal)
  const entry = await cache.get(url, { settings, signal })
  const body = await entry?.body({ signal })
  if (!entry || !body) {
    await checkTable(cache, signal)
    throw new NotFound(`Nothing is stored for ${shownUrl(url)} in the table '${cache.tableName}'.`)
  }
  if (values.json) {
    await terminal.out(`${terminal.shown(jsonText({ ...viewOf(entry, Date.now()), ...bodyView(body) }))}\n`)
    return undefined
  }
  if (values.include) await terminal.out(headText(entry, terminal.shown))
  await terminal.out(body)
  return undefined
}
