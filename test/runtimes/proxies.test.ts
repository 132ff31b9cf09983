/** Node's sender for 'sigv4' behind a proxy that the environment names, which Node takes from 22.21 and 24.5 on. */

import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { stopServer } from '../support/stop-server.ts'
import { binaries } from './binaries.ts'

const run = promisify(execFile)
const folder = inject('packageFolder')
const closing: (() => unknown)[] = []

/** Writes once to the endpoint of its first argument, and gives up as soon as the proxy has heard of it, if told so. */
const program = `
import { createTransport } from 'dynadict'
const [endpoint, abortMs] = process.argv.slice(2)
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
const transport = createTransport({ transport: 'sigv4', region: 'us-west-2', credentials, endpoint, maxAttempts: 1 })
const signal = abortMs && AbortSignal.timeout(Number(abortMs))
const start = performance.now()
const told = await transport.send('PutItem', { TableName: 'some-table', Item: {} }, { signal }).then(
  () => 'done',
  ({ name, message, mayBeDone }) => [name, message, mayBeDone].join('; '),
)
console.log(told)
process.on('exit', () => console.log(performance.now() - start < 3_000 ? 'soon' : 'late'))
`

beforeAll(() => writeFile(join(folder, 'proxies.mjs'), program))

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A proxy that answers each CONNECT with this text, and then says nothing. */
async function tunnelProxy(answer: string): Promise<string> {
  const sockets: Socket[] = []
  const server = createSocketServer((socket) => {
    sockets.push(socket.on('error', () => undefined))
    socket.once('data', () => socket.write(answer))
  })
  closing.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${await portOf(server)}`
}

async function attempt(binary: string, proxy: string, args: string[]): Promise<string[]> {
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, HTTPS_PROXY: proxy }
  const { stdout } = await run(binary, ['proxies.mjs', ...args], { cwd: folder, env, timeout: 20_000 })
  return stdout.trim().split('\n')
}

describe.each(['node22', 'node24'] as const)('%s', (name) => {
  const node = binaries[name]
  const endpoint = 'https://dynamodb.invalid'

  test('requests go through the proxy', async () => {
    const asked: unknown[] = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      request.resume().on('end', () => response.end('{}'))
    })
    closing.push(() => stopServer(server))
    const proxy = `http://127.0.0.1:${await portOf(server)}`
    expect(await attempt(node, proxy, ['http://dynamodb.invalid'])).toEqual(['done', 'soon'])
    expect(asked).toEqual(['http://dynamodb.invalid/'])
  })

  test('where it makes no tunnel, nothing was sent', async () => {
    const proxy = await tunnelProxy('HTTP/1.1 403 Forbidden\r\n\r\n')
    const [told] = await attempt(node, proxy, [endpoint])
    expect(told).toMatch(/^NetworkError; .*403 Forbidden.*; false$/)
  })

  test.each([
    ['while it makes one', ''],
    ['amid the handshake', 'HTTP/1.1 200 Connection established\r\n\r\n'],
  ])('an abort ends the request and its connection, %s', async (_, answer) => {
    const [told, end] = await attempt(node, await tunnelProxy(answer), [endpoint, '300'])
    expect(told).toMatch(/^TimeoutError; /)
    expect(end).toBe('soon')
  })
})
