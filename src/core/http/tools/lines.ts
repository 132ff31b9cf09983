import { partsOf } from '../../bytes.ts'
import { DecodeError } from '../../errors.ts'
import type { Source } from '../../source.ts'

/** Text or bytes in UTF-8, in pieces of any length. */
export type Pieces = Source<string | Uint8Array> | ReadableStream<Uint8Array>

export interface Line {
  /** 1 for the first. */
  readonly number: number
  readonly text: string
}

/** The lines of a text that comes in pieces; empty ones are left out. */
export async function* linesOf(pieces: Pieces, signal: AbortSignal | undefined): AsyncGenerator<Line, void> {
  // workerd would take one off at the beginning of each piece.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let number = 0
  let rest: string[] = []
  // Not all runtimes iterate over streams.
  const source = pieces instanceof ReadableStream ? partsOf(pieces, signal) : pieces
  for await (const piece of source) {
    signal?.throwIfAborted()
    const [first = '', ...others] = decoded(piece, number + 1).split('\n')
    rest.push(first)
    for (const other of others) {
      const text = rest.join('').trim()
      rest = [other]
      number++
      if (text !== '') yield { number, text }
    }
  }
  const text = rest.join('').trim()
  if (text !== '') yield { number: number + 1, text }

  function decoded(piece: string | Uint8Array, at: number): string {
    if (typeof piece === 'string') return piece
    try {
      return decoder.decode(piece, { stream: true })
    } catch {
      throw new DecodeError(`line ${at}, or one behind it: is no UTF-8`)
    }
  }
}
