import type { IncomingMessage, RequestOptions, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { onAbort } from '../core/on-abort.ts'
import { noLongerIdle, nowIdle, type SendOptions } from './node-connections.ts'

export type Send = typeof request

export interface Received {
  readonly message: IncomingMessage
  /** The body, in the pieces in which it came. */
  readonly pieces: readonly Buffer[]
}

// Below the limit of an attempt, after which it is not known whether anything was sent. TCP asks at 0, 1 and 3 seconds.
const connectMs = 4_000

/** Sends one request and reads the whole answer. Rejects with a `NoConnection` when nothing was sent. */
export const exchange = (send: Send, options: RequestOptions, body: string, signal: AbortSignal): Promise<Received> =>
  new Promise((resolve, reject) => {
    let isSettled = false
    let isConnected = false
    let tunnel: Duplex | undefined
    let socket: Socket | undefined
    let answer: IncomingMessage | undefined
    let timer: NodeJS.Timeout | undefined

    /** Whether this is the first end; there are no others after it. */
    function settle(): boolean {
      if (isSettled) return false
      isSettled = true
      forget()
      clearTimeout(timer)
      return true
    }
    function fail(error: unknown) {
      if (!settle()) return
      // Node forgets the one to a proxy that makes no tunnel.
      tunnel?.destroy()
      reject(isConnected || signal.aborted ? error : new NoConnection(error))
    }
    function failAndClose(error: unknown) {
      fail(error)
      sent.destroy()
    }
    function connected() {
      isConnected = true
      clearTimeout(timer)
    }

    const sending: SendOptions = {
      ...options,
      onTunnel: (connection) => {
        tunnel = connection
      },
    }
    const sent = send(sending)
    const forget = onAbort(signal, () => failAndClose(signal.reason))
    if (!sent.reusedSocket)
      timer = setTimeout(() => failAndClose(new Error(`no connection within ${connectMs} ms`)), connectMs)
    sent.on('socket', (taken) => {
      socket = taken
      noLongerIdle(taken)
      if (!sent.reusedSocket) taken.on('close', () => noLongerIdle(taken))
      if (taken.connecting) taken.once(options.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
      else connected()
    })
    sent.on('error', fail)
    // Also of what is no answer, as 101 without being asked to switch.
    sent.on('close', () => {
      if (!answer) fail(new Error('the connection was closed without an answer'))
    })
    sent.on('response', (message) => {
      answer = message
      const pieces: Buffer[] = []
      message.on('data', (piece: Buffer) => pieces.push(piece))
      message.on('end', () => {
        if (!settle()) return
        // An answer that did not wait for all of the request: nobody waits for the rest of it either.
        if (!sent.writableFinished) sent.destroy()
        else if (socket) nowIdle(socket)
        resolve({ message, pieces })
      })
      message.on('error', fail)
    })
    sent.end(body)
  })

/** No connection was made, so that nothing was sent; the cause says why. */
class NoConnection extends Error {
  readonly code = 'ERR_NO_CONNECTION'
  constructor(cause: unknown) {
    super('no connection was made', { cause })
  }
}
