import { concat } from './concat.ts'
import { unlessAborted } from './unless-aborted.ts'

const notBytes = () => new TypeError('body must be a Uint8Array or a stream of them')

/** The parts of a body as they come; a stream is cancelled when the reader stops early. */
export async function* partsOf(
  body: Uint8Array | ReadableStream<Uint8Array>,
  signal?: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  if (body instanceof Uint8Array) return void (yield body)
  if (!(body instanceof ReadableStream)) throw notBytes()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await unlessAborted(reader.read(), signal)
      if (done) return
      if (!(value instanceof Uint8Array)) throw notBytes()
      yield value
    }
  } finally {
    // Without effect on a stream that has ended or failed; a source that does not end its cancellation is not waited for.
    reader.cancel().catch(() => undefined)
  }
}

/** A copy of the bytes of a body, at most `limit` of them; `undefined` when there are more, and then no more are read. */
export async function collect(
  body: Uint8Array | ReadableStream<Uint8Array>,
  limit: number,
  signal?: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const part of partsOf(body, signal)) {
    size += part.byteLength
    if (size > limit) return undefined
    // A Buffer's own slice is no copy.
    chunks.push(new Uint8Array(part))
  }
  return concat(chunks, size)
}

/** A byte stream of what is in memory, which takes readers of both kinds. */
export const streamOf = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    type: 'bytes',
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
