import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fault } from '../suites/faults.ts'
import { type Line, newLine } from './faults/line.ts'
import { pass } from './faults/pass.ts'
import { isPreflight, permit } from './preflight.ts'
import { bodyOf } from './request-body.ts'
import { stopServer } from './stop-server.ts'

/**
 * A proxy before an engine that makes faults as it is told over its control endpoints, so that a suite in any runtime can use
 * it: `POST /control/lines` makes a line of its own for one test, with a list of faults; `GET /control/lines/ID` tells the
 * requests that it had, `…/held/COUNT` answers when so many are held, `POST …/release` lets them go on, `POST …/open` and
 * `…/shut` open and shut a port of its own. The line is at `/lines/ID`.
 */
export async function startFaultProxy(engineUrl: string): Promise<{ url: string; close(): void }> {
  const lines = new Map<string, Line>()

  async function control(method: string | undefined, [id, verb, count]: string[], body: string) {
    if (method === 'POST' && id === undefined) {
      const name = String(lines.size + 1)
      const faults: Fault[] = JSON.parse(body)
      lines.set(name, newLine(name, faults, engineUrl, handle))
      return { id: name }
    }
    const line = lines.get(id ?? '')
    if (!line) throw new Error(`no line ${id}`)
    if (verb === 'held') await line.held.reached(Number(count ?? 1))
    if (verb === 'release') line.released.open()
    if (verb === 'open') await line.door.open()
    if (verb === 'shut') await line.door.shut()
    return { requests: line.requests, door: line.door.url }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    if (!body) {
      response.destroy()
      return
    }
    const [, kind, ...rest] = (request.url ?? '').replace(/\/$/, '').split('/')
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', '*')
    const line = kind === 'lines' ? lines.get(rest[0] ?? '') : undefined
    if (!line?.faults.some(({ isKept }) => isKept)) response.setHeader('connection', 'close')
    if (isPreflight(request)) return permit(request, response)
    if (kind === 'control') {
      response.end(JSON.stringify(await control(request.method, rest.slice(1), String(body))))
    } else if (line) await pass(line, { headers: request.headers, body }, response)
    else response.writeHead(404).end()
  }

  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    stopServer(server)
    for (const line of lines.values()) line.door.shut()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}
