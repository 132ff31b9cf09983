import { concat } from '../concat.ts'
import { utf8 } from '../utf8.ts'
import type { IsIgnored } from './body-key.ts'

/**
 * The parts of a `multipart/form-data` body (RFC 7578, RFC 2046 §5.1) without the boundary between them, each behind its
 * length; or `undefined` for a body that is not written as a runtime writes a `FormData`, which one server may read in
 * another way than the next. Parts of ignored names are left out.
 */
export function multipartKey(
  body: Uint8Array,
  contentType: string,
  isIgnored: IsIgnored,
): Uint8Array<ArrayBuffer> | undefined {
  const [, quoted, plain] = /^multipart\/form-data;\s*boundary=(?:"([^"]+)"|([^\s;"]+))$/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return undefined
  const delimiter = `--${boundary}`
  // One unit for each byte, whichever it is: places in the text are places in the bytes.
  const pieces = new TextDecoder('latin1').decode(body).split(delimiter)
  if (pieces.shift() !== '' || !/^--(\r\n)?$/.test(pieces.pop() ?? '')) return undefined
  let end = 0
  const chunks: Uint8Array[] = []
  for (const piece of pieces) {
    const start = end + delimiter.length
    end = start + piece.length
    const headersEnd = piece.indexOf('\r\n\r\n')
    if (!piece.startsWith('\r\n') || !piece.endsWith('\r\n') || headersEnd < 0) return undefined
    // Without the line breaks that belong to the delimiters.
    const part = body.subarray(start + 2, end - 2)
    if (isIgnored(nameOf(part.subarray(0, headersEnd)))) continue
    chunks.push(utf8(`${part.byteLength}\n`), part)
  }
  return concat(
    chunks,
    chunks.reduce((size, chunk) => size + chunk.byteLength, 0),
  )
}

/** The name of a part, or none: a part without one is not ignored. */
function nameOf(headers: Uint8Array): string {
  const text = new TextDecoder().decode(headers)
  const [, name = ''] = /^content-disposition:\s*form-data;\s*name="([^"]*)"/im.exec(text) ?? []
  // HTML, multipart/form-data encoding algorithm: these three are escaped.
  return name.replace(/%(0A|0D|22)/gi, decodeURIComponent)
}
