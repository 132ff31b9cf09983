/** Copies parts of any size into pieces of one size; the last one may be smaller. */
export async function* piecesOf(
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let piece = new Uint8Array(size)
  let filled = 0
  for await (const part of parts) {
    for (let offset = 0; offset < part.byteLength; ) {
      const taken = part.subarray(offset, offset + size - filled)
      piece.set(taken, filled)
      filled += taken.byteLength
      offset += taken.byteLength
      if (filled === size) {
        yield piece
        piece = new Uint8Array(size)
        filled = 0
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
