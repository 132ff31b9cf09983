import { expect, test } from 'vitest'
import type { Item, Transport } from '../../../../src/core/transport.ts'
import { DynamoDbDict } from '../../../../src/runtimes/node.ts'

const largest = 402_653_184

/** A table that takes everything, and holds the keys of what is in it. */
function newDict() {
  const keys = new Map<string, Item>()
  const transport: Transport = {
    async send(operation, input) {
      const { Key, Item: { value: _, ...item } = {} } = input as { Key?: Item; Item?: Item }
      const { namespace, key } = Key ?? item
      const name = `${namespace?.S} ${key?.S}`
      if (operation === 'PutItem') keys.set(name, item)
      if (operation === 'DeleteItem') keys.delete(name)
      return {} as never
    },
  }
  return { keys, dict: new DynamoDbDict('the-table', { transport, namespace: 'n', compress: false }) }
}

/** A stream of some bytes, in parts of 1 MB, that notes whether it was left. */
function streamOf(size: number) {
  const part = new Uint8Array(1_048_576)
  let left = size
  const state = { isCancelled: false }
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === 0) return controller.close()
      const next = part.subarray(0, left)
      left -= next.byteLength
      controller.enqueue(next)
    },
    cancel() {
      state.isCancelled = true
    },
  })
  return { stream, state }
}

test('the largest value has 402,653,184 bytes, in 1,024 chunks', async () => {
  const { keys, dict } = newDict()
  await dict.putBlob('k', streamOf(largest).stream)
  const blob = keys.get('n k')?.blob?.M
  expect([blob?.bytes?.N, blob?.count?.N]).toEqual([String(largest), '1024'])
  expect(keys.size).toBe(1_024 + 2)
  expect(keys.get(`~dynadict/1:n/blobs ${blob?.id?.S}`)?.count?.N).toBe('1024')
})

test('a stream that is longer is refused, and left, and leaves nothing', async () => {
  const { keys, dict } = newDict()
  const { stream, state } = streamOf(largest + 2_000_000)
  const error = await dict.putBlob('k', stream).catch((failure) => failure)
  expect(error.code).toBe('ITEM_TOO_LARGE')
  expect(error.message).toMatch(/key 'k' takes more than 402653184 bytes/)
  expect([...keys]).toEqual([])
  expect(state.isCancelled).toBe(true)
})

test('an array that is longer is refused before anything is sent', async () => {
  const { keys, dict } = newDict()
  const body = new Uint8Array(largest + 1)
  const error = await dict.putBlob('k', body).catch((failure) => failure)
  expect(error.code).toBe('ITEM_TOO_LARGE')
  expect([...keys]).toEqual([])
})
