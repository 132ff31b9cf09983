import { execFile } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { newConsumerFolder } from '../support/consumer-folder.ts'

const run = promisify(execFile)

/** What a user does first, in both module systems: import, write, read, fetch through the cache, choose a serializer. */
const program = (load: string) => `
${load}
async function main() {
  const endpoint = process.env.ENDPOINT
  const credentials = process.env.CREDENTIALS === 'none' ? undefined : { accessKeyId: 'a', secretAccessKey: 'b' }
  const settings = { endpoint, region: 'us-west-2', credentials }
  const options = process.env.TRANSPORT ? { ...settings, transport: process.env.TRANSPORT } : settings
  const dict = new DynamoDbDict('package-test', { ...options, namespace: process.env.NAMESPACE })
  await dict.set('key', { from: 'the package' })
  const keys = [{ id: 'a', key: crypto.getRandomValues(new Uint8Array(32)) }]
  const serializer = gzip(encrypted(structured, { keys }))
  const secrets = new DynamoDbDict('package-test', { ...options, namespace: process.env.NAMESPACE + '-secrets', serializer })
  await secrets.set('key', new Map([['big', 2n]]))
  const session = new CachedSession('package-test', { ...options, namespace: process.env.NAMESPACE, expireAfter: '1h' })
  const url = process.env.ORIGIN
  await (await session.fetch(url)).text()
  const response = await session.fetch(url)
  console.log(JSON.stringify([await dict.get('key'), String((await secrets.get('key')).get('big')), response.fromCache, await response.text()]))
}
main().catch((error) => { console.log(error.name + ': ' + error.message); process.exitCode = 1 })
`

const programs = {
  'use.mjs': program(`
import { CachedSession, DynamoDbDict } from 'dynadict'
import { encrypted, gzip } from 'dynadict/serializers'
import { structured } from 'dynadict/structured'`),
  'use.cjs': program(`
const { CachedSession, DynamoDbDict } = require('dynadict')
const { encrypted, gzip } = require('dynadict/serializers')
const { structured } = require('dynadict/structured')`),
}

const folders: string[] = []

async function newFolder(...packages: string[]): Promise<string> {
  const folder = await newConsumerFolder(...packages)
  folders.push(folder)
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text)
  await writeFile(join(folder, 'credentials'), '[default]\naws_access_key_id = a\naws_secret_access_key = b\n')
  return folder
}

async function use(folder: string, file: string, transport: string, more: object = {}): Promise<string> {
  const env = {
    ...process.env,
    ENDPOINT: inject('endpoint'),
    TRANSPORT: transport,
    NAMESPACE: `${file}-${transport}-${folders.length}`,
    ORIGIN: 'data:text/plain,hello',
    ...more,
  }
  const { stdout } = await run(process.execPath, [file], { cwd: folder, env, timeout: 30_000 }).catch((error) => error)
  return stdout.trim()
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const worked = '[{"from":"the package"},"2",false,"hello"]'

describe('the packed tarball in an empty folder', () => {
  test('without the AWS SDK: sigv4 works as ESM and CJS, and the default says what to do', async () => {
    const folder = await newFolder()
    expect(await readdir(join(folder, 'node_modules'))).toEqual([
      '.bin',
      '.package-lock.json',
      'aws4fetch',
      'devalue',
      'dynadict',
    ])
    for (const file of Object.keys(programs)) {
      expect(await use(folder, file, 'sigv4')).toBe(worked)
      expect(await use(folder, file, '')).toBe(
        "TypeError: transport 'aws-sdk' needs the package @aws-sdk/client-dynamodb: install it, or pass transport: 'sigv4'",
      )
      expect(await use(folder, file, 'sigv4', { CREDENTIALS: 'none' })).toMatch(
        /has no credentials: pass credentials, or set AWS_ACCESS_KEY_ID .*, or install @aws-sdk\/credential-provider-node/,
      )
    }
  }, 120_000)

  test('the program is there by its name, works without the AWS SDK, and says where it would need it', async () => {
    const [folder = ''] = folders
    const program = (args: string[], env: object) =>
      run(join(folder, 'node_modules/.bin/dynadict'), args, { cwd: folder, env: { ...bare, ...env } }).catch(
        (error) => error,
      )
    const bare = { PATH: process.env.PATH, HOME: '/nonexistent', DYNADICT_TABLE: 'package-test' }
    const keys = { AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
    const engine = { ...keys, AWS_ENDPOINT_URL: inject('endpoint') }
    expect((await program(['table', 'create'], engine)).stdout).toContain("'package-test'")
    await program(['set', 'from-program', '{"a":1}'], engine)
    expect((await program(['get', 'from-program'], engine)).stdout).toBe('{\n  "a": 1\n}\n')
    expect((await program(['--version'], {})).stdout).toBe('0.1.0\n')
    const { code, stderr } = await program(['ls'], {})
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^dynadict: The environment has no Region and credentials, .* install @aws-sdk\/client-dynamodb.*\n$/,
    )
  }, 120_000)

  test('with the AWS SDK beside it: both transports work as ESM and CJS, and sigv4 finds a profile', async () => {
    const folder = await newFolder('@aws-sdk/client-dynamodb')
    for (const file of Object.keys(programs)) {
      for (const transport of ['sigv4', 'aws-sdk', '']) expect(await use(folder, file, transport)).toBe(worked)
      const profile = { CREDENTIALS: 'none', AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') }
      expect(await use(folder, file, 'sigv4', profile)).toBe(worked)
    }
  }, 180_000)
})
