import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newConsumerFolder } from '../support/consumer-folder.ts'
import { binaries } from './binaries.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string

beforeAll(async () => {
  folder = await newConsumerFolder()
  await writeFile(join(folder, 'deno.json'), '{ "nodeModulesDir": "manual" }')
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What Deno does with no registry to ask and nothing cached; what it prints when it fails. */
async function deno(cwd: string, args: string[], variables = {}): Promise<{ stdout: string; failure?: string }> {
  const nowhere = inject('deadEndpoint')
  const offline = { npm_config_registry: nowhere, JSR_URL: nowhere, DENO_NO_UPDATE_CHECK: '1' }
  const env = { PATH: process.env.PATH, HOME: folder, DENO_DIR: join(folder, '.deno'), NO_COLOR: '1', ...offline }
  return run(binaries.deno, args, { cwd, env: { ...env, ...variables }, timeout: 50_000 }).catch(
    ({ stdout, stderr }) => ({ stdout, failure: stderr }),
  )
}

describe('a program for Deno', () => {
  test.each(['dynadict', 'npm:dynadict'])('that imports %s from node_modules has its types', async (specifier) => {
    const program = await readFile(join(root, 'test/package/consumer/use.ts'), 'utf8')
    await writeFile(join(folder, 'use.ts'), program.replace("'dynadict'", `'${specifier}'`))
    expect((await deno(folder, ['check', 'use.ts'])).failure).toBeUndefined()
  })

  test('that maps the import to dist/deno.js is checked and runs, by the types that Deno infers', async () => {
    const file = (name: string) => new URL(name, `file://${folder}/node_modules/`).href
    const imports = {
      dynadict: file('dynadict/dist/deno.js'),
      aws4fetch: file('aws4fetch/dist/aws4fetch.esm.mjs'),
    }
    await writeFile(join(folder, 'map.json'), JSON.stringify({ imports }))
    const program = `
      import { DynamoDbDict, isDynadictError } from 'dynadict'
      const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
      const dict = new DynamoDbDict('some-table', { region: 'us-west-2', credentials })
      // @ts-expect-error JavaScript has no type parameters; the declarations come with npm: and JSR
      new DynamoDbDict<string>('some-table', { region: 'us-west-2', credentials })
      const get: (key: string) => Promise<unknown> = (key) => dict.get(key)
      console.log(typeof get, isDynadictError(new Error()))`
    await writeFile(join(folder, 'map.ts'), program)
    expect(await deno(folder, ['check', '--config', 'map.json', 'map.ts'])).not.toHaveProperty('failure')
    const { stdout, failure } = await deno(folder, ['run', '--no-prompt', '--config', 'map.json', 'map.ts'])
    expect(failure).toBeUndefined()
    expect(stdout).toBe('function false\n')
  })
})

describe('the permissions of Deno', () => {
  const program = `
    import { CachedSession, DynamoDbDict } from 'dynadict'
    const options = JSON.parse(Deno.args[0])
    try {
      new DynamoDbDict('some-table', options)
      new CachedSession('some-table', options)
      console.log('made')
    } catch (error) {
      console.log(error.message)
    }`
  const variables = { AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }

  async function make(options: object, ...permissions: string[]): Promise<string> {
    await writeFile(join(folder, 'make.ts'), program)
    const args = ['run', '--no-prompt', ...permissions, 'make.ts', JSON.stringify(options)]
    const { stdout, failure } = await deno(folder, args, variables)
    expect(failure).toBeUndefined()
    return stdout.trim()
  }

  test('none is needed where the options say everything', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    expect(await make({ region: 'us-west-2', credentials })).toBe('made')
  })

  test('a variable that may not be read counts as unset', async () => {
    expect(await make({})).toMatch(/region is missing: .*--allow-env=AWS_REGION/)
    expect(await make({}, '--allow-env=AWS_ACCESS_KEY_ID')).toMatch(/region is missing/)
  })

  test('a variable that may be read is read, without asking for the others', async () => {
    expect(await make({}, '--allow-env=AWS_REGION')).toBe('made')
  })
})

test('the sources are fit for JSR', async () => {
  // What is published is listed in jsr.json; Deno checks it as JSR would.
  const { failure } = await deno(root, ['publish', '--dry-run', '--allow-dirty'])
  expect(failure).toBeUndefined()
})
