/** What Node's sender for 'sigv4' makes of connections that are kept open, and of those that are not made. */

import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net'
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import { crc32, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ConnectionOptions, createTransport, type RequestReport, type Transport } from '../../src/runtimes/node.ts'
import { freeze, startClosingServer } from '../support/closing-server.ts'
import { stopServer } from '../support/stop-server.ts'

const closing: (() => unknown)[] = []

afterEach(async () => {
  vi.useRealTimers()
  for (const close of closing.splice(0)) await close()
})

const transportTo = (endpoint: string, options: ConnectionOptions = {}): Transport =>
  createTransport({
    transport: 'sigv4',
    region: 'us-west-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    endpoint,
    maxAttempts: 1,
    ...options,
  })

async function urlOf(server: Server | ReturnType<typeof createSocketServer>, scheme = 'http'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  closing.push(() => stopServer(server))
  return urlOf(server)
}

/** A server that speaks no HTTP. */
async function serveSockets(listener: (socket: Socket) => void, scheme?: string): Promise<string> {
  const sockets: Socket[] = []
  const server = createSocketServer((socket) => {
    sockets.push(socket.on('error', () => undefined))
    listener(socket)
  })
  closing.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return urlOf(server, scheme)
}

const write = (transport: Transport) => transport.send('PutItem', { TableName: 'some-table', Item: {} })

/** Tells the number of the connection, and that of the request on it. */
function numbering(headers: Record<string, string> = {}): RequestListener {
  const counts = new Map<Socket, { connection: number; request: number }>()
  return (request, response) => {
    const seen = counts.get(request.socket) ?? { connection: counts.size + 1, request: 0 }
    counts.set(request.socket, seen)
    seen.request++
    const numbers = { connection: { N: `${seen.connection}` }, request: { N: `${seen.request}` } }
    request.resume().on('end', () => response.writeHead(200, headers).end(JSON.stringify({ Attributes: numbers })))
  }
}

const onConnection = (connection: number, request: number) => ({
  Attributes: { connection: { N: `${connection}` }, request: { N: `${request}` } },
})

describe('a process that was busy or frozen does not send on what the server closed meanwhile', () => {
  const moments: [string, (act: () => Promise<unknown>) => Promise<unknown>][] = [
    [
      'at once',
      async (act) => {
        freeze(60)
        return act()
      },
    ],
    [
      'by a timer',
      async (act) => {
        const timer = sleep(1)
        freeze(60)
        await timer
        return act()
      },
    ],
    [
      'by an immediate',
      async (act) => {
        await immediate()
        freeze(60)
        return act()
      },
    ],
    [
      'upon what another server sends',
      async (act) => {
        const answers = serve((_, response) => void setTimeout(() => response.end('{}'), 5))
        const answer = fetch(await answers)
        freeze(60)
        await answer
        return act()
      },
    ],
  ]

  describe.each(['end', 'resetAndDestroy'] as const)('by %s', (how) => {
    test.each(moments)('%s', async (_, later) => {
      const server = await startClosingServer(how, 20)
      closing.push(server.close)
      const transport = transportTo(server.url)
      expect(await write(transport)).toEqual(onConnection(1, 1))
      expect(await later(() => write(transport))).toEqual(onConnection(2, 1))
      // Each of many that waited.
      const many = () => Promise.all(Array.from({ length: 8 }, () => write(transport)))
      await many()
      expect(await later(many)).toHaveLength(8)
    })

    test('when another one is still open', async () => {
      const server = await startClosingServer(how, 20, 1)
      closing.push(server.close)
      const transport = transportTo(server.url)
      await Promise.all([write(transport), write(transport)])
      freeze(60)
      expect(await write(transport)).toEqual(onConnection(1, 2))
    })
  })
})

test('a connection is used again for as long as it is fresh, by the clock on the wall', async () => {
  const transport = transportTo(await serve(numbering()))
  vi.useFakeTimers({ toFake: ['Date'] })
  expect(await write(transport)).toEqual(onConnection(1, 1))
  vi.setSystemTime(Date.now() + 3_000)
  expect(await write(transport)).toEqual(onConnection(1, 2))
  // The timer that would have closed it does not run while a process is frozen.
  vi.setSystemTime(Date.now() + 4_500)
  expect(await write(transport)).toEqual(onConnection(2, 1))
})

test('a server that says for how long it keeps connections is believed', async () => {
  const transport = transportTo(await serve(numbering({ 'keep-alive': 'timeout=2' })))
  vi.useFakeTimers({ toFake: ['Date'] })
  expect(await write(transport)).toEqual(onConnection(1, 1))
  expect(await write(transport)).toEqual(onConnection(1, 2))
  vi.setSystemTime(Date.now() + 2_500)
  expect(await write(transport)).toEqual(onConnection(2, 1))
})

test('one that breaks on a connection that was used before may have been done, and is tried again', async () => {
  let requests = 0
  const number = numbering()
  const url = await serve((request, response) => {
    if (++requests === 2) request.socket.destroy()
    else number(request, response)
  })
  const reports: RequestReport[] = []
  const transport = transportTo(url, { maxAttempts: 2, onRequest: (report) => void reports.push(report) })
  const unanswered: unknown[] = []
  await write(transport)
  const onUnanswered = (error: unknown) => void unanswered.push(error)
  const again = transport.send('PutItem', { TableName: 'some-table', Item: {} }, { onUnanswered })
  expect(await again).toEqual(onConnection(2, 1))
  expect(unanswered).toMatchObject([{ code: 'NETWORK', mayBeDone: true }])
  expect(reports.map(({ code }) => code)).toEqual([undefined, 'NETWORK', undefined])
})

test('a server that switches protocols unasked has not answered', async () => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n'
  const url = await serveSockets((socket) => socket.once('data', () => socket.write(switching)))
  await expect(write(transportTo(url))).rejects.toMatchObject({ code: 'NETWORK', mayBeDone: true })
})

test('an answer that ends early has not come', async () => {
  const part = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}'
  const url = await serveSockets((socket) => socket.once('data', () => socket.end(part)))
  await expect(write(transportTo(url))).rejects.toMatchObject({ code: 'NETWORK', mayBeDone: true })
})

test('an answer without a length ends with its connection', async () => {
  const whole = 'HTTP/1.1 200 OK\r\n\r\n{}'
  const url = await serveSockets((socket) => socket.once('data', () => socket.end(whole)))
  expect(await write(transportTo(url))).toEqual({})
})

describe('an answer that something between has coded', () => {
  const coded = (status: number, coding: string, body: Buffer | string): RequestListener => {
    const headers = { 'content-encoding': coding, 'x-amz-crc32': '1', 'retry-after': '60' }
    return (request, response) => request.resume().on('end', () => response.writeHead(status, headers).end(body))
  }

  test('is read', async () => {
    const url = await serve(coded(200, 'X-GZIP', gzipSync('{"Attributes":{"k":{"S":"ä"}}}')))
    expect(await write(transportTo(url))).toEqual({ Attributes: { k: { S: 'ä' } } })
  })

  test('is taken as it is when the coding is not known', async () => {
    const missing = JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' })
    const url = await serve(coded(400, 'utf-8', missing))
    await expect(write(transportTo(url))).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND', mayBeDone: false })
  })

  test.each(['', 'not gzip'])('keeps its status and its wait when it cannot be decoded: %j', async (body) => {
    const url = await serve(coded(503, 'gzip', body))
    await expect(write(transportTo(url, { maxAttempts: 2 }))).rejects.toMatchObject({
      code: 'NETWORK',
      mayBeDone: true,
      message: expect.stringContaining('was not answered by DynamoDB (status 503)'),
    })
  })
})

test('an answer that does not wait for the whole request ends its connection', async () => {
  let server: Socket | undefined
  const early = 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n'
  const url = await serveSockets((socket) => {
    server = socket
    socket.once('data', () => socket.pause().write(early))
  })
  const value = { S: 'x'.repeat(16_000_000) }
  const sending = transportTo(url).send('PutItem', { TableName: 'some-table', Item: { value } })
  await expect(sending).rejects.toMatchObject({ code: 'NETWORK', mayBeDone: true })
  const closed = once(server as Socket, 'close')
  server?.resume()
  await closed
  expect(server?.bytesRead).toBeLessThan(16_000_000)
})

test('letters are read as they are, wherever a large answer is cut into pieces', async () => {
  const value = 'äöü€😀'.repeat(50_000)
  const body = Buffer.from(JSON.stringify({ Attributes: { k: { S: value } } }))
  const checksum = { right: crc32(body), wrong: 1 }
  const url = await serve((request, response) => {
    const isRight = request.headers.authorization?.includes('Credential=right/')
    const headers = { 'x-amz-crc32': checksum[isRight ? 'right' : 'wrong'] }
    request.resume().on('end', () => response.writeHead(200, headers).end(body))
  })
  const as = (accessKeyId: string) => transportTo(url, { credentials: { accessKeyId, secretAccessKey: 'b' } })
  expect(await write(as('right'))).toEqual({ Attributes: { k: { S: value } } })
  await expect(write(as('wrong'))).rejects.toMatchObject({ code: 'NETWORK', mayBeDone: true })
})

describe('nothing was sent', () => {
  test('when the handshake fails', async () => {
    const url = await serveSockets((socket) => socket.once('data', () => socket.resetAndDestroy()), 'https')
    await expect(write(transportTo(url))).rejects.toMatchObject({ code: 'NETWORK', mayBeDone: false })
  })

  test('when there is no connection within four seconds', async () => {
    const url = await serveSockets(
      (socket) => void socket.on('data', () => vi.advanceTimersByTimeAsync(4_000)),
      'https',
    )
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await expect(write(transportTo(url))).rejects.toMatchObject({
      code: 'NETWORK',
      mayBeDone: false,
      message: expect.stringContaining('no connection within 4000 ms'),
    })
  })
})

test('an abort ends a request and its connection, before there is one and after', async () => {
  for (const scheme of ['http', 'https']) {
    const aborting = new AbortController()
    let heardOfEnd: Promise<unknown> | undefined
    const url = await serveSockets((socket) => {
      heardOfEnd = once(socket, 'close')
      socket.on('data', () => aborting.abort(new Error('by its caller')))
    }, scheme)
    const sending = transportTo(url).send('PutItem', { TableName: 'some-table', Item: {} }, aborting)
    await expect(sending).rejects.toThrow('by its caller')
    await heardOfEnd
  }
})
