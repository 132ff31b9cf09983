/** Serves the page, the bundle that dynadict ships, and what the page asks of the demo. */

import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { answerApi, api, apiTroubles } from './api.mjs'
import { engineTroubles } from './gate.mjs'
import { listen, stop } from './listen.mjs'
import { routes } from './routes.mjs'

const page = new URL('../page/', import.meta.url)
const bundle = new URL('../../../dist/browser.min.js', import.meta.url)
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

/** The page runs its own scripts only, whatever the responses hold that it shows; and it may fetch from anywhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  'connect-src *',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export async function startPageServer({ port, region, gate, credentials, otherOrigin }) {
  const files = new Map((await readdir(page)).map((name) => [`/${name}`, new URL(name, page)]))
  files.set('/', new URL('index.html', page))
  files.set('/dynadict.js', bundle)

  const presets = Object.entries(routes).map(([path, { title, note, ask, isElsewhere }]) => {
    const origin = isElsewhere ? otherOrigin.url : ''
    return { title, note, url: `${origin}/api${path}`, ...ask }
  })
  const troubles = () => ({ dynamodb: gate.trouble, api: api.trouble })

  const answers = {
    'GET /settings.json': () => ({ region, endpoint: gate.url, presets, troubles: troubles() }),
    'GET /credentials.json': () => credentials.issue(),
    'GET /troubles.json': troubles,
    'POST /troubles.json': async (request) => {
      const asked = JSON.parse(String(Buffer.concat(await request.toArray())))
      if (apiTroubles.includes(asked.api)) api.setTrouble(asked.api)
      if (engineTroubles.includes(asked.dynamodb)) await gate.setTrouble(asked.dynamodb)
      return troubles()
    },
  }

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    try {
      if (!isOurs(request, server.address().port)) return refuse(response, 403)
      if (pathname.startsWith('/api/')) return await answerApi(request, response)
      const answer = answers[`${request.method} ${pathname}`]
      if (answer) return send(response, 'application/json', JSON.stringify(await answer(request)))
      const file = files.get(pathname)
      if (!file || request.method !== 'GET') return refuse(response, 404)
      send(response, types[extname(file.pathname)], await readFile(file))
    } catch {
      // A body that is no JSON, or one that was broken off.
      refuse(response, 400)
    }
  })
  return { url: await listen(server, port), close: () => stop(server) }
}

/** Other sites, also those that have a name lead to this address, have no business here. */
function isOurs({ headers }, port) {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const { host, origin } = headers
  return hosts.includes(host) && (origin === undefined || hosts.some((ours) => origin === `http://${ours}`))
}

function send(response, type, body) {
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  response.end(body)
}

function refuse(response, status) {
  if (!response.headersSent) response.writeHead(status)
  response.end()
}
