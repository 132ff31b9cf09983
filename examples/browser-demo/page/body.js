/** The bodies of responses: counted to the end, and a beginning of them shown. */

const shownBytes = 2_000

/** Reads a body to its end, keeps its beginning, and lets the rest go. */
export async function readBody(response) {
  const kept = []
  let size = 0
  const reader = response.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    if (size < shownBytes) kept.push(value.slice(0, shownBytes - size))
    size += value.byteLength
  }
  const beginning = new Uint8Array(await new Blob(kept).arrayBuffer())
  return { size, beginning }
}

/** @returns text to be shown: JSON set out, other text as it is, bytes as hexadecimal. */
export function preview({ size, beginning }, type) {
  if (size === 0) return '(no body)'
  const shown = beginning.subarray(0, shownBytes)
  const rest = size > shown.byteLength ? `\n… ${(size - shown.byteLength).toLocaleString()} bytes more` : ''
  const text = textOf(shown)
  if (text === undefined) return hexadecimal(shown.subarray(0, 512)) + (size > 512 ? '\n…' : '')
  return (/\bjson\b/i.test(type) && rest === '' ? (indented(text) ?? text) : text) + rest
}

function textOf(shown) {
  // A character that is cut in two at the end is no sign of bytes.
  const text = new TextDecoder('utf-8').decode(shown, { stream: true })
  return Array.from(text).some(isNoText) ? undefined : text
}

/** Control characters other than white space, and what stands for bytes that are no UTF-8. */
function isNoText(character) {
  const code = character.codePointAt(0)
  return code < 9 || (code > 13 && code < 32) || code === 0xfffd
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return undefined
  }
}

function hexadecimal(shown) {
  const pairs = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0'))
  return pairs.reduce((text, pair, index) => text + (index === 0 ? '' : index % 16 ? ' ' : '\n') + pair, '')
}
