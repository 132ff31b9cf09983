import { once } from 'node:events'

/** Listens on loopback only, and resolves with the address. */
export async function listen(server, port = 0) {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${server.address().port}`
}

/** Ends a server at once: browsers keep connections, which would hold the process. */
export async function stop(server) {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
