/**
 * Stands before an engine, and holds back what it answers: `node delay-proxy.mjs <url> <milliseconds>`. DynamoDB is some
 * milliseconds away from who asks it, and an engine on the same machine is not, so only here it is seen what waits for what.
 */

import { connect, createServer } from 'node:net'

const engine = new URL(process.argv[2])
const delayMs = Number(process.argv[3])

const server = createServer({ noDelay: true }, (client) => {
  const upstream = connect({ port: Number(engine.port), host: engine.hostname, noDelay: true })
  client.pipe(upstream)
  // Timers of one length go off in the order in which they were set.
  upstream.on('data', (bytes) => setTimeout(() => client.write(bytes), delayMs))
  upstream.on('close', () => setTimeout(() => client.destroy(), delayMs))
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ])
    socket.on('error', () => other.destroy()) // one of the two went away
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`))
