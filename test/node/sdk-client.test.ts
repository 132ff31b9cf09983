import { Readable } from 'node:stream'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { createTransport, type RequestReport } from '../../src/runtimes/node.ts'
import { failure, found } from '../suites/facing.ts'
import { newLine, throttled } from '../suites/faults.ts'
import { ManualClock, rejection } from '../suites/harness.ts'
import { type Answer, newSite } from '../suites/origin.ts'

/** The client that the transport 'aws-sdk' makes for itself. */

afterEach(() => {
  vi.unstubAllEnvs()
})

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
const key = { TableName: 'the-table', Key: { key: { S: 'k' } } }

async function facing(answers: Answer | Answer[], options: object = {}) {
  const site = await newSite(inject('originUrl'), { '*': answers })
  const settings = { region: 'us-west-2', endpoint: site.url, credentials, transport: 'aws-sdk' as const, ...options }
  const transport = createTransport(settings)
  return { site, transport, get: () => transport.send('GetItem', key) }
}

test.each(['maxAttempts', 'retryMode', 'retryStrategy'])('clientConfig.%s is refused by name', (name) => {
  const clientConfig = { [name]: name === 'maxAttempts' ? 9 : 'standard' }
  expect(() => createTransport({ region: 'us-west-2', clientConfig })).toThrow(`clientConfig.${name}`)
})

test('the Region and the credentials of clientConfig count where the options have none', async () => {
  let asked = 0
  const fromConfig = async () => ({ accessKeyId: `CONFIGURED${++asked}`, secretAccessKey: 'SECRET' })
  const expired = failure('ExpiredTokenException')
  const clientConfig = { region: 'eu-west-2', credentials: fromConfig }
  const { site, get } = await facing([expired, found], { region: undefined, credentials: undefined, clientConfig })
  await get()
  await get()
  const signed = (await site.requests()).map(({ headers }) => headers.authorization)
  expect(signed[0]).toMatch(/Credential=CONFIGURED1\/\d+\/eu-west-2\//)
  expect(signed[1]).toMatch(/Credential=CONFIGURED2\//)
  expect(signed[2]).toMatch(/Credential=CONFIGURED2\//)
})

test.each(['sigv4', 'aws-sdk'] as const)(
  'over %s a provider is told to look anew after a refusal',
  async (transport) => {
    const asked: unknown[] = []
    const provider = async (options?: { forceRefresh?: boolean }) => {
      asked.push(options?.forceRefresh)
      return credentials
    }
    const { get } = await facing([failure('ExpiredTokenException'), found], { credentials: provider, transport })
    await get()
    expect(asked).toEqual([undefined, true])
  },
)

test.each(['sigv4', 'aws-sdk'] as const)(
  'over %s credentials that have always expired are asked for before each attempt, and not within it',
  async (transport) => {
    let asked = 0
    const provider = async () => {
      asked++
      await new Promise((resolve) => setTimeout(resolve, 700))
      return { ...credentials, expiration: new Date(0) }
    }
    const { get, site } = await facing(found, {
      credentials: provider,
      transport,
      attemptTimeoutMs: 500,
      maxAttempts: 1,
    })
    await get()
    await get()
    expect(asked).toBe(2)
    expect(await site.requests()).toHaveLength(2)
  },
)

test('credentials that the SDK finds are asked for anew by one question, and no client is left behind', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDOLD')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'SECRET')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  const refusals = Array.from({ length: 5 }, () => ({ ...failure('ExpiredTokenException'), delayMs: 500 }))
  const { get, site, transport } = await facing([...refusals, found], { credentials: undefined })
  const openBefore = openSockets()
  const first = Promise.all(Array.from({ length: 5 }, get))
  await vi.waitFor(async () => expect(await site.requests()).toHaveLength(5), { timeout: 10_000 })
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDNEW')
  await first
  await get()
  const keys = (await site.requests()).map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])
  expect(keys).toEqual([...Array(5).fill('AKIDOLD'), ...Array(6).fill('AKIDNEW')])
  // Those of five requests at a time, and of the test's own.
  expect(openSockets() - openBefore).toBeLessThan(8)
  transport.close?.()
})

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

test.each([
  ['bytes', (text: string) => new TextEncoder().encode(text)],
  ['a Buffer', (text: string) => Buffer.from(text)],
  ['text', (text: string) => text],
  ['a stream', (text: string) => Readable.from([Buffer.from(text)])],
  ['a web stream', (text: string) => new Response(text).body],
])('a requestHandler may answer by %s', async (_, bodyOf) => {
  const requestHandler = {
    handle: async () => ({ response: { statusCode: 200, headers: {}, body: bodyOf('{"Item":{"key":{"S":"k"}}}') } }),
    destroy() {},
  }
  const { get } = await facing(found, { clientConfig: { requestHandler } })
  expect((await get()).Item).toEqual({ key: { S: 'k' } })
})

test('close breaks no request that is under way, and none that is to be made again', async () => {
  const line = await newLine(inject('faultsUrl'), { ...throttled, operation: 'ListTables' }, { isHeld: true })
  const told: RequestReport[] = []
  const options = { region: 'us-west-2', endpoint: line.url, credentials, onRequest: (report: RequestReport) => told.push(report) } // biome-ignore format: one line
  const transport = createTransport({ ...options, transport: 'aws-sdk' })
  const table = { TableName: 'none' }
  const describing = rejection(transport.send('DescribeTable', table))
  await line.held()
  transport.close?.()
  await line.release()
  expect((await describing).code).toBe('TABLE_NOT_FOUND')
  expect(told).toHaveLength(1)
  // It opens again.
  expect((await rejection(transport.send('DescribeTable', table))).code).toBe('TABLE_NOT_FOUND')
})

test('close destroys the client when nothing is under way', async () => {
  const destroy = vi.fn()
  const requestHandler = {
    handle: async () => ({ response: { statusCode: 200, headers: {}, body: '{}' } }),
    destroy,
  }
  const { get, transport } = await facing(found, { clientConfig: { requestHandler } })
  const getting = get()
  transport.close?.()
  expect(destroy).not.toHaveBeenCalled()
  await getting
  await vi.waitFor(() => expect(destroy).toHaveBeenCalledTimes(1))
})

const bad = [
  ['AWS_REGION', 'evil.example/#', /region/],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'yes', /AWS_USE_DUALSTACK_ENDPOINT/],
  ['AWS_USE_FIPS_ENDPOINT', '1', /AWS_USE_FIPS_ENDPOINT/],
  ['AWS_ENDPOINT_URL_DYNAMODB', 'not a URL', /endpoint/],
] as const

test.each(bad)('a bad %s is refused over both transports, and with env as without', (name, value, message) => {
  for (const transport of ['sigv4', 'aws-sdk'] as const) {
    const env = { AWS_REGION: 'us-west-2', [name]: value }
    expect(() => createTransport({ transport, env })).toThrow(message)
    vi.stubEnv('AWS_REGION', 'us-west-2')
    vi.stubEnv(name, value)
    expect(() => createTransport({ transport })).toThrow(message)
    vi.unstubAllEnvs()
  }
})

test.each(['sigv4', 'aws-sdk'] as const)('over %s env takes the place of the environment', async (transport) => {
  const site = await newSite(inject('originUrl'), { '*': found })
  const other = await newSite(inject('originUrl'), { '*': found })
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', other.url)
  vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDOTHER')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'SECRET')
  const env = { AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'SECRET' }
  await createTransport({ transport, env: { ...env, AWS_ENDPOINT_URL: site.url } }).send('GetItem', key)
  expect((await site.requests())[0]?.headers.authorization).toMatch(/Credential=AKIDENV\/\d+\/us-west-2\//)
  // Without an endpoint it is that of the Region, and not the one in the environment.
  const clock = new ManualClock()
  const alone = createTransport({ transport, env: { ...env, AWS_REGION: 'local' }, maxAttempts: 1, clock })
  expect((await rejection(alone.send('GetItem', key))).code).toBe('NETWORK')
  expect(await other.requests()).toHaveLength(0)
  // Without credentials there are none, and without a Region neither.
  const nobody = createTransport({ transport, env: { AWS_REGION: 'us-west-2', AWS_ENDPOINT_URL: site.url } })
  expect((await rejection(nobody.send('GetItem', key))).code).toBe('CREDENTIALS')
  expect(() => createTransport({ transport, env: { AWS_ENDPOINT_URL: site.url } })).toThrow(/region is missing/)
})
