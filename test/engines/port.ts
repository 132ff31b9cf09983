import { once } from 'node:events'
import { createServer } from 'node:net'

const lowest = 10_000
const highest = 30_000

/**
 * The port that is wanted, if it is free, or for 0 any that is. Not one of those that systems give to connections: it
 * might be taken again before a process listens there.
 */
export async function portFor(wanted: number): Promise<number> {
  if (wanted !== 0) {
    if (await isFree(wanted)) return wanted
    throw new Error(`port ${wanted} is in use`)
  }
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
