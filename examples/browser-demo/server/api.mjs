/** The demo's API, at the page's own origin and, as most APIs of pages are, at another. */

import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerPreflight, isPreflight } from './cors.mjs'
import { listen, stop } from './listen.mjs'
import { routes } from './routes.mjs'

/** What can be wrong with the API. */
export const apiTroubles = ['none', 'failing', 'unreachable']

/** What an answer takes where a route does not say; a 304 takes less, since nothing is made for it. */
const usualMs = 150
const notModifiedMs = 40

let trouble = 'none'
const answers = new Map()
const editions = new Map()

export const api = {
  get trouble() {
    return trouble
  },
  setTrouble(next) {
    trouble = next
  },
}

/** Answers a request for `/api/…`. */
export async function answerApi(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost')
  const path = pathname.replace(/^\/api/, '')
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined
  if (trouble === 'unreachable') return request.destroy()
  if (trouble === 'failing') return sendJson(response, 503, {}, { error: 'the API fails, as it was told to' })
  if (!route) return sendJson(response, 404, {}, { error: 'no such route', routes: Object.keys(routes) })
  const { status = 200, headers, takesMs = usualMs, hasEtag, body } = route
  if (request.method === 'POST') editions.set(path, (editions.get(path) ?? 1) + 1)
  const edition = editions.get(path) ?? 1
  const fields = { ...headers, ...(hasEtag && { etag: `"edition-${edition}"` }) }
  const { 'if-none-match': etag, 'if-modified-since': since } = request.headers
  const isKnown = (hasEtag && etag === fields.etag) || (since !== undefined && since === fields['last-modified'])
  if (isKnown) {
    await sleep(notModifiedMs)
    response.writeHead(304, fields).end()
    return
  }
  await sleep(takesMs)
  const answer = (answers.get(path) ?? 0) + 1
  answers.set(path, answer)
  const content = body?.(request) ?? { route: path, edition, answer, at: new Date() }
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    const length = Buffer.byteLength(content)
    response.writeHead(status, { ...fields, 'content-length': length }).end(content)
  } else sendJson(response, status, fields, content)
}

function sendJson(response, status, headers, value) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

/** The same API at an origin of its own, which lets pages read its answers and exposes no headers. */
export async function startOtherOrigin() {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    if (isPreflight(request)) return answerPreflight(request, response)
    return answerApi(request, response)
  })
  return { url: await listen(server), close: () => stop(server) }
}
