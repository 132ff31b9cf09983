/** The demo by one transport: a session with a cache of its own, its fetches, and what is said of them. */

import { CachedSession, isDynadictError } from 'dynadict'
import { measure } from './measure.mjs'
import { fetchTable, redirectTable, responseTable, savedTime, warnings } from './report.mjs'

/**
 * Opens a session, which sends nothing yet. It notes the failures of the cache and counts the requests to origins.
 *
 * @throws {TypeError | RangeError} that names a bad option.
 */
export function openRun({ connection, table, namespace, transport, isEmbedded }) {
  const failures = []
  const origin = { requests: 0 }
  const session = new CachedSession(table, {
    ...connection,
    transport,
    // A namespace for each transport, so that the first fetch of everything is a miss.
    namespace: `${namespace}/${transport}`,
    // The second fetch comes right behind the first, when an eventually consistent read might still miss.
    consistent: true,
    // That a table is out of reach should be known soon.
    maxAttempts: 3,
    fetch(input, init) {
      origin.requests++
      return fetch(input, init)
    },
    onEvent(event) {
      if (event.type === 'table-created') console.log(`made table ${event.table}\n`)
      else if (event.type !== 'ttl-unavailable') failures.push(event)
      // The embedded engine does not know how to remove expired items, which is as expected; a real table should.
      else if (!isEmbedded) console.log(`no clean-up of expired items on ${event.table}: ${event.reason}\n`)
    },
  })
  return { session, transport, failures, origin, isEmbedded }
}

/** Fetches, prints, and resolves with whether the cache did its work and every origin was reached. */
export async function runTransport({ session, transport, failures, origin, isEmbedded }, resources, base) {
  // Otherwise the first fetch would be charged for making the table and for loading the SDK. A failure that matters comes
  // again with the fetches, and is told then.
  await session.cache.ready().catch(() => {})

  const rows = []
  for (const resource of resources) rows.push(await measure(session, resource))
  const count = rows.reduce((sum, { fetches }) => sum + fetches.length, 0)
  console.log(`transport '${transport}': ${count} fetches, ${origin.requests} requests to the origin\n`)
  console.log(`${fetchTable(rows, base)}\n`)

  const note = (type) => (error) => noteFailure(failures, type, error)
  await printHoldings(session.cache, base).catch(note('table-not-listed'))
  // In a real table nothing is left behind; the embedded engine ends with the process.
  if (!isEmbedded) await session.cache.clear().catch(note(`not-cleared '${session.cache.namespace}'`))

  console.log(`${savedTime(rows)}\n`)
  if (failures.length > 0) console.error(`${warnings(failures).join('\n')}\n`)
  return failures.length === 0 && rows.every(({ error }) => error === undefined)
}

function noteFailure(failures, type, error) {
  if (!isDynadictError(error)) throw error
  failures.push({ type, error })
}

async function printHoldings({ responses, redirects, tableName, namespace }, base) {
  const metas = await collect(responses.metas())
  const sizes = new Map((await collect(responses.entries())).map(([key, body]) => [key, body.byteLength]))
  const ends = await collect(redirects.entries())
  console.log(`table '${tableName}' holds under '${namespace}':\n`)
  console.log(metas.length > 0 ? `${responseTable(metas, sizes, base)}\n` : '  nothing\n')
  if (ends.length > 0) console.log(`${redirectTable(ends, base)}\n`)
}

async function collect(entries) {
  const list = []
  for await (const entry of entries) list.push(entry)
  return list
}
