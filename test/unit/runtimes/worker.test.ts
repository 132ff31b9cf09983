import { expect, test } from 'vitest'
import type { Transport } from '../../../src/core/transport.ts'
import * as browser from '../../../src/runtimes/browser.ts'
import * as worker from '../../../src/runtimes/worker.ts'

/** A transport that notes how many requests were under way at most. */
function slowTransport() {
  let underWay = 0
  const noted = { most: 0 }
  const transport: Transport = {
    async send() {
      noted.most = Math.max(noted.most, ++underWay)
      await new Promise((resolve) => setTimeout(resolve, 5))
      underWay--
      return {} as never
    },
  }
  return { transport, noted }
}

const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}`)

test.each([
  ['in a Worker 4 batches are under way', worker, undefined, 4],
  ['elsewhere 8', browser, undefined, 8],
  ['where an option says so, as many as it says', worker, 6, 6],
])('%s', async (_, { DynamoDbDict }, concurrency, most) => {
  for (const method of ['deleteMany', 'getMany'] as const) {
    const { transport, noted } = slowTransport()
    await new DynamoDbDict('the-table', { transport, concurrency })[method](keys)
    expect(noted.most).toBe(most)
  }
})
