/** Serves the page, with an embedded engine and stand-ins for an identity pool and an API, all on loopback. */

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import dynalite from 'dynalite'

const folder = fileURLToPath(new URL('.', import.meta.url))
const files = ['index.html', 'page.css', 'page.js', 'cognito.js', 'node_modules/dynadict/dist/browser.min.js']
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' }

async function listen(server, port = 0) {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${server.address().port}`
}

const endpoint = await listen(dynalite({ createTableMs: 20 }))

/** What the two calls of `cognito.js` get; the engine takes any credentials. */
const cognito = {
  GetId: () => ({ IdentityId: `us-west-2:${randomUUID()}` }),
  GetCredentialsForIdentity: ({ IdentityId }) => ({
    IdentityId,
    Credentials: {
      AccessKeyId: 'ASIAEXAMPLE',
      SecretKey: 'secret',
      SessionToken: randomUUID(),
      Expiration: Date.now() / 1_000 + 3_600,
    },
  }),
}

const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname
  const send = (type, body, headers = {}) => response.writeHead(200, { 'content-type': type, ...headers }).end(body)
  const sendJson = (value, headers) => send('application/json', JSON.stringify(value), headers)
  const file = path === '/' ? 'index.html' : path.slice(1)
  if (files.includes(file)) return send(types[extname(file)], await readFile(folder + file))
  if (path === '/settings.json') {
    return sendJson({
      region: 'us-west-2',
      endpoint,
      identityPoolId: 'demo',
      cognitoEndpoint: '/cognito',
      url: `${url}/time`,
    })
  }
  if (path === '/cognito') {
    const operation = cognito[request.headers['x-amz-target']?.split('.')[1]]
    if (operation) return sendJson(operation(JSON.parse((await request.toArray()).join(''))))
  }
  if (path === '/time') return sendJson({ time: new Date() }, { 'cache-control': 'max-age=10' })
  response.writeHead(404).end()
})
const url = await listen(server, Number(process.env.PORT ?? 0))
console.log(`open ${url}`)
