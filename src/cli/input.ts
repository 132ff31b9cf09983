import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** All of standard input. */
export async function readInput({ input }: Terminal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of input) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Bytes as text; what is none must not be stored as if it were. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new UsageError('standard input is no text in UTF-8; bytes are stored by --serializer bytes')
  }
}

/** Arguments as they are, and in the place of `-` the lines of standard input that are not empty. */
export async function* argumentsAndLines(args: readonly string[], terminal: Terminal): AsyncGenerator<string, void> {
  for (const arg of args) {
    if (arg !== '-') yield arg
    else for await (const line of linesOf(terminal.input)) if (line !== '') yield line
  }
}

/** Lines end at a line feed alone, with the carriage return before it: elsewhere that may be a part of a key. */
async function* linesOf(input: Terminal['input']): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of input) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  yield rest + decoder.decode()
}
