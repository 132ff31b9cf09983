import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { CachedSession } from '../../src/runtimes/node.ts'
import { newSite } from '../suites/origin.ts'
import { stopServer } from '../support/stop-server.ts'

const run = promisify(execFile)

for (const coding of ['gzip', 'br'] as const) {
  test(`a miss and a hit of a ${coding} resource, returned as they are from a Node server, decode in curl`, async () => {
    const body = 'plain text, '.repeat(500)
    const site = await newSite(inject('originUrl'), {
      '/': { body, coding, headers: { 'cache-control': 'max-age=60' } },
    })
    const session = new CachedSession('served-on', {
      transport: 'sigv4',
      endpoint: inject('endpoint'),
      region: 'us-west-2',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    await session.cache.ready()
    const server = createServer(async (_, answer) => {
      const response = await session.fetch(`${site.url}/`)
      answer.writeHead(response.status, Object.fromEntries(response.headers))
      Readable.fromWeb(response.body as ReadableStream).pipe(answer)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      for (const status of ['fwd=uri-miss', 'hit']) {
        const { stdout } = await run('curl', ['-sS', '-i', '--compressed', `http://127.0.0.1:${port}/`])
        expect(stdout).toContain(`cache-status: dynadict; ${status}`)
        expect(stdout.endsWith(`\r\n\r\n${body}`)).toBe(true)
      }
    } finally {
      stopServer(server)
    }
  })
}
