import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { outcomes } from '../suites/dict/fault-table.ts'
import { met } from '../suites/dict/wire-fixture.ts'
import { clientFor, handingIn } from './handed-in.ts'
import { harnessFor } from './run-suites.ts'

const harness = harnessFor('aws-sdk')

test.each(Object.entries(outcomes))(
  '%s that stays is the same error from a client that was handed in, which makes its own attempts',
  async (_, outcome) => {
    for (const operation of ['PutItem', 'GetItem'] as const) {
      let client: DynamoDBClient | undefined
      const { seen, attempts, other } = await met(harness, outcome, operation, (url) => {
        client = clientFor(url)
        return handingIn(client)
      })
      client?.destroy()
      expect(seen).toEqual({ name: outcome.name, code: outcome.code, retryable: true, operation })
      // What no DynamoDB answered the SDK does not try again; all else it tries four times.
      expect([1, 4]).toContain(attempts)
      const isWritten = operation === 'PutItem' && outcome.isDone
      expect(await other.get('k', { consistent: true })).toBe(isWritten ? 'new' : 'old')
    }
  },
)
