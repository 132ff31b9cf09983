import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * A server in a thread of its own, so that it works on while this one is busy. It tells the number of the connection and that
 * of the request on it, and keeps connections open for `openMs`, but the first ones, as many as are `kept`, for good.
 */
const program = `
const { createServer } = require('node:http')
const { parentPort, workerData: { how, openMs, kept } } = require('node:worker_threads')
let connections = 0
const counts = new Map()
const server = createServer((request, response) => {
  const { socket } = request
  const [connection, count] = counts.get(socket) ?? [++connections, 0]
  counts.set(socket, [connection, count + 1])
  request.resume().on('end', () => {
    response.end(JSON.stringify({ Attributes: { connection: { N: String(connection) }, request: { N: String(count + 1) } } }))
    if (connection > kept) setTimeout(() => socket[how](), openMs)
  })
})
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

export async function startClosingServer(
  how: 'end' | 'resetAndDestroy',
  openMs: number,
  kept = 0,
): Promise<{ url: string; close(): Promise<unknown> }> {
  const worker = new Worker(program, { eval: true, workerData: { how, openMs, kept } })
  const [port] = await once(worker, 'message')
  return { url: `http://127.0.0.1:${port}`, close: () => worker.terminate() }
}

/** Hears and does nothing for a while, as a process that is frozen. */
export const freeze = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
