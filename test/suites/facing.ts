import type { Harness, Library } from './harness.ts'
import { type Answer, newSite } from './origin.ts'

export const found: Answer = { body: '{"Item":{"key":{"S":"k"}}}' }

export const failure = (type: string, status = 400, message = 'told so'): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'REQUEST-1' },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }),
})

/** A transport before an endpoint that answers as told, and how many attempts it had. */
export async function facing(
  { lib, connection, originUrl }: Harness,
  answers: Answer | Answer[],
  options: Library.ConnectionOptions = {},
) {
  const site = await newSite(originUrl, { '*': answers })
  const made = lib.createTransport({ ...connection, endpoint: site.url, ...options })
  return {
    made,
    get: (signal?: AbortSignal) =>
      made.send('GetItem', { TableName: 'the-table', Key: { namespace: { S: 'n' }, key: { S: 'k' } } }, { signal }),
    requests: site.requests,
    attempts: async () => (await site.requests()).length,
  }
}
