import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sendAnswer } from './origin/send-answer.ts'
import { chooseAnswer, newOriginSite, type OriginSite } from './origin/site.ts'
import { isPreflight, permit } from './preflight.ts'
import { stopServer } from './stop-server.ts'

interface OriginOptions {
  /** Whether pages of other origins may see all header fields of the answers. Default `false`. */
  readonly exposeHeaders?: boolean
}

/**
 * An HTTP origin that answers as it is told over its control endpoints, so that a suite in any runtime can use it:
 * `POST /control/sites` makes a site of its own for one test, `POST /control/sites/ID` moves its clock,
 * `GET /control/sites/ID` tells the requests that it had. The site is at `/sites/ID`. Pages of all origins may ask it; the
 * preflights of their browsers are counted by themselves.
 */
export async function startOriginServer({ exposeHeaders = false }: OriginOptions = {}): Promise<{
  url: string
  close(): void
}> {
  const sites = new Map<string, OriginSite>()
  const forPages = {
    'access-control-allow-origin': '*',
    ...(exposeHeaders && { 'access-control-expose-headers': '*' }),
  }

  async function control(request: IncomingMessage, id: string | undefined, body: string): Promise<object> {
    if (request.method === 'POST' && id === undefined) {
      const name = String(sites.size + 1)
      sites.set(name, newOriginSite(JSON.parse(body)))
      return { id: name }
    }
    const site = sites.get(id ?? '')
    if (!site) throw new Error(`no site ${id}`)
    if (request.method === 'POST') site.offsetMs = JSON.parse(body).offsetMs
    return { requests: site.requests, preflights: site.preflights }
  }

  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('')
    const [, kind, first, second, ...rest] = (request.url ?? '').split('/')
    const path = `/${[second ?? '', ...rest].join('/')}`
    const site = sites.get(first ?? '')
    if (kind === 'control') {
      const told = JSON.stringify(await control(request, second, body))
      return response.writeHead(200, { ...forPages, 'content-type': 'application/json' }).end(told)
    }
    if (!site) return response.writeHead(404, forPages).end()
    if (isPreflight(request)) {
      site.preflights++
      return permit(request, response.setHeaders(new Map(Object.entries(forPages))))
    }
    const { method = '', headers } = request
    site.requests.push({ method, path, headers: { ...headers } as Record<string, string>, body })
    const chosen = chooseAnswer(site, request, path)
    if (!chosen) return response.writeHead(404, forPages).end('no such route')
    const siteUrl = `http://${headers.host}/sites/${first}`
    await sendAnswer(request, response, chosen.answer, {
      forPages,
      siteUrl,
      count: chosen.count,
      offsetMs: site.offsetMs,
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => stopServer(server) }
}
