/**
 * The origin of what is cached: `/<bytes>/…` answers with a body of so many bytes that is fresh for an hour, and by 304 where it
 * is known. `/counts` says how often it did which, so that a hit is known to be one. Prints its address.
 */

import { createServer } from 'node:http'
import { textOf } from './text.mjs'

const counts = { whole: 0, notModified: 0 }
const bodies = new Map()
const etag = '"the-only-one"'

const server = createServer((request, response) => {
  if (request.url === '/counts') return response.end(JSON.stringify(counts))
  const bytes = Number(/^\/(\d+)\//.exec(request.url)?.[1])
  if (!bytes) return response.writeHead(404).end()
  const headers = { 'cache-control': 'max-age=3600', etag, 'content-type': 'text/plain' }
  if (request.headers['if-none-match'] === etag) {
    counts.notModified++
    return response.writeHead(304, headers).end()
  }
  counts.whole++
  if (!bodies.has(bytes)) bodies.set(bytes, Buffer.from(textOf(bytes)))
  const body = bodies.get(bytes)
  response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`))
