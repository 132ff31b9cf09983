import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request as requestByHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestByHttps } from 'node:https'
import { urlToHttpOptions } from 'node:url'
import { brotliDecompressSync, unzipSync } from 'node:zlib'
import type { Wire, WireAnswer } from '../transports/wire.ts'
import { newSigner } from './node-signer.ts'

// As Node's fetch does: a connection that has been idle for longer may be closed by the other side at any moment, and who
// sends on it then cannot know what became of the request.
const idleMs = 4_000
// From Node 24.5 on an agent can take the proxy that the environment names, as `fetch` does there.
const proxyEnv = process.env.NODE_USE_ENV_PROXY === '1' ? process.env : undefined
const settings = { keepAlive: true, scheduling: 'lifo', timeout: idleMs, proxyEnv } as const
const agents = { 'http:': new HttpAgent(settings), 'https:': new HttpsAgent(settings) }

/** Signs by node:crypto and sends by node:http and node:https, which costs a fraction of aws4fetch and `fetch`. */
export function nodeWire(): Wire {
  const sign = newSigner()
  const targetOf = newTargets()
  return (request, signal) =>
    new Promise((resolve, reject) => {
      const { options, path, host, send } = targetOf(request.url)
      const headers = { ...sign(request, host, path), 'accept-encoding': 'identity' }
      send({ ...options, method: 'POST', headers, signal }, (message) => {
        bytesOf(message).then((bytes) => answerOf(message, bytes)).then(resolve, reject) // biome-ignore format: one line
      })
        .on('error', reject)
        .end(request.body)
    })
}

type Send = typeof requestByHttp

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

function bytesOf(message: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer<ArrayBuffer>[] = []
    message.on('data', (piece) => pieces.push(piece))
    message.on('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)))
    message.on('error', reject)
  })
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, sent: Buffer<ArrayBuffer>): WireAnswer {
  const bytes = decoded(sent, headers)
  return {
    status: statusCode,
    type: 'basic',
    headers: { get: (name) => headers[name]?.toString() ?? null, has: (name) => name in headers },
    text: async () => bytes.toString(),
    arrayBuffer: async () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  }
}

/** No coding is asked for; what stands between may code all the same. */
function decoded(bytes: Buffer<ArrayBuffer>, headers: IncomingHttpHeaders): Buffer<ArrayBuffer> {
  const coding = headers['content-encoding']
  if (coding === 'br') return brotliDecompressSync(bytes)
  return coding === 'gzip' || coding === 'deflate' ? unzipSync(bytes) : bytes
}
