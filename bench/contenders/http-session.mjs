import { connection } from './connection.mjs'

const table = 'http'

/** Fetches by a session of ours, and waits for what it writes. */
export async function sessionFetch(url, transport) {
  const { CachedSession } = await import('../../dist/node.js')
  const session = new CachedSession(table, { ...connection(url), transport, namespace: `pages-${process.pid}` })
  return async (resource, init) => {
    const response = await session.fetch(resource, init)
    await response.arrayBuffer()
    if (!response.fromCache || response.revalidated) await session.settle()
  }
}

/** The one GetItem that a hit of the session causes, by itself. */
export async function bareGetItem(url, transport, resource) {
  const { CachedSession, createTransport } = await import('../../dist/node.js')
  const made = createTransport({ ...connection(url), transport })
  const sent = []
  const noting = {
    send(operation, input, options) {
      sent.push({ operation, input })
      return made.send(operation, input, options)
    },
  }
  const session = new CachedSession(table, { transport: noting, namespace: `pages-${process.pid}` })
  for (let count = 0; count < 2; count++) {
    sent.length = 0
    await (await session.fetch(resource)).arrayBuffer()
    await session.settle()
  }
  const [{ operation, input }] = sent
  if (sent.length > 1 || operation !== 'GetItem') throw new Error(`a hit sends ${sent.map((each) => each.operation)}`)
  return async () => {
    const { Item } = await made.send(operation, input)
    if (!Item) throw new Error('the item is gone')
  }
}
