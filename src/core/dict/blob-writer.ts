import { partsOf } from '../bytes.ts'
import { concat } from '../concat.ts'
import { onAbort } from '../on-abort.ts'
import { checkNames } from '../options.ts'
import type { SendOptions } from '../transport.ts'
import type { PutBlobOptions } from './blob.ts'
import { putChunked } from './chunk-writer.ts'
import { chunkBytes, chunkCount, maxValueBytes, valueTooLarge } from './chunks.ts'
import { checkHead, makeFit } from './fit.ts'
import { versionOf } from './item.ts'
import { maxItemBytes } from './item-size.ts'
import type { ItemStore } from './item-store.ts'
import { setNames } from './options.ts'
import { piecesOf } from './pieces.ts'
import { bytes } from './serializers/bytes.ts'

/** Writes bytes: in the item itself when they are few, otherwise into chunks as they come, with memory for a few chunks. */
export async function putBlob(
  store: ItemStore,
  key: string,
  body: Uint8Array | ReadableStream<Uint8Array>,
  options: PutBlobOptions & SendOptions,
): Promise<string | undefined> {
  checkNames(options, ['meta', ...setNames], 'putBlob')
  const { table, inlineBytes, compress } = store
  const size = body instanceof Uint8Array ? body.byteLength : undefined
  if (Number(size) > maxValueBytes) throw valueTooLarge(key, table.name)
  const { value: _, ...head } = await store.newItem(key, {}, bytes.encoding, options)
  checkHead(head, table.name)

  const reading = new AbortController()
  const stop = () => reading.abort(options.signal?.reason)
  const forget = onAbort(options.signal, stop)
  const parts = piecesOf(partsOf(body, reading.signal), chunkBytes)
  const first: Uint8Array[] = []
  let read = 0
  try {
    while (read <= Math.min(inlineBytes, maxItemBytes)) {
      const { done, value } = await parts.next()
      if (done) {
        await store.put(await makeFit(store, { ...head, value: { B: concat(first, read) } }), options)
        return versionOf(head)
      }
      first.push(value)
      read += value.byteLength
    }
    const count = size === undefined ? undefined : chunkCount(size)
    await putChunked(store, head, { pieces: joined(first, parts), count, type: 'B', compress }, options)
    return versionOf(head)
  } finally {
    forget()
    // Ends the wait for a body that gives nothing more.
    stop()
    await parts.return()
  }
}

async function* joined(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  yield* first
  yield* rest
}
