/** A value as JSON text; what JSON has not, in a form that can be read: bytes in base64, sets and maps as lists. */
export const jsonText = (value: unknown, indent?: number): string => JSON.stringify(value, shown, indent) ?? 'null'

function shown(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') }
  if (value instanceof Set || value instanceof Map) return [...value]
  return typeof value === 'bigint' ? String(value) : value
}
