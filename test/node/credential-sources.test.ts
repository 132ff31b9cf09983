import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newSite, type Site } from '../suites/origin.ts'
import {
  type CredentialServices,
  containerToken,
  ssoToken,
  startCredentialServices,
  webIdentityToken,
} from '../support/credential-services.ts'

const run = promisify(execFile)
const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const startUrl = 'https://example.awsapps.com/start'

let services: CredentialServices
let folder: string

beforeAll(async () => {
  services = await startCredentialServices()
  folder = await mkdtemp(join(tmpdir(), 'dynadict-credentials-'))
  const identity = { Version: 1, AccessKeyId: 'AKIDPROCESS', SecretAccessKey: 'SECRET' }
  const command = [process.execPath, join(folder, 'process.mjs')].map((path) => JSON.stringify(path)).join(' ')
  const sso = ['sso_region = us-west-2', 'sso_account_id = 123456789012', 'sso_role_name = reader']
  const files = {
    token: webIdentityToken,
    'process.mjs': `setTimeout(() => console.log(${JSON.stringify(JSON.stringify(identity))}), process.argv[2])`,
    credentials: '[default]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = SECRET\n',
    config: [
      `[profile by-process]\ncredential_process = ${command} 0`,
      `[profile by-slow-process]\ncredential_process = ${command} 1500`,
      `[profile by-sso]\nsso_start_url = ${startUrl}\n${sso.join('\n')}\n`,
    ].join('\n'),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  // Where `aws sso login` leaves its token.
  await mkdir(join(folder, '.aws/sso/cache'), { recursive: true })
  const login = { accessToken: ssoToken, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
  const name = createHash('sha1').update(startUrl).digest('hex')
  await writeFile(join(folder, `.aws/sso/cache/${name}.json`), JSON.stringify(login))
})

afterAll(async () => {
  services.close()
  await rm(folder, { recursive: true, force: true })
})

const request = (options: object) => `
  const transport = createTransport(${JSON.stringify({ region: 'us-west-2', ...options })})
  const get = () => transport.send('GetItem', { TableName: 'some-table', Key: { key: { S: 'k' } } })
  Promise.all([get(), get()]).then(get).then(() => console.log('done'), (error) => console.log(String(error)))`
const load = {
  esm: `import { createTransport } from ${JSON.stringify(`${dist}/node.js`)}`,
  cjs: `const { createTransport } = require(${JSON.stringify(`${dist}/cjs/node.js`)})`,
}

/** Three requests in a process with these settings only, and what it printed. */
async function inProcess(format: 'esm' | 'cjs', options: object, site: Site, settings: Record<string, string>) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_ENDPOINT_URL_DYNAMODB: site.url,
    ...settings,
  }
  const args = [`--input-type=${format === 'esm' ? 'module' : 'commonjs'}`, '-e', load[format] + request(options)]
  const { stdout } = await run(process.execPath, args, { env, timeout: 30_000 })
  return stdout.trim()
}

const isDisabled = { AWS_EC2_METADATA_DISABLED: 'true' }
const sources: [name: string, accessKeyId: string, asked: number, settings: () => Record<string, string>][] = [
  ['instance metadata, version 2', 'AKIDINSTANCE', 1, () => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: services.url })],
  [
    'a container',
    'AKIDCONTAINER',
    1,
    () => ({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${services.url}/container`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: containerToken,
    }),
  ],
  [
    'web identity',
    'AKIDWEB',
    1,
    () => ({
      AWS_ENDPOINT_URL_STS: services.url,
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/reader',
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
    }),
  ],
  ['a profile', 'AKIDPROFILE', 0, () => ({ AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') })],
  [
    'the process of a profile',
    'AKIDPROCESS',
    0,
    () => ({ AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'by-process' }),
  ],
  [
    'the SSO of a profile',
    'AKIDSSO',
    1,
    () => ({
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_PROFILE: 'by-sso',
      AWS_ENDPOINT_URL_SSO: services.url,
    }),
  ],
  [
    'the environment',
    'AKIDENV',
    0,
    () => ({ AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'SECRET', ...isDisabled }),
  ],
]

describe.each([
  ['esm', 'sigv4'],
  ['cjs', 'sigv4'],
  ['esm', 'aws-sdk'],
] as const)('by the %s build, %s takes credentials', (format, transport) => {
  test.each(sources)('from %s', async (_, accessKeyId, asked, settings) => {
    const site = await newSite(inject('originUrl'), { '*': { body: '{"Item":{}}' } })
    const before = services.given()
    expect(await inProcess(format, { transport }, site, settings())).toBe('done')
    const requests = await site.requests()
    expect(requests).toHaveLength(3)
    for (const { headers } of requests) expect(headers.authorization).toContain(`Credential=${accessKeyId}/`)
    expect(services.given() - before).toBe(asked)
  })
})

test.each(['sigv4', 'aws-sdk'])('over %s a source may take longer than an attempt', async (transport) => {
  const site = await newSite(inject('originUrl'), { '*': { body: '{"Item":{}}' } })
  const settings = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'by-slow-process' }
  const options = { transport, attemptTimeoutMs: 1_000, maxAttempts: 1 }
  expect(await inProcess('esm', options, site, settings)).toBe('done')
  expect(await site.requests()).toHaveLength(3)
})

test.each(['sigv4', 'aws-sdk'])('%s says what to do where a source fails', async (transport) => {
  const site = await newSite(inject('originUrl'), { '*': { body: '{"Item":{}}' } })
  const settings = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'by-sso', HOME: '/nonexistent' }
  expect(await inProcess('esm', { transport }, site, settings)).toMatch(/^CredentialsError: .*run aws sso login/)
  expect(await site.requests()).toEqual([])
})

test('sigv4 says what to do where no source has any', async () => {
  const site = await newSite(inject('originUrl'), { '*': { body: '{"Item":{}}' } })
  expect(await inProcess('esm', { transport: 'sigv4' }, site, isDisabled)).toMatch(
    /^CredentialsError: .* has no credentials: .*: pass credentials, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY$/,
  )
})
