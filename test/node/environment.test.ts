import { afterEach, expect, inject, test, vi } from 'vitest'
import { DynamoDbDict, type DynamoDbDictOptions } from '../../src/runtimes/node.ts'
import { newSite } from '../suites/origin.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const answer = { body: '{"Item":{"value":{"S":"found"}}}' }

test.each(['sigv4', 'aws-sdk'] as const)(
  '%s takes Region, endpoint and credentials from the environment',
  async (transport) => {
    const site = await newSite(inject('originUrl'), { '*': answer })
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', site.url)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'SECRET')
    vi.stubEnv('AWS_SESSION_TOKEN', 'TOKENENV')
    expect(await new DynamoDbDict('some-table', { transport }).get('key')).toBe('found')
    const [request] = await site.requests()
    expect(request?.headers.authorization).toMatch(/Credential=AKIDENV\/\d+\/eu-central-1\/dynamodb/)
    expect(request?.headers['x-amz-security-token']).toBe('TOKENENV')
  },
)

test('options win over the environment', async () => {
  const site = await newSite(inject('originUrl'), { '*': answer })
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ENDPOINT_URL', inject('deadEndpoint'))
  const options: DynamoDbDictOptions = {
    transport: 'sigv4',
    region: 'us-east-1',
    endpoint: site.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }
  expect(await new DynamoDbDict('some-table', options).get('key')).toBe('found')
  expect((await site.requests())[0]?.headers.authorization).toContain('/us-east-1/')
})

test('a client of the AWS SDK is a transport, and keeps its own retry', async () => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb')
  const busy = { status: 500, body: '{"__type":"InternalServerError","message":"busy"}' }
  const site = await newSite(inject('originUrl'), { '*': [busy, answer] })
  const client = new DynamoDBClient({
    region: 'us-west-2',
    endpoint: site.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  })
  const dict = new DynamoDbDict('some-table', { transport: client })
  await expect(dict.get('key')).rejects.toMatchObject({ code: 'SERVICE', status: 500 })
  expect(await dict.get('key')).toBe('found')
})

test("clientConfig is the AWS SDK client's own, beside the options", async () => {
  const site = await newSite(inject('originUrl'), { '*': answer })
  const connection = {
    region: 'us-west-2',
    endpoint: site.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }
  const clientConfig = { customUserAgent: 'of-our-own', maxAttempts: 9 }
  expect(await new DynamoDbDict('some-table', { ...connection, clientConfig }).get('key')).toBe('found')
  expect((await site.requests())[0]?.headers['x-amz-user-agent']).toContain('of-our-own')
  const busy = await newSite(inject('originUrl'), { '*': { status: 500, body: '{"__type":"InternalServerError"}' } })
  const dict = new DynamoDbDict('some-table', { ...connection, endpoint: busy.url, clientConfig, maxAttempts: 2 })
  await expect(dict.get('key')).rejects.toMatchObject({ code: 'SERVICE' })
  expect(await busy.requests()).toHaveLength(2)
  expect(() => new DynamoDbDict('some-table', { ...connection, clientConfig, transport: 'sigv4' })).toThrow(
    "clientConfig is for transport: 'aws-sdk'",
  )
})
