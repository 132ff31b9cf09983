import { concat } from '../concat.ts'

/**
 * Hands a body on at its reader's speed and keeps a copy of at most `limit` bytes. When the body has ended, `onEnd` gets the
 * copy, or `undefined` if there was more, and is awaited before the reader learns of the end. A body that fails or is
 * cancelled never reaches `onEnd`.
 */
export function copyBody(
  body: ReadableStream<Uint8Array>,
  limit: number,
  onEnd: (copy: Uint8Array<ArrayBuffer> | undefined) => Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader()
  let copies: Uint8Array[] | undefined = []
  let size = 0
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      let { done, value } = await reader.read()
      // An empty chunk cannot be enqueued, and a pull that enqueues nothing is not repeated.
      while (!done && value?.byteLength === 0) ({ done, value } = await reader.read())
      if (!value) {
        await onEnd(copies && concat(copies, size))
        controller.close()
        controller.byobRequest?.respond(0)
        return
      }
      size += value.byteLength
      if (size > limit) copies = undefined
      copies?.push(value)
      // enqueue() takes the buffer away, so the reader gets one of its own.
      controller.enqueue(new Uint8Array(value))
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
