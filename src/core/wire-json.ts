/** DynamoDB's JSON: attribute values as they are, binary in base64. */

import { isPlainObject } from './plain-object.ts'

export const toWire = (input: object): string => JSON.stringify(input, binaryAsBase64)

// Looks at the member itself: a Buffer of Node has turned into something else by the time that it is handed in as value.
function binaryAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const member = this[name]
  return member instanceof Uint8Array ? toBase64(member) : value
}

/**
 * The JSON object of an answer, or `undefined` when it is none. `B` and `BS` stand for binary only where their value is text:
 * an attribute of that name holds an object.
 */
export function fromWire(text: string): Record<string, unknown> | undefined {
  try {
    const answer: unknown = JSON.parse(text, (name, value) => {
      if (name === 'B' && typeof value === 'string') return fromBase64(value)
      if (name === 'BS' && Array.isArray(value)) return value.map(fromBase64)
      return value
    })
    return isPlainObject(answer) ? answer : undefined
  } catch {
    return undefined
  }
}

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // In slices, since a call takes only so many arguments. To spread them would take six times as long.
  for (let start = 0; start < bytes.length; start += 8_192) {
    const slice: unknown = bytes.subarray(start, start + 8_192)
    binary += String.fromCharCode.apply(null, slice as number[])
  }
  return btoa(binary)
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
