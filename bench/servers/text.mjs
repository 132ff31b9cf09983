/** Text of so many bytes, always the same, that a third of its size is left of when it is compressed, as of most text. */
export function textOf(bytes) {
  let state = 1
  const words = []
  for (let length = 0; length < bytes; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const word = `${(state >>> 8).toString(36)} the `
    words.push(word)
    length += word.length
  }
  return words.join('').slice(0, bytes)
}
