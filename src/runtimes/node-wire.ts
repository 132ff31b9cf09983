import { type RequestOptions, request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { urlToHttpOptions } from 'node:url'
import type { Wire } from '../transports/wire.ts'
import { answerOf } from './node-answer.ts'
import { agents, weedOut } from './node-connections.ts'
import { exchange, type Send } from './node-exchange.ts'
import { newSigner } from './node-signer.ts'

/** Signs by node:crypto and sends by node:http and node:https, which costs a fraction of aws4fetch and `fetch`. */
export function nodeWire(): Wire {
  const sign = newSigner()
  const targetOf = newTargets()
  return async (request, signal) => {
    const { options, path, host, send } = targetOf(request.url)
    const headers = { ...sign(request, host, path), 'accept-encoding': 'identity' }
    await weedOut()
    signal.throwIfAborted()
    return answerOf(await exchange(send, { ...options, method: 'POST', headers }, request.body, signal))
  }
}

interface Target {
  readonly options: RequestOptions
  readonly host: string
  readonly path: string
  readonly send: Send
}

/** Where requests go. It is one place for as long as a program runs, as a rule. */
function newTargets(): (url: string) => Target {
  let [last, target]: [url?: string, target?: Target] = []
  return (url) => {
    if (target && url === last) return target
    const parsed = new URL(url)
    const isTls = parsed.protocol === 'https:'
    last = url
    target = {
      options: { ...urlToHttpOptions(parsed), agent: agents[isTls ? 'https:' : 'http:'] },
      host: parsed.host,
      path: parsed.pathname,
      send: isTls ? requestByHttps : requestByHttp,
    }
    return target
  }
}
