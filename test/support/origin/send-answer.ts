import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Answer } from '../../suites/origin.ts'

type Line = readonly [name: string, value: string]

export interface AnswerContext {
  /** The fields by which pages of other origins may read it. */
  readonly forPages: Readonly<Record<string, string>>
  readonly siteUrl: string
  /** The how manieth request of its route it answers. */
  readonly count: number
  readonly offsetMs: number
}

/** Sends an answer as it is told: its header lines as they are written, in order, and no further one but for framing. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  context: AnswerContext,
): Promise<void> {
  const { status = 200, statusText = STATUS_CODES[status] ?? '', delayMs = 0, pauseMs, cut, chunked } = answer
  if (answer.never) return
  await wait(delayMs)
  const { socket } = request
  if (answer.reset) {
    socket.resetAndDestroy()
    return
  }
  const fill = filler(context)
  if (answer.raw !== undefined) {
    socket.end(Buffer.from(fill(answer.raw), 'latin1'))
    return
  }
  for (const { status: early, headers = {} } of answer.informational ?? []) {
    const lines = linesOf(headers, fill).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`HTTP/1.1 ${early} ${STATUS_CODES[early] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1')
  }
  const lines = linesOf({ ...context.forPages, date: '{now}', ...answer.headers }, fill)
  const send = (code: number, text: string, further: readonly Line[]) =>
    response.writeHead(code, text, [...lines, ...further].flat() as string[])
  // Or there would be one by Node's own clock where an answer has none.
  response.sendDate = false
  if (!answer.ignoreConditions && isConfirmed(request, lines)) {
    send(304, 'Not Modified', []).end()
    return
  }
  const body = bodyOf(request, answer, context.count)
  const hasLength =
    !chunked && status !== 204 && status !== 304 && !lines.some(([name]) => /^content-length$/i.test(name))
  const length: Line[] = hasLength ? [['content-length', String(body.length + (cut ? 100 : 0))]] : []
  send(status, statusText, answer.coding ? [['content-encoding', answer.coding], ...length] : length)
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  const parts = pauseMs === undefined ? [body] : [body.subarray(0, body.length / 2), body.subarray(body.length / 2)]
  for (const [index, part] of parts.entries()) {
    if (index > 0) await wait(pauseMs)
    const size = chunked ? 1_000 : part.length
    for (let start = 0; start < part.length; start += size) response.write(part.subarray(start, start + size))
  }
  if (cut) response.write('', () => response.destroy())
  else response.end()
}

/** Node's own merging of fields of one name is passed by: each value is a line. */
const linesOf = (headers: NonNullable<Answer['headers']>, fill: (text: string) => string): Line[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((line): Line => [name, fill(line)]),
  )

function bodyOf({ headers }: IncomingMessage, answer: Answer, count: number): Buffer {
  const { body = '', echo, repeat = 1, coding, base64 } = answer
  const text = echo === undefined ? body.replaceAll('{count}', String(count)) : String(headers[echo] ?? '')
  const plain = Buffer.from(text.repeat(repeat), base64 ? 'base64' : 'utf8')
  return coding === 'gzip' ? gzipSync(plain) : coding === 'br' ? brotliCompressSync(plain) : plain
}

/** Whether the validators match; If-Modified-Since counts only without If-None-Match (RFC 9110 §13.2.2). */
function isConfirmed({ headers }: IncomingMessage, lines: readonly Line[]): boolean {
  const { 'if-none-match': match, 'if-modified-since': since } = headers
  const fieldValue = (field: string) => lines.find(([name]) => name.toLowerCase() === field)?.[1]
  if (match === undefined) return since !== undefined && since === fieldValue('last-modified')
  const etag = fieldValue('etag')?.replace(/^W\//, '')
  return match.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

/** `{now}`, `{now+60}` and `{now-60}` as HTTP-dates, `{count}`, and the site's URL: whole, its path, or by the host's other name. */
const filler =
  ({ offsetMs, count, siteUrl }: AnswerContext) =>
  (text: string): string =>
    text
      .replace(/\{now([+-]\d+)?\}/g, (_, seconds) =>
        new Date(Date.now() + offsetMs + Number(seconds ?? 0) * 1_000).toUTCString(),
      )
      .replaceAll('{count}', String(count))
      .replaceAll('{site}', siteUrl)
      .replaceAll('{site-path}', new URL(siteUrl).pathname)
      .replaceAll('{site-elsewhere}', siteUrl.replace('127.0.0.1', 'localhost'))
