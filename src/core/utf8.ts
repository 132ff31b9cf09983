const encoder = new TextEncoder()

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)

/** The length of a text in UTF-8 bytes, which is how DynamoDB measures names, keys and strings. */
export const utf8Length = (text: string): number => (/[^\0-~]/.test(text) ? utf8(text).byteLength : text.length)

/** Why a text that is not well-formed is refused; goes behind its name. */
export const loneSurrogate = 'holds a lone surrogate'

/** Whether a text holds no lone surrogate: engines store those as U+FFFD, and two keys would become one. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)
