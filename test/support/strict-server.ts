import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { constants, crc32, gzip } from 'node:zlib'
import type { GateRequest, GateSettings } from '../suites/gates.ts'
import { type Answer, ask, type Body, refusal as newRefusal } from './faults/answer.ts'
import { isPreflight, permit } from './preflight.ts'
import { bodyOf } from './request-body.ts'
import { type Refusal, refusalOf } from './signature.ts'

interface Gate {
  readonly settings: GateSettings
  readonly requests: GateRequest[]
}

interface StrictOptions {
  /** Whether pages of other origins may see all header fields of the answers, unless a gate says otherwise. Default `false`. */
  readonly exposeHeaders?: boolean
}

/** What the suites' connections sign with. */
const usual = { region: 'us-west-2', credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' } }

/**
 * Stands before an engine as AWS does: it lets requests through only whose signature is right, and compresses answers for
 * those who take gzip. `POST /control/gates` makes a gate of its own for one test, with what it accepts;
 * `GET /control/gates/ID` tells the requests that it had. The gate is at `/gates/ID` and everywhere below. At all other
 * addresses there is one that accepts what the suites usually send.
 */
export async function startStrictServer(
  engineUrl: string,
  { exposeHeaders = false }: StrictOptions = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const gates = new Map<string, Gate>()
  const root: Gate = { settings: {}, requests: [] }

  function control({ method }: IncomingMessage, id: string | undefined, body: Body): object {
    if (method === 'POST') {
      const name = String(gates.size + 1)
      gates.set(name, { settings: JSON.parse(String(body)), requests: [] })
      return { id: name }
    }
    return { requests: gates.get(id ?? '')?.requests }
  }

  async function pass(request: IncomingMessage, response: ServerResponse, gate: Gate, body: Body): Promise<void> {
    const { method = '', url: path = '', headers } = request
    const now = Date.now() + (gate.settings.aheadMs ?? 0)
    const refusal = await refusalOf({ method, path, headers, body }, { ...usual, ...gate.settings, now })
    const answer = refusal ? errorOf(refusal) : await ask(engineUrl, { headers, body })
    const coding = allowsGzip(headers['accept-encoding']) ? 'gzip' : 'identity'
    const operation = String(headers['x-amz-target']).split('.')[1] ?? ''
    const { type } = refusal ?? {}
    gate.requests.push({ operation, path, size: body.byteLength, ...(type && { refusal: type }), coding })
    response.setHeader('date', new Date(now).toUTCString())
    await send(response, answer, coding)
  }

  const server = createServer(async (request, response) => {
    // A request is read to its end also when it is refused: a connection that was closed meanwhile would lose the answer.
    const body = await bodyOf(request)
    if (!body) return response.destroy()
    const [, kind, first, second] = (request.url ?? '').split('/')
    const gate = (kind === 'gates' && gates.get(first ?? '')) || root
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', gate.settings.exposes ?? (exposeHeaders ? '*' : ''))
    if (!server.listening) response.setHeader('connection', 'close')
    if (isPreflight(request)) return permit(request, response)
    if (kind === 'control') return response.end(JSON.stringify(control(request, second, body)))
    await pass(request, response, gate, body).catch((error) => response.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    /** Whoever waits for an answer still gets it. Connections without a request would hold the process. */
    async close() {
      const closed = once(server, 'close')
      server.close()
      await Promise.race([closed, wait(1_000, undefined, { ref: false })])
      server.closeAllConnections()
    },
  }
}

/** Whether who asks takes gzip (RFC 9110 §12.5.3). Without the header AWS sends what any client can read. */
function allowsGzip(accepted: string | string[] = ''): boolean {
  const weights = new Map(
    String(accepted)
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [coding = '', weight = 'q=1'] = part.split(';').map((text) => text.trim())
        return [coding, Number(weight.replace('q=', ''))]
      }),
  )
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0
}

let refusals = 0

function errorOf({ type, message }: Refusal): Answer {
  const answer = newRefusal(type, message)
  return { ...answer, headers: { ...answer.headers, 'x-amzn-requestid': `REFUSED-${++refusals}` } }
}

/** The checksum is that of the bytes as they are sent. */
async function send(response: ServerResponse, answer: Answer, coding: 'gzip' | 'identity'): Promise<void> {
  const { status, headers, body } = answer
  const sent = coding === 'gzip' ? await gzipped(body) : body
  if (coding === 'gzip') response.setHeader('content-encoding', 'gzip')
  response.writeHead(status, { ...headers, 'x-amz-crc32': crc32(sent), 'content-length': sent.byteLength }).end(sent)
}

const compress = promisify(gzip)

const gzipped = (body: Body): Promise<Buffer> => compress(body, { level: constants.Z_BEST_SPEED })
