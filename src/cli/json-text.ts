/** A value as JSON text; what JSON has not, in a form that can be read: bytes in base64, sets and maps as lists. */
export const jsonText = (value: unknown, indent?: number): string =>
  plainJson(JSON.stringify(value, shown, indent) ?? 'null')

/** JSON without what a terminal would obey: JSON.stringify escapes no control characters above U+001F. It means the same. */
export const plainJson = (json: string): string =>
  json.replace(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

function shown(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') }
  if (value instanceof Set || value instanceof Map) return [...value]
  return typeof value === 'bigint' ? String(value) : value
}
