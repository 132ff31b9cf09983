import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault, ProxiedRequest } from '../suites/faults.ts'
import { LaggingCopy } from './lagging-copy.ts'
import { isPreflight, permit } from './preflight.ts'
import { stopServer } from './stop-server.ts'

/** Opens once, for all who wait. */
interface Gate {
  readonly opened: Promise<void>
  open(): void
}

interface Line {
  readonly faults: readonly Fault[]
  /** How many requests each fault was asked about. */
  readonly counts: number[]
  readonly requests: ProxiedRequest[]
  readonly held: Gate
  readonly released: Gate
  readonly lagging: LaggingCopy<Answer>
}

type Body = Buffer<ArrayBuffer>

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Body
}

/**
 * A proxy before an engine that makes faults as it is told over its control endpoints, so that a suite in any runtime can use
 * it: `POST /control/lines` makes a line of its own for one test, with a list of faults; `GET /control/lines/ID` tells the
 * requests that it had, `…/held` answers when one is held, `POST …/release` lets it go on. The line is at `/lines/ID`.
 */
export async function startFaultProxy(engineUrl: string): Promise<{ url: string; close(): void }> {
  const lines = new Map<string, Line>()

  async function control(request: IncomingMessage, id: string | undefined, verb: string | undefined, body: string) {
    if (request.method === 'POST' && id === undefined) {
      const name = String(lines.size + 1)
      const faults: Fault[] = JSON.parse(body)
      const counts = faults.map(() => 0)
      const lagging = new LaggingCopy<Answer>()
      lines.set(name, { faults, counts, requests: [], held: newGate(), released: newGate(), lagging })
      return { id: name }
    }
    const line = lines.get(id ?? '')
    if (!line) throw new Error(`no line ${id}`)
    if (verb === 'held') await line.held.opened
    if (verb === 'release') line.released.open()
    return { requests: line.requests }
  }

  async function pass(request: IncomingMessage, response: ServerResponse, line: Line, body: Body): Promise<void> {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const fault = faultFor(line, operation, keyIn(body))
    line.requests.push({ operation, isMet: fault !== undefined })
    const { isDone = true, isHeld = false, delayMs = 0, answer, copy } = fault ?? {}
    const asking = (sent: Body | string) => ask(engineUrl, request, sent)
    const askCopy = (name: string) => line.lagging.ask(name, operation, String(body), asking)
    const own = isDone ? await (copy ? askCopy(copy) : asking(body)) : undefined
    if (delayMs > 0) await wait(delayMs)
    if (isHeld) {
      line.held.open()
      await line.released.opened
    }
    if (typeof answer === 'object') return send(response, errorOf(answer))
    if (!own || answer === 'none') response.destroy()
    else if (answer === 'part') sendPart(response, own)
    else send(response, own)
  }

  const server = createServer(async (request, response) => {
    const body: Body = Buffer.concat(await request.toArray())
    const [, kind, first, second, third] = (request.url ?? '').split('/')
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', '*')
    const line = lines.get(first ?? '')
    if (!line?.faults.some(({ isKept }) => isKept)) response.setHeader('connection', 'close')
    if (isPreflight(request)) return permit(request, response)
    if (kind === 'control') return response.end(JSON.stringify(await control(request, second, third, String(body))))
    if (!line) return response.writeHead(404).end()
    await pass(request, response, line, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => stopServer(server) }
}

/** The key of the one item that a request names. */
function keyIn(body: Body): string | undefined {
  const { Key, Item } = JSON.parse(String(body))
  return (Key ?? Item)?.key?.S
}

/** The first fault whose turn it is. */
function faultFor({ faults, counts }: Line, operation: string, key: string | undefined): Fault | undefined {
  return faults.find((fault, index) => {
    const { after = 0, every = 1, times = 1 } = fault
    if ((fault.operation ?? operation) !== operation || (fault.key ?? key) !== key) return false
    const count = (counts[index] ?? 0) + 1
    counts[index] = count
    const turn = (count - after) / every
    return Number.isInteger(turn) && turn > 0 && turn <= times
  })
}

const ownHeaders = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']

async function ask(engineUrl: string, request: IncomingMessage, body: Body | string): Promise<Answer> {
  const passed = Object.entries(request.headers).filter(([name]) => !ownHeaders.includes(name))
  const response = await fetch(engineUrl, { method: 'POST', headers: passed as [string, string][], body })
  const answered = [...response.headers].filter(([name]) => name.startsWith('x-amz') || name === 'content-type')
  return {
    status: response.status,
    headers: Object.fromEntries(answered),
    body: Buffer.from(await response.arrayBuffer()),
  }
}

function errorOf({ status, type }: { status: number; type: string }): Answer {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'made by the fault proxy' }
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'FAULT' }
  return { status, headers, body: Buffer.from(JSON.stringify(body)) }
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': body.byteLength }).end(body)
}

/** All but the last byte, and then the connection breaks. */
function sendPart(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': body.byteLength })
  response.write(body.subarray(0, -1), () => response.destroy())
}

function newGate(): Gate {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
