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

test.each(['sigv4', 'aws-sdk'] as const)('%s takes the providers of the AWS SDK', async (transport) => {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDPROVIDED')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'SECRET')
  const site = await newSite(inject('originUrl'), { '*': answer })
  const options = { transport, region: 'us-west-2', endpoint: site.url, credentials: defaultProvider() }
  expect(await new DynamoDbDict('some-table', options).get('key')).toBe('found')
  expect((await site.requests())[0]?.headers.authorization).toContain('Credential=AKIDPROVIDED/')
})

test.each(['sigv4', 'aws-sdk'] as const)('%s tells a provider the Region, as an SDK client does', async (transport) => {
  const site = await newSite(inject('originUrl'), { '*': answer })
  const regions: string[] = []
  const credentials = async (properties?: { callerClientConfig?: { region(): Promise<string> } }) => {
    regions.push((await properties?.callerClientConfig?.region()) ?? 'none')
    return { accessKeyId: 'a', secretAccessKey: 'b' }
  }
  const options = { transport, region: 'cn-north-1', endpoint: site.url, credentials }
  expect(await new DynamoDbDict('some-table', options).get('key')).toBe('found')
  expect(regions).toEqual(['cn-north-1'])
})

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
  const clientConfig = { customUserAgent: 'of-our-own' }
  expect(await new DynamoDbDict('some-table', { ...connection, clientConfig }).get('key')).toBe('found')
  expect((await site.requests())[0]?.headers['x-amz-user-agent']).toContain('of-our-own')
  const busy = await newSite(inject('originUrl'), { '*': { status: 500, body: '{"__type":"InternalServerError"}' } })
  const dict = new DynamoDbDict('some-table', { ...connection, endpoint: busy.url, clientConfig, maxAttempts: 2 })
  await expect(dict.get('key')).rejects.toMatchObject({ code: 'SERVICE' })
  expect(await busy.requests()).toHaveLength(2)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  const elsewhere = { ...connection, region: undefined, clientConfig: { region: 'eu-west-2' } }
  await new DynamoDbDict('some-table', elsewhere).get('key')
  expect((await site.requests())[1]?.headers.authorization).toContain('/eu-west-2/')
  expect(() => new DynamoDbDict('some-table', { ...connection, clientConfig, transport: 'sigv4' })).toThrow(
    "clientConfig is for transport: 'aws-sdk'",
  )
})
