import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Answer, RecordedRequest, Routes } from '../suites/origin.ts'
import { isPreflight, permit } from './preflight.ts'
import { stopServer } from './stop-server.ts'

interface Site {
  readonly routes: Routes
  readonly counts: Map<string, number>
  readonly requests: RecordedRequest[]
  preflights: number
  offsetMs: number
}

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
  const sites = new Map<string, Site>()

  async function control(request: IncomingMessage, id: string | undefined, body: string): Promise<object> {
    if (request.method === 'POST' && id === undefined) {
      const name = String(sites.size + 1)
      sites.set(name, { routes: JSON.parse(body), counts: new Map(), requests: [], preflights: 0, offsetMs: 0 })
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
    response.setHeader('access-control-allow-origin', '*')
    if (exposeHeaders) response.setHeader('access-control-expose-headers', '*')
    if (kind === 'control') {
      response.setHeader('content-type', 'application/json')
      return response.end(JSON.stringify(await control(request, second, body)))
    }
    const site = sites.get(first ?? '')
    const path = `/${[second ?? '', ...rest].join('/')}`
    if (!site) return response.writeHead(404).end()
    if (isPreflight(request)) {
      site.preflights++
      return permit(request, response)
    }
    site.requests.push({
      method: request.method ?? '',
      path,
      headers: { ...request.headers } as Record<string, string>,
      body,
    })
    await answer(request, response, site, path)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => stopServer(server) }
}

/** The next answer of the route: named by DynamoDB's operation, by method and path, or by the path alone. */
async function answer(request: IncomingMessage, response: ServerResponse, site: Site, path: string): Promise<void> {
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1]
  const names = [operation, `${request.method} ${path}`, path, path.split('?')[0], '*']
  const name = names.find((candidate) => candidate !== undefined && candidate in site.routes)
  if (name === undefined) {
    response.writeHead(404).end('no such route')
    return
  }
  const answers = [site.routes[name] as Answer | Answer[]].flat()
  const count = site.counts.get(name) ?? 0
  site.counts.set(name, count + 1)
  await send(request, response, answers[Math.min(count, answers.length - 1)] as Answer, site.offsetMs)
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  offsetMs: number,
): Promise<void> {
  const { status = 200, statusText, headers = {}, delayMs = 0, body = '', echo, coding, cut, never } = answer
  if (never) return
  await wait(delayMs)
  const now = Date.now() + offsetMs
  // Or there would be one by Node's own clock where an answer has none.
  response.sendDate = false
  const named = Object.entries({ date: '{now}', ...headers }).filter(([, value]) => value !== null)
  const filled = named.map(([name, value]) => [name, fillDates(value as string | string[], now)] as const)
  for (const [name, value] of filled) response.setHeader(name, value)
  if (isConfirmed(request, response) && !answer.ignoreConditions) {
    response.writeHead(304).end()
    return
  }
  const text = echo === undefined ? body : String(request.headers[echo] ?? '')
  const plain = Buffer.from(answer.repeat ? text.repeat(answer.repeat) : text, answer.base64 ? 'base64' : 'utf8')
  const coded = coding === 'gzip' ? gzipSync(plain) : coding === 'br' ? brotliCompressSync(plain) : plain
  if (coding) response.setHeader('content-encoding', coding)
  if (cut) {
    response.writeHead(status, { 'content-length': coded.length + 100 })
    response.write(coded, () => response.destroy())
    return
  }
  if (!answer.chunked && status !== 204 && status !== 304) response.setHeader('content-length', coded.length)
  response.writeHead(status, statusText)
  if (request.method === 'HEAD') response.end()
  else if (answer.chunked) {
    for (let start = 0; start < coded.length; start += 1_000) response.write(coded.subarray(start, start + 1_000))
    response.end()
  } else response.end(coded)
}

/** Whether the validators match; If-Modified-Since counts only without If-None-Match (RFC 9110 §13.2.2). */
function isConfirmed({ headers }: IncomingMessage, response: ServerResponse): boolean {
  const { 'if-none-match': match, 'if-modified-since': since } = headers
  return match === undefined
    ? since !== undefined && since === response.getHeader('last-modified')
    : match === response.getHeader('etag')
}

/** `{now}`, `{now+60}` and `{now-60}` as HTTP-dates. */
const fillDates = (value: string | string[], now: number): string | string[] =>
  Array.isArray(value)
    ? value
    : value.replace(/\{now([+-]\d+)?\}/g, (_, seconds) => new Date(now + Number(seconds ?? 0) * 1_000).toUTCString())
