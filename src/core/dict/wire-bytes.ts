/**
 * How many bytes a value takes in DynamoDB's JSON, in UTF-8 and with binary in base64, exactly. Counted and not made, since
 * a batch's items would else be serialised twice.
 */
export function wireBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value)
  if (value instanceof Uint8Array) return 2 + Math.ceil(value.byteLength / 3) * 4
  if (typeof value !== 'object' || value === null) return String(value).length
  // Each member has a comma behind it, but for the last one; an empty pair of brackets has none to save.
  let bytes = 1
  if (Array.isArray(value)) {
    for (const member of value) bytes += wireBytes(member) + 1
  } else {
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined) bytes += textBytes(name) + 1 + wireBytes(member) + 1
    }
  }
  return Math.max(bytes, 2)
}

/** The length of a text between quotes, by the rules of `JSON.stringify`. */
function textBytes(text: string): number {
  let bytes = 2
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80)
      bytes += unit < 0x20 ? (shortEscapes.has(unit) ? 2 : 6) : unit === quote || unit === backslash ? 2 : 1
    else if (unit < 0x800) bytes += 2
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3
    else if (isPair(unit, text.charCodeAt(index + 1))) {
      bytes += 4
      index++
    }
    // A lone surrogate is written as \ud800.
    else bytes += 6
  }
  return bytes
}

const quote = 0x22
const backslash = 0x5c
/** \b \t \n \f \r */
const shortEscapes = new Set([8, 9, 10, 12, 13])

const isPair = (high: number, low: number) => high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff
