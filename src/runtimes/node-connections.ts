import { globalAgent, Agent as HttpAgent, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

// As Node's fetch does: a connection that has been idle for longer may be closed by the other side at any moment, and who
// sends on it then cannot know what became of the request. Node's agents take less where `Keep-Alive: timeout=` says so.
const idleMs = 4_000

export interface SendOptions extends RequestOptions {
  /** Told of the connection to a proxy before the tunnel through it stands, for which Node has no event. */
  onTunnel(socket: Duplex): void
}

class TunnelAgent extends HttpsAgent {
  override createConnection(
    options: RequestOptions & Partial<SendOptions>,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback)
    if (socket) options.onTunnel?.(socket)
    return socket
  }
}

// Where Node's own agents take the proxies that the environment names, as its `fetch` then does, these do too.
const { proxyEnv } = (globalAgent as { options?: { proxyEnv?: NodeJS.ProcessEnv } }).options ?? {}
const settings = { keepAlive: true, scheduling: 'lifo', timeout: idleMs, proxyEnv } as const

/** The connections of this process to DynamoDB, whatever number of transports it has. */
export const agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent } = {
  'http:': new HttpAgent(settings),
  'https:': new TunnelAgent(settings),
}

/** Since when connections wait for a request, the longest first. */
const idle = new Map<Socket, number>()

/** To be called when a connection has had its answer, and may get another request. */
export function nowIdle(socket: Socket): void {
  if (!socket.destroyed) idle.set(socket, Date.now())
}

/** To be called when a connection is taken for a request, or has been closed. */
export function noLongerIdle(socket: Socket): void {
  idle.delete(socket)
}

/**
 * Takes connections out of the pools that are closed by the other side, or may be. While a process is busy, or frozen as one of
 * AWS Lambda between two events, it hears nothing of either.
 */
export async function weedOut(): Promise<void> {
  if (idle.size === 0) return
  // The first comes when what is being heard has been, the second when what had come in by now has been heard, too.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  const now = Date.now()
  for (const [socket, since] of idle) {
    if (socket.readable && socket.writable && now - since <= (socket.timeout ?? idleMs)) continue
    idle.delete(socket)
    socket.destroy()
    // Takes it out of its pool, which else has it for a while: https://nodejs.org/api/http.html#class-httpagent
    socket.emit('agentRemove')
  }
}
