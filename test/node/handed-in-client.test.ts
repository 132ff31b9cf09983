import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { outcomes } from '../suites/dict/fault-table.ts'
import { met } from '../suites/dict/wire-fixture.ts'
import { harnessFor } from './run-suites.ts'

/** One that makes its own attempts, as all do unless they are told otherwise. */
const clientFor = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: 'us-west-2', credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' } })

const harness = harnessFor('aws-sdk')

test.each(Object.entries(outcomes))(
  '%s that stays is the same error from a client that was handed in, which makes its own attempts',
  async (_, outcome) => {
    for (const operation of ['PutItem', 'GetItem'] as const) {
      let client: DynamoDBClient | undefined
      const { seen, attempts, other } = await met(harness, outcome, operation, (url) => {
        client = clientFor(url)
        return { transport: client, maxAttempts: undefined }
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
