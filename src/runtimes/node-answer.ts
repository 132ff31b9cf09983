import { StringDecoder } from 'node:string_decoder'
import { crc32 } from 'node:zlib'
import type { WireAnswer } from '../transports/wire.ts'
import { decode } from './node-decode.ts'
import type { Received } from './node-exchange.ts'

/**
 * Checks and decodes what came in; what is damaged has no text, and keeps its status and headers. The checksum is that of the
 * bytes as AWS sent them: of coded ones it is not known.
 */
export function answerOf({ message, pieces }: Received): WireAnswer {
  const { statusCode = 0, headers } = message
  const { 'content-encoding': codings, 'x-amz-crc32': checksum } = headers
  const text = () => {
    if (codings) return (decode(Buffer.concat(pieces), codings) ?? '').toString()
    return checksum === undefined || crc32Of(pieces) === Number(checksum) ? textOf(pieces) : ''
  }
  return { status: statusCode, header: (name) => headers[name]?.toString(), text: text() }
}

const crc32Of = (pieces: readonly Buffer[]): number => pieces.reduce((sum, piece) => crc32(piece, sum), 0)

/** Piece by piece, since to put the bytes of a large page together would take as much memory once more. */
function textOf(pieces: readonly Buffer[]): string {
  const decoder = new StringDecoder('utf8')
  return pieces.map((piece) => decoder.write(piece)).join('') + decoder.end()
}
