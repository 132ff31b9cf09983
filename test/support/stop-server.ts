import type { Server } from 'node:http'

/** Stops a server at once: kept-alive connections and requests that are never answered would hold the process. */
export function stopServer(server: Server): void {
  server.close()
  server.closeAllConnections()
}
