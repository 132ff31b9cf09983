/** An HTTP API on loopback that behaves like a real one: it takes its time, validates by ETag and says what may be cached. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/** What a near origin takes for any answer, a 304 included; on bare loopback nothing would be worth a cache. */
export const roundTripMs = 20

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const json = (value) => Buffer.from(JSON.stringify(value))

const users = Array.from({ length: 50 }, (_, i) => ({ id: i + 1, name: `User ${i + 1}` }))
const ordersOn = (page) => Array.from({ length: 20 }, (_, i) => ({ id: (page - 1) * 20 + i + 1, total: 10 * (i + 1) }))
const report = gzipSync(json(Array.from({ length: 200 }, (_, day) => ({ day, visits: (day * 37) % 101 }))))

/** Each resource by path and query: headers, a body from the request's headers, and the ms that it takes to make one. */
const routes = {
  '/users': {
    headers: { 'cache-control': 'max-age=60', etag: '"users-1"' },
    body: () => json(users),
    buildMs: 200,
  },
  '/orders?page=1': {
    headers: { 'cache-control': 'max-age=60', link: '</orders?page=2>; rel="next"' },
    body: () => json(ordersOn(1)),
  },
  '/orders?page=2': {
    headers: { 'cache-control': 'max-age=60', link: '</orders?page=1>; rel="prev"' },
    body: () => json(ordersOn(2)),
  },
  '/greeting': {
    headers: { 'cache-control': 'max-age=60', vary: 'Accept-Language' },
    body: (asked) => json({ greeting: asked['accept-language']?.startsWith('de') ? 'Guten Tag' : 'Good day' }),
  },
  '/team': { status: 302, headers: { 'cache-control': 'max-age=60', location: '/staff' } },
  '/staff': { status: 302, headers: { 'cache-control': 'max-age=60', location: '/people' } },
  '/people': { headers: { 'cache-control': 'max-age=60' }, body: () => json(users.slice(0, 5)) },
  '/logo.png': {
    headers: { 'cache-control': 'public, max-age=31536000, immutable', 'content-type': 'image/png' },
    body: () => png,
  },
  '/report': {
    headers: { 'cache-control': 'max-age=60', 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    body: () => report,
  },
  '/config': {
    headers: { 'cache-control': 'no-cache', etag: '"config-7"' },
    body: () => json({ theme: 'dark', features: users.map(({ id }) => `feature-${id}`) }),
    buildMs: 100,
  },
  '/profile': { headers: { 'cache-control': 'private, max-age=60' }, body: () => json({ name: 'Ada' }) },
  '/balance': { headers: { 'cache-control': 'no-store', etag: '"balance-3"' }, body: () => json({ balance: 42 }) },
}

/** What the demo asks for, and in words why it is cached or not. */
const resources = [
  { path: '/users', why: 'max-age=60' },
  { path: '/orders?page=1', why: 'max-age=60, each page by itself' },
  { path: '/orders?page=2', why: 'max-age=60, each page by itself' },
  { path: '/greeting', why: 'Vary: Accept-Language (asked: de)', headers: { 'accept-language': 'de' } },
  { path: '/greeting', why: 'Vary: Accept-Language (asked: en)', headers: { 'accept-language': 'en' } },
  { path: '/team', why: '302 → 302 → 200, each hop stored' },
  { path: '/logo.png', why: 'an image, max-age of a year' },
  { path: '/report', why: 'gzip, stored decoded' },
  { path: '/config', why: 'no-cache with ETag: asked again, 304' },
  { path: '/profile', why: 'private: not in a shared cache' },
  { path: '/balance', why: 'no-store: never' },
]

async function answer(request, response) {
  await sleep(roundTripMs)
  const route = Object.hasOwn(routes, request.url) ? routes[request.url] : undefined
  if (!route) {
    response.writeHead(404).end()
    return
  }
  const { status = 200, headers, body, buildMs = 0 } = route
  if (headers.etag && request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, headers).end()
    return
  }
  await sleep(buildMs)
  const content = body?.(request.headers)
  response.writeHead(status, { ...(content && { 'content-type': 'application/json' }), ...headers }).end(content)
}

/** Starts the API on a free port; `resources` are what to fetch from it. */
export async function startOrigin() {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}`
  return {
    url,
    resources: resources.map(({ path, ...resource }) => ({ ...resource, url: url + path })),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
