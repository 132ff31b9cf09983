import { concat } from '../concat.ts'
import { unlessAborted } from '../unless-aborted.ts'

/** A body that is read once, for its reader and for the cache. */
export interface BodyCopy {
  /** The body at its reader's speed. He learns of the end when `onEnd` has settled. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  /**
   * The whole body, read to its end whatever its reader does, as long as somebody waits for it; `undefined` when it is too
   * large or broken.
   */
  whole(signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/**
 * Hands a body on and keeps a copy of at most `limit` bytes. When the body has ended `onEnd` gets the copy, once; a body that is
 * larger, that fails or is cancelled never gets there. Nothing is read ahead of its reader unless somebody wants the whole.
 */
export function copyBody(
  source: ReadableStream<Uint8Array>,
  limit: number,
  onEnd: (copy: Uint8Array<ArrayBuffer>) => Promise<void>,
): BodyCopy {
  const reader = source.getReader()
  /** All that was read, or what its reader has not had, once there is too much. */
  let chunks: Uint8Array[] = []
  let handedOut = 0
  let size = 0
  /** Whether its reader has left; what he left is not read on unless somebody wants the whole. */
  let isLeft = false
  let isAbandoned = false
  let isEnded = false
  let reading: Promise<boolean> | undefined
  /** How many wait for the whole. */
  let waiting = 0
  let copy: Uint8Array<ArrayBuffer> | undefined
  let ending: Promise<void> | undefined

  /** Reads one chunk, or tells that there is none; those who want it at the same time share it. */
  function readOn(): Promise<boolean> {
    reading ??= readChunk().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function readChunk(): Promise<boolean> {
    if (isEnded) {
      // What fails then is told to each who reads to the end.
      await ending
      return false
    }
    const { done, value } = await reader.read()
    // A body that is given up seems to end, too.
    if (isAbandoned) throw new Error('the body was given up')
    if (done) {
      isEnded = true
      if (size <= limit) {
        copy = concat(chunks, size)
        ending = onEnd(copy)
        await ending
      }
      return false
    }
    size += value.byteLength
    chunks.push(value)
    if (size > limit) forgetHandedOut()
    return true
  }

  async function abandon(reason?: unknown): Promise<void> {
    isAbandoned = true
    await reader.cancel(reason)
  }

  function forgetHandedOut(): void {
    chunks = chunks.slice(handedOut)
    handedOut = 0
  }

  async function readWhole(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      while (size <= limit && waiting > 0 && (await readOn()));
    } catch {
      // Its reader gets the error, be it of the body or of what became of the copy.
    }
    return copy
  }

  const stream = new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      while (handedOut >= chunks.length || chunks[handedOut]?.byteLength === 0) {
        // An empty chunk cannot be enqueued, and a pull that enqueues nothing is not repeated.
        if (handedOut < chunks.length) handedOut++
        else if (!(await readOn())) {
          controller.close()
          controller.byobRequest?.respond(0)
          return
        }
      }
      // enqueue() takes the buffer away, so the reader gets one of its own.
      const chunk = chunks[handedOut++]
      if (chunk) controller.enqueue(new Uint8Array(chunk))
    },
    async cancel(reason) {
      isLeft = true
      if (waiting === 0) await abandon(reason)
    },
  })

  return {
    stream,
    async whole(signal) {
      waiting++
      try {
        return await unlessAborted(readWhole(), signal)
      } finally {
        waiting--
        // Its reader has left before, and now nobody else wants the rest.
        if (waiting === 0 && isLeft && !isEnded) abandon().catch(() => undefined)
      }
    },
  }
}
