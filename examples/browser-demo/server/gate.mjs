/** Stands before the engine, which takes any credentials and never fails: here it can, as DynamoDB does. */

import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerPreflight, isPreflight } from './cors.mjs'
import { listen, stop } from './listen.mjs'

/** Longer than a session waits for its cache. */
const slowMs = 1_500

const refusals = {
  credentials: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  throttled: ['ProvisionedThroughputExceededException', 'The level of configured provisioned throughput was exceeded.'],
}

/** What can be wrong with DynamoDB. */
export const engineTroubles = ['none', 'stopped', 'credentials', 'throttled', 'slow']

/** Starts it on a free port, which it keeps when it is stopped and started again. */
export async function startGate(engineUrl, credentials) {
  let trouble = 'none'
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    if (isPreflight(request)) return answerPreflight(request, response)
    try {
      const body = Buffer.concat(await request.toArray())
      await answer(request, response, body)
    } catch {
      // The page has gone away, or the engine is ending: there is nobody left to be told.
      response.destroy()
    }
  })

  async function answer({ headers }, response, body) {
    const refusal = credentials.knows(headers['x-amz-security-token']) ? refusals[trouble] : refusals.credentials
    if (refusal) return refuse(response, ...refusal)
    if (trouble === 'slow') await sleep(slowMs)
    const signed = Object.entries(headers).filter(([name]) => /^(authorization|content-type|x-amz-.*)$/.test(name))
    const answered = await fetch(engineUrl, { method: 'POST', headers: Object.fromEntries(signed), body })
    response.writeHead(answered.status, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(Buffer.from(await answered.arrayBuffer()))
  }

  const url = await listen(server)
  const { port } = server.address()
  return {
    url,
    get trouble() {
      return trouble
    },
    async setTrouble(next) {
      trouble = next
      if (trouble === 'stopped') await stop(server)
      else if (!server.listening) await listen(server, port)
    },
    close: () => stop(server),
  }
}

function refuse(response, type, message) {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
  response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }))
}
