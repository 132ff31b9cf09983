import { concat } from '../concat.ts'
import { unlessAborted } from '../unless-aborted.ts'

/** The body of a request that was read. */
export interface RequestBody {
  /** All of it; `undefined` when there is more than the limit. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined
  /** What to send in its place: the same bytes. A stream if `bytes` is `undefined` and a stream was given. */
  readonly body: BodyInit
  /** The `Content-Type` of a request that names none; `null` when there is none, or `fetch` finds it in `body`. */
  readonly contentType: string | null
}

/**
 * Reads the body of a request, so that it can be part of a key and still be sent. As with `fetch`, a stream and the body of a
 * `Request` can be read once: what is returned takes its place. Beyond `limit` bytes no more are read, and the rest is sent
 * as it comes.
 *
 * @throws {TypeError} for a body that was read before, and for a stream of anything but bytes, as `fetch` does.
 */
export async function readRequestBody(
  source: BodyInit | Request,
  limit: number,
  signal?: AbortSignal | undefined,
): Promise<RequestBody> {
  const isRequest = source instanceof Request
  if (isRequest && source.bodyUsed) throw new TypeError('the body of the request was read before')
  const carrier = isRequest ? source : new Response(source)
  const contentType = carrier.headers.get('content-type')
  const reader = carrier.body?.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  while (size <= limit) {
    const chunk = reader && (await nextChunk(reader, signal))
    if (!chunk) {
      const bytes = concat(chunks, size)
      return { bytes, body: bytes, contentType }
    }
    // A copy, since the source may use its buffer again.
    chunks.push(new Uint8Array(chunk))
    size += chunk.byteLength
  }
  if (isRequest || isStream(source)) return { bytes: undefined, body: streamOf(chunks, reader), contentType }
  // Read again, a FormData has another boundary, which is fetch's to tell.
  return { bytes: undefined, body: source, contentType: null }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

// Node takes any iterable of chunks for a stream.
const isStream = (source: BodyInit): boolean =>
  source instanceof ReadableStream || (typeof source === 'object' && Symbol.asyncIterator in source)

async function nextChunk(reader: Reader, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  try {
    const { done, value } = await unlessAborted(reader.read(), signal)
    if (done) return undefined
    if (value instanceof Uint8Array) return value
    throw new TypeError('a stream as body must be one of Uint8Array')
  } catch (error) {
    // The failure is what matters; a stream that has failed itself refuses to be cancelled.
    reader.cancel(error).catch(() => undefined)
    throw error
  }
}

/** What was read, and then what is left. */
const streamOf = (chunks: Uint8Array[], reader: Reader | undefined): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async pull(controller) {
      const chunk = chunks.shift() ?? (reader && (await nextChunk(reader, undefined)))
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
    cancel: (reason) => reader?.cancel(reason),
  })
