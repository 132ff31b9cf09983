import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, extname, join } from 'node:path'
import { stopServer } from './stop-server.ts'

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }

/** Serves the HTML pages and scripts of one folder, without those below it. */
export async function startFileServer(folder: string): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const name = basename(request.url ?? '')
    const type = types[extname(name)]
    const content = type && (await readFile(join(folder, name)).catch(() => undefined))
    if (!content) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': type }).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => stopServer(server) }
}
