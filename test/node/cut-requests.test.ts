import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, inject, test } from 'vitest'

/** Sends a part of a request, and goes away. */
async function cut(url: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(`POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 1000\r\n\r\n{`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.resetAndDestroy()
  await once(socket, 'close')
}

test.each(['endpoint', 'strictUrl', 'faultsUrl'] as const)(
  'a program that is killed amid a request leaves the servers of the tests as they are: %s',
  async (name) => {
    const url = inject(name)
    await cut(url)
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBeGreaterThan(0)
  },
)
