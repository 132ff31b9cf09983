const form = /^1\.(.+)$/s

/** Where a page ended, as text that fits into a URL. */
export const cursorAt = (key: string): string => `1.${encodeURIComponent(key)}`

/** @throws {TypeError} when the text is no cursor. */
export function keyAt(cursor: string): string {
  try {
    const [, key = ''] = form.exec(cursor) ?? []
    if (key) return decodeURIComponent(key)
  } catch {
    // It is none.
  }
  throw new TypeError('cursor must be one that page() gave')
}
