import { AwsV4Signer } from 'aws4fetch'
import { expect, test } from 'vitest'
import { newSigner } from '../../../src/runtimes/node-signer.ts'

const sign = newSigner()

/** What our signer for Node and aws4fetch make of one request. */
async function bothOf(
  url: string,
  change: { region?: string; sessionToken?: string; datetime?: string; body?: string },
) {
  const {
    region = 'us-west-2',
    datetime = '20261128T093000Z',
    body = '{"Item":{"k":{"S":"ä"}}}',
    sessionToken,
  } = change
  const identity = { accessKeyId: 'AKID', secretAccessKey: 'SECRET', ...(sessionToken && { sessionToken }) }
  const target = 'DynamoDB_20120810.PutItem'
  const { host, pathname } = new URL(url)
  const own = sign({ url, region, target, body, identity, datetime }, host, pathname)
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }
  // All headers: of its own accord it does not sign the type.
  const more = { service: 'dynamodb', allHeaders: true }
  const { headers: theirs } = await new AwsV4Signer({
    ...identity,
    url,
    region,
    headers,
    body,
    datetime,
    ...more,
  }).sign()
  return [own.authorization, theirs.get('authorization')]
}

test.each([
  'https://dynamodb.us-west-2.amazonaws.com/',
  'http://127.0.0.1:8000/',
  'http://[::1]:8000/',
  'http://localhost/a/path/',
  'http://localhost//twice//',
  "http://localhost/it's(a)*sign!/",
  'http://localhost/with%20space/ä/',
])('the signature of a request to %s is that of aws4fetch', async (url) => {
  const [own, theirs] = await bothOf(url, {})
  expect(own).toBe(theirs)
})

test('a key that is kept is that of one day, Region and secret', async () => {
  for (const change of [
    {},
    { datetime: '20261129T000000Z' },
    { region: 'eu-west-1' },
    { sessionToken: 'TOKEN' },
    { body: '{}' },
    {},
  ]) {
    const [own, theirs] = await bothOf('https://dynamodb.us-west-2.amazonaws.com/', change)
    expect(own).toBe(theirs)
  }
})
