/** The embedded engine: DynamoDB's interface in this process, in memory, with nothing to install or to pay. */

import { once } from 'node:events'
import dynalite from 'dynalite'

/** Starts it on a free port; `connection` is how a session reaches it. */
export async function startEngine() {
  const server = dynalite({ createTableMs: 20 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    connection: {
      endpoint: `http://127.0.0.1:${server.address().port}`,
      region: 'us-west-2',
      // Any will do: the engine looks at the form of a signature only.
      credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
