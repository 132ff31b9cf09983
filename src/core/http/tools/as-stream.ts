import { utf8 } from '../../utf8.ts'

/**
 * Text that comes in pieces as a stream of bytes in UTF-8, which is read on as its reader does: for a `Response`, a file, or
 * `CompressionStream`.
 *
 * @example
 * return new Response(asStream(exportEntries(cache)), { headers: { 'content-type': 'application/jsonl' } })
 */
export function asStream(pieces: AsyncIterable<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(utf8(value))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
