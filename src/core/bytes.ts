import { unlessAborted } from './unless-aborted.ts'

/** Lower-case hexadecimal text of bytes. */
export const hex = (bytes: Uint8Array): string =>
  bytes.reduce((text, byte) => text + (byte + 256).toString(16).slice(1), '')

/** One array of many; `size` is their sum. */
export function concat(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

const notBytes = () => new TypeError('body must be a Uint8Array or a stream of them')

/** The bytes of a body, at most `limit` of them; `undefined` when there are more, and then no more are read. */
export async function collect(
  body: Uint8Array | ReadableStream<Uint8Array>,
  limit: number,
  signal?: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body instanceof Uint8Array) return body.byteLength > limit ? undefined : new Uint8Array(body)
  if (!(body instanceof ReadableStream)) throw notBytes()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await unlessAborted(reader.read(), signal)
      if (done) return concat(chunks, size)
      if (!(value instanceof Uint8Array)) throw notBytes()
      size += value.byteLength
      if (size > limit) return undefined
      chunks.push(value.slice())
    }
  } finally {
    // Without effect on a stream that has ended or failed; a source that does not end its cancellation is not waited for.
    reader.cancel().catch(() => undefined)
  }
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
