const encoder = new TextEncoder()

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** The length of a text in UTF-8 bytes, which is how DynamoDB measures names, keys and strings. */
export const utf8Length = (text: string): number => utf8(text).byteLength

/** Why a text that is not well-formed is refused; goes behind its name. */
export const loneSurrogate = 'holds a lone surrogate'

/** Whether a text holds no lone surrogate: engines store those as U+FFFD, and two keys would become one. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

/**
 * Compares two texts by their UTF-8 bytes, the order of DynamoDB's sort keys. JavaScript's own `<` compares UTF-16 units,
 * which puts U+1F600 before U+FFFD.
 */
export function compareUtf8(a: string, b: string): number {
  const left = utf8(a)
  const right = utf8(b)
  const at = left.findIndex((byte, index) => byte !== right[index])
  return at < 0 ? left.length - right.length : Number(left[at]) - (right[at] ?? -1)
}
