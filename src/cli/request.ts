import { readFile } from 'node:fs/promises'
import type { CachedRequestInit } from '../runtimes/node.ts'
import { readInput } from './input.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'
import type { Values } from './values.ts'

/** The body that `--data` gives: texts and files, with `&` between them as of a form. */
export async function bodyOf({ data }: Values, terminal: Terminal): Promise<Uint8Array | undefined> {
  if (!data) return undefined
  const parts: Uint8Array[] = []
  for (const text of data) {
    if (parts.length > 0) parts.push(Buffer.from('&'))
    if (text === '@-') parts.push(await readInput(terminal))
    else parts.push(text.startsWith('@') ? await readFile(text.slice(1)) : Buffer.from(text))
  }
  return Buffer.concat(parts)
}

/** What `fetch` takes, from options. */
export function requestInit(values: Values, body: Uint8Array | undefined): CachedRequestInit {
  const method = values.request ?? (body ? 'POST' : 'GET')
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(method)) throw new UsageError('--request takes a method, such as PUT', 'fetch')
  if (body && /^(GET|HEAD)$/i.test(method)) throw new UsageError(`a ${method} has no --data`, 'fetch')
  const headers = headersOf(values.header ?? [])
  // As curl has it; a program that posts JSON says so.
  if (body && !headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded')
  return {
    method,
    headers,
    ...(body && { body: new Uint8Array(body) }),
    ...(values['cache-mode'] && { cache: values['cache-mode'] }),
    dynadict: { expireAfter: values['expire-after'] },
  }
}

/** @throws {UsageError} that says which one is none, and does not quote it: it may hold a secret. */
export function headersOf(lines: readonly string[]): Headers {
  const headers = new Headers()
  for (const [index, line] of lines.entries()) {
    const [, name, value = ''] = /^([^:\s]+):(.*)$/s.exec(line) ?? []
    const refused = new UsageError(`--header takes 'NAME: VALUE'; number ${index + 1} is none`, 'fetch')
    if (name === undefined) throw refused
    try {
      headers.append(name, value.trim())
    } catch {
      // The runtime's error quotes the value.
      throw refused
    }
  }
  return headers
}
