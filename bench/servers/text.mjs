/** Beyond what gzip looks back, so that it finds nothing again. */
const pieceBytes = 100_000

/** Text of so many bytes, always the same, that two fifths of its size are left of when it is compressed, as of much text. */
export const textOf = (bytes) => Buffer.alloc(bytes, wordsOf(Math.min(bytes, pieceBytes)), 'latin1').toString('latin1')

function wordsOf(bytes) {
  let state = 1
  let words = ''
  while (words.length < bytes) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    words += `${(state >>> 8).toString(36)} the `
  }
  return words.slice(0, bytes)
}
