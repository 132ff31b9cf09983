import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stopServer } from '../stop-server.ts'

/** A port of its own, which refuses connections while it is shut and stays the same. */
export interface Door {
  readonly url: string | undefined
  open(): Promise<void>
  shut(): Promise<void>
}

export function newDoor(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  path: string,
): Door {
  let port = 0
  let server: Server | undefined
  return {
    get url() {
      return port ? `http://127.0.0.1:${port}${path}` : undefined
    },
    async open() {
      const opening = createServer(handle)
      await new Promise<void>((resolve) => opening.listen(port, '127.0.0.1', resolve))
      port = (opening.address() as AddressInfo).port
      server = opening
    },
    async shut() {
      if (server) stopServer(server)
      server = undefined
    },
  }
}
