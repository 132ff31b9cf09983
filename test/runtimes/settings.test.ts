import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, inject, test } from 'vitest'
import { binaries } from './binaries.ts'

const run = promisify(execFile)

const folder = inject('packageFolder')

/** Tries what its first argument asks for, and prints what came of it. */
const program = `
import { DynamoDbDict } from 'dynadict'
try {
  const options = JSON.parse(process.argv.at(-1))
  await new DynamoDbDict('settings-test', options).set('k', 1)
  console.log('done')
} catch (error) {
  console.log(error.name + ': ' + error.message)
}
`

beforeAll(async () => {
  await writeFile(join(folder, 'settings.mjs'), `import process from 'node:process'\n${program}`)
})

const allowNet = ['run', '--no-prompt', '--allow-net', '--allow-read']
const allowEnv = '--allow-env=AWS_REGION,AWS_ENDPOINT_URL,AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY'
const programs = {
  node: [process.execPath],
  'Deno without permissions': [binaries.deno, ...allowNet],
  Deno: [binaries.deno, ...allowNet, allowEnv],
  Bun: [binaries.bun, 'run'],
} as const
type Program = keyof typeof programs

async function attempt(name: Program, options: object, env: Record<string, string> = {}): Promise<string> {
  const [command, ...args] = programs[name]
  const { stdout } = await run(command, [...args, 'settings.mjs', JSON.stringify(options)], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    timeout: 30_000,
  })
  return stdout.trim()
}

const region = 'us-west-2'
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
const names = Object.keys(programs) as Program[]

test.each(names)('%s: explicit options need nothing else', async (name) => {
  const options = { transport: 'sigv4', region, credentials, endpoint: inject('endpoint') }
  expect(await attempt(name, options)).toBe('done')
})

test.each(names.filter((name) => name !== 'Deno without permissions'))('%s: the environment will do', async (name) => {
  const env = { AWS_REGION: region, AWS_ENDPOINT_URL: inject('endpoint'), ...keys }
  expect(await attempt(name, { transport: 'sigv4' }, env)).toBe('done')
})

const remedies: [Program, region: RegExp, credentials: RegExp][] = [
  ['node', /pass region.* or set AWS_REGION/, /pass credentials, or set AWS_ACCESS_KEY_ID/],
  [
    'Deno without permissions',
    /set AWS_REGION and run with --allow-env=AWS_REGION/,
    /allow to read them by --allow-env/,
  ],
  ['Deno', /set AWS_REGION and run with --allow-env=AWS_REGION/, /allow to read them by --allow-env/],
  ['Bun', /pass region.* or set AWS_REGION/, /pass credentials, or set AWS_ACCESS_KEY_ID/],
]

test.each(remedies)('%s: what is missing is named with its remedy', async (name, noRegion, noCredentials) => {
  expect(await attempt(name, { transport: 'sigv4' })).toMatch(/^TypeError: region is missing: /)
  expect(await attempt(name, { transport: 'sigv4' })).toMatch(noRegion)
  const reached = { transport: 'sigv4', region, endpoint: inject('endpoint') }
  expect(await attempt(name, reached)).toMatch(/^CredentialsError: /)
  expect(await attempt(name, reached)).toMatch(noCredentials)
  if (name === 'Deno without permissions') expect(await attempt(name, reached, keys)).toMatch(noCredentials)
})

test.each(names)('%s: a wrong option is named', async (name) => {
  expect(await attempt(name, { regoin: region })).toMatch(
    /^TypeError: DynamoDbDict has no option 'regoin'; it has .*region/,
  )
  expect(await attempt(name, { region, ttl: 'soon' })).toMatch(/^TypeError: ttl must be /)
})
