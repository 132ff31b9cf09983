/**
 * Streams a blob in and out, or reads many large values one after the other, and tells how much memory is in use meanwhile,
 * in MB after a collection of garbage: `{ before, most, result }`. It takes `--expose-gc`.
 */

import { createHash } from 'node:crypto'
import { bytes } from '../../../src/entries/serializers.ts'
import { createTransport, DynamoDbDict } from '../../../src/runtimes/node.ts'
import { noiseBytes } from '../../suites/dict/large.ts'
import type { MemoryTask } from '../memory-task.ts'

const { connection, table, work, megabytes, count } = JSON.parse(process.argv[2] ?? '') as MemoryTask
const dict = new DynamoDbDict<Uint8Array>(table, {
  transport: createTransport(connection),
  namespace: 'memory',
  serializer: bytes,
})

/** 64 KB that are never the same. */
const part = noiseBytes(65_536)
const partAt = (index: number) => {
  new DataView(part.buffer).setUint32(0, index)
  return part
}

let most = 0
function inUse(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  const megabytesInUse = (heapUsed + external) / 1e6
  most = Math.max(most, megabytesInUse)
  return megabytesInUse
}

/** Noise by parts, which is hashed as it goes and looked at each 2 MB. */
function generated(hash: ReturnType<typeof createHash>) {
  const parts = (megabytes * 1_048_576) / part.byteLength
  let index = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (index % 32 === 0) inUse()
      if (index === parts) return controller.close()
      const made = partAt(index++).slice()
      hash.update(made)
      controller.enqueue(made)
    },
  })
}

const works: Record<MemoryTask['work'], () => Promise<string>> = {
  async in() {
    const hash = createHash('sha256')
    await dict.putBlob('streamed', generated(hash))
    return hash.digest('hex')
  },
  async out() {
    const hash = createHash('sha256')
    let read = 0
    const blob = await dict.openBlob('streamed')
    for await (const chunk of blob?.stream ?? []) {
      hash.update(chunk)
      if (read++ % 5 === 0) inUse()
    }
    return hash.digest('hex')
  },
  async values() {
    let sum = 0
    for await (const value of dict.values({ prefix: 'value' })) {
      sum += value.byteLength
      inUse()
    }
    return String(sum)
  },
  async setMany() {
    async function* entries() {
      for (let index = 0; index < count; index++) {
        inUse()
        const value = new Uint8Array(megabytes * 1_000_000).fill(index)
        // What compression leaves goes into chunks all the same.
        for (let at = 0; at < value.byteLength; at += part.byteLength)
          value.set(partAt(at).subarray(0, value.byteLength - at), at)
        yield [`value ${String(index).padStart(3, '0')}`, value] as const
      }
    }
    await dict.setMany(entries())
    return String(count)
  },
}

// What is loaded at the first use is no part of it.
await dict.putBlob('first', noiseBytes(800_000))
await (await dict.openBlob('first'))?.bytes()
await new Promise((resolve) => setTimeout(resolve, 100))
const before = inUse()
const result = await works[work]()
process.stdout.write(JSON.stringify({ before, most, result }))
