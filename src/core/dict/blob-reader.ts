import { streamOf } from '../bytes.ts'
import { concat } from '../concat.ts'
import { checkNames, mustBe } from '../options.ts'
import type { Item } from '../transport.ts'
import type { Meta, OpenBlobOptions, OpenedBlob } from './blob.ts'
import { readChunks } from './chunk-reader.ts'
import { blobOf, chunkBytes } from './chunks.ts'
import { decodeValue, undecodable, versionOf } from './item.ts'
import type { ItemStore } from './item-store.ts'
import { metaOf } from './meta.ts'
import { readNames } from './options.ts'
import { bytes } from './serializers/bytes.ts'

/** Opens a blob; of one in chunks those are read when they are wanted. */
export async function openBlob<M extends Meta>(
  store: ItemStore,
  key: string,
  options: OpenBlobOptions,
): Promise<OpenedBlob<M> | undefined> {
  checkNames(options, ['range', ...readNames], 'openBlob')
  const { range, signal } = options
  checkRange(range)
  const item = await store.get(key, options)
  if (!item) return undefined
  // Chunks of something compressed as a whole cannot be read in part.
  if (item.blob && item.encoding?.S === bytes.encoding) {
    const size = blobOf(item).bytes
    const start = Math.min(range?.start ?? 0, size)
    const end = Math.min(range?.end ?? size, size)
    const read = () => readChunks(store, item, start, end, signal)
    return {
      ...headOf<M>(item),
      size,
      async bytes() {
        const parts: Uint8Array[] = []
        for await (const part of read()) parts.push(part)
        return concat(parts, end - start)
      },
      get stream() {
        return streamFrom(read())
      },
    }
  }
  const whole = await store.whole(item, { signal })
  if (!whole) return undefined
  const content = await decodeBytes(whole)
  const part = () => new Uint8Array(content.subarray(range?.start, range?.end))
  return {
    ...headOf<M>(whole),
    size: content.byteLength,
    bytes: async () => part(),
    get stream() {
      return streamOf(part())
    },
  }
}

const headOf = <M>(item: Item) => ({ meta: metaOf<M>(item), version: versionOf(item) ?? null })

/** A byte stream that reads on when its reader does. */
const streamFrom = (parts: AsyncGenerator<Uint8Array<ArrayBuffer>, void>): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    type: 'bytes',
    // Without it workerd hands out 4 KB at a time.
    autoAllocateChunkSize: chunkBytes,
    async pull(controller) {
      const { done, value } = await parts.next()
      if (value) controller.enqueue(value)
      if (!done) return
      controller.close()
      // A reader with a buffer of its own waits for this.
      controller.byobRequest?.respond(0)
    },
    async cancel() {
      await parts.return()
    },
  })

/** @throws {DecodeError} when the item holds no bytes. */
async function decodeBytes(item: Item): Promise<Uint8Array> {
  const value = await decodeValue(item, bytes, '')
  if (value instanceof Uint8Array) return value
  throw undecodable(item, 'holds no bytes')
}

/** Checks a range at the door. */
function checkRange(range: OpenBlobOptions['range']): void {
  if (!range) return
  isOffset(0)(range.start, 'range.start')
  if (range.end !== undefined) isOffset(range.start)(range.end, 'range.end')
}

/** It may be far beyond the end, as in the Range of a request. */
const isOffset = (least: number) =>
  mustBe(`a whole number from ${least}`, (value: number) => Number.isSafeInteger(value) && value >= least)
