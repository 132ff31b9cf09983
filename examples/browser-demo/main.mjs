/** The cache inspector: a page, an engine in memory and an API to be cached, all on loopback, until ^C. */

import { once } from 'node:events'
import { startEngine } from '../demo/engine.mjs'
import { startOtherOrigin } from './server/api.mjs'
import { Credentials } from './server/credentials.mjs'
import { startGate } from './server/gate.mjs'
import { startPageServer } from './server/page-server.mjs'

const port = process.env.PORT ? Number(process.env.PORT) : 0
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`demo: PORT is '${process.env.PORT}', and no port from 0 to 65535`)
  process.exit(2)
}

const stopped = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)))
const servers = []
/** The last one that was started is the first to end. */
const started = (server) => {
  servers.unshift(server)
  return server
}
try {
  const engine = started(await startEngine())
  const credentials = new Credentials()
  const gate = started(await startGate(engine.connection.endpoint, credentials))
  const otherOrigin = started(await startOtherOrigin())
  const page = started(
    await startPageServer({ port, region: engine.connection.region, gate, credentials, otherOrigin }),
  )
  console.log(`open ${page.url}\nThe table is in memory, until ^C.`)
  await stopped
} catch (error) {
  const isTaken = error.code === 'EADDRINUSE'
  console.error(`demo: ${isTaken ? `port ${port} is taken; name another by PORT, or none` : error.message}`)
  process.exitCode = 1
} finally {
  for (const server of servers) await server.close()
}
