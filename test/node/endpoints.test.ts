import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ConnectionOptions, createTransport } from '../../src/runtimes/node.ts'

/** Where requests would have gone, and the Regions that they were signed for. */
const sent: { url: string; region: string | undefined }[] = []
const answer = '{"Item":{}}'

function record(url: string, authorization = '') {
  sent.push({ url, region: /\/\d{8}\/([^/]+)\/dynamodb\//.exec(authorization)?.[1] })
}

vi.mock('@aws-sdk/client-dynamodb', async (importOriginal) => {
  const sdk = await importOriginal<typeof import('@aws-sdk/client-dynamodb')>()
  interface Request {
    protocol: string
    hostname: string
    port?: number
    path: string
    headers: Record<string, string>
  }
  const requestHandler = {
    async handle({ protocol, hostname, port, path, headers }: Request) {
      record(`${protocol}//${hostname}${port ? `:${port}` : ''}${path}`, headers.authorization)
      return { response: { statusCode: 200, headers: {}, body: [new TextEncoder().encode(answer)] } }
    },
  }
  class DynamoDBClient extends sdk.DynamoDBClient {
    constructor(config: object) {
      super({ ...config, requestHandler: requestHandler as never })
    }
  }
  return { ...sdk, DynamoDBClient }
})

beforeEach(() => {
  sent.length = 0
})

afterEach(() => {
  vi.unstubAllEnvs()
})

const recording: typeof fetch = async (url, init) => {
  record(String(url), new Headers(init?.headers).get('authorization') ?? '')
  return new Response(answer)
}

describe.each([{ transport: 'sigv4', fetch: recording }, { transport: 'aws-sdk' }] as const)(
  'over $transport',
  (over) => {
    const { transport } = over
    /** Sends one request, and says where it went. */
    async function reached(options: ConnectionOptions) {
      const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
      await createTransport({ ...over, credentials, ...options }).send('DescribeTable', { TableName: 'some-table' })
      return sent.at(-1)
    }

    test.each<[url: string, options: ConnectionOptions, signedFor?: string]>([
      ['https://dynamodb.us-west-2.amazonaws.com/', { region: 'us-west-2' }],
      ['https://dynamodb.us-west-2.api.aws/', { region: 'us-west-2', useDualstackEndpoint: true }],
      ['https://dynamodb-fips.us-west-2.amazonaws.com/', { region: 'us-west-2', useFipsEndpoint: true }],
      ['https://dynamodb.cn-north-1.amazonaws.com.cn/', { region: 'cn-north-1', useFipsEndpoint: false }],
      ['https://dynamodb.us-iso-east-1.c2s.ic.gov/', { region: 'us-iso-east-1' }],
      ['https://dynamodb.eusc-de-east-1.amazonaws.eu/', { region: 'eusc-de-east-1' }],
      [
        'https://dynamodb-fips.us-gov-west-1.api.aws/',
        { region: 'us-gov-west-1', useDualstackEndpoint: true, useFipsEndpoint: true },
      ],
      ['http://localhost:8000/', { region: 'local' }, 'us-east-1'],
      ['http://127.0.0.1:8123/', { region: 'us-west-2', endpoint: 'http://127.0.0.1:8123' }],
    ])('requests go to %s by %o', async (url, options, signedFor) => {
      expect(await reached(options)).toEqual({ url, region: signedFor ?? options.region })
    })

    test('the environment asks for dual-stack and FIPS, unless an option says otherwise', async () => {
      vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true')
      vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true')
      const region = 'us-west-2'
      expect(await reached({ region })).toMatchObject({ url: 'https://dynamodb-fips.us-west-2.api.aws/' })
      expect(await reached({ region, useFipsEndpoint: false })).toMatchObject({
        url: 'https://dynamodb.us-west-2.api.aws/',
      })
      vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'false')
      expect(await reached({ region })).toMatchObject({ url: 'https://dynamodb-fips.us-west-2.amazonaws.com/' })
    })

    test('the environment names the Region and the endpoint, by the more special variable first', async () => {
      vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-1')
      expect(await reached({})).toMatchObject({ region: 'eu-west-1' })
      vi.stubEnv('AWS_REGION', 'eu-west-2')
      expect(await reached({})).toEqual({ url: 'https://dynamodb.eu-west-2.amazonaws.com/', region: 'eu-west-2' })
      vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:8001')
      expect(await reached({})).toMatchObject({ url: 'http://127.0.0.1:8001/' })
      vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:8002')
      expect(await reached({})).toMatchObject({ url: 'http://127.0.0.1:8002/' })
      vi.stubEnv('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true')
      expect(await reached({})).toMatchObject({ url: 'https://dynamodb.eu-west-2.amazonaws.com/' })
      expect(await reached({ endpoint: 'http://127.0.0.1:8003' })).toMatchObject({ url: 'http://127.0.0.1:8003/' })
    })

    test('bindings that are handed in count as the environment', async () => {
      const keys = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'SECRET' }
      const env = { ...keys, AWS_REGION: 'cn-north-1', AWS_USE_DUALSTACK_ENDPOINT: 'true' }
      expect(await reached({ env })).toMatchObject({
        url: 'https://dynamodb.cn-north-1.api.amazonwebservices.com.cn/',
      })
      const wrong = { ...env, AWS_USE_FIPS_ENDPOINT: 'yes' }
      expect(() => createTransport({ transport, env: wrong })).toThrow(
        /^AWS_USE_FIPS_ENDPOINT must be 'true' or 'false'/,
      )
    })

    test.each(['useDualstackEndpoint', 'useFipsEndpoint'])(
      '%s is refused by name where it cannot be',
      async (option) => {
        for (const options of [{ region: 'local' }, { region: 'us-west-2', endpoint: 'http://127.0.0.1:8123' }]) {
          const refused = reached({ ...options, [option]: true })
          await expect(refused).rejects.toThrow(TypeError)
          await expect(refused).rejects.toThrow(option)
        }
        expect(() => createTransport({ transport, region: 'us-west-2', [option]: 'true' })).toThrow(
          `${option} must be a boolean`,
        )
        expect(sent).toEqual([])
      },
    )
  },
)
