import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { ConnectionOptions } from '../../src/runtimes/node.ts'

/** A client that makes its own attempts, as all do unless they are told otherwise. */
export const clientFor = (endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
    ...config,
  })

/** The options with such a client, instead of those that would not reach it. */
export const handingIn = (transport: DynamoDBClient): ConnectionOptions => ({
  transport,
  region: undefined,
  credentials: undefined,
  endpoint: undefined,
  maxAttempts: undefined,
})
