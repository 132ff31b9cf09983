import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runtimes = ['node', 'worker', 'deno', 'bun', 'browser']

/** Everything that is reachable from a file of `dist`, as one text without comments. */
async function reachable(file: string): Promise<string> {
  const isNode = file.endsWith('node.js')
  const { outputFiles } = await build({
    entryPoints: [`${root}dist/${file}`],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    conditions: [file.startsWith('cjs/') ? 'require' : 'import'],
    external: isNode ? ['node:*', '@aws-sdk/*'] : [],
  })
  return outputFiles[0]?.text ?? ''
}

const webFiles = runtimes.filter((name) => name !== 'node').flatMap((name) => [`${name}.js`, `cjs/${name}.js`])

describe.each([...webFiles, 'browser.min.js'])('what is reachable from dist/%s', (file) => {
  const foreign = [/node:/, /cloudflare:/, /@aws-sdk/, /\bprocess\./, /\bBuffer\b/, /\brequire\(/]
  test.each(foreign)('has no %s', async (pattern) => {
    const bundle = await reachable(file)
    expect(bundle.length).toBeGreaterThan(10_000)
    expect(pattern.exec(bundle)?.[0]).toBeUndefined()
  })
})

test('the bundle for pages without a bundler imports nothing', async () => {
  const text = await readFile(`${root}dist/browser.min.js`, 'utf8')
  expect(/\bimport\b|\bfrom ?["'][\w@.]/.exec(text)?.[0]).toBeUndefined()
})

test.each(['node.js', 'cjs/node.js'])('from %s the AWS SDK is reached by a dynamic import only', async (file) => {
  const bundle = await reachable(file)
  for (const name of ['client-dynamodb', 'credential-provider-node']) {
    const imports = bundle.match(new RegExp(`.{20}@aws-sdk/${name}".`, 'g'))
    expect(imports).toEqual([expect.stringContaining(`import("@aws-sdk/${name}")`)])
  }
})

test('all runtimes export the same names, as ESM and as CommonJS', async () => {
  const names = Object.keys(await import(`${root}dist/node.js`)).sort()
  expect(names).toContain('CachedSession')
  for (const name of runtimes) {
    expect(Object.keys(await import(`${root}dist/${name}.js`)).sort(), name).toEqual(names)
    expect(Object.keys((await import(`${root}dist/cjs/${name}.js`)).default).sort(), name).toEqual(names)
  }
})

test('the program holds its own code alone, and reads a command line without the library', async () => {
  const parts = (await readdir(`${root}dist/cli`)).filter((file) => file.endsWith('.js'))
  expect(parts.length).toBeGreaterThan(20)
  for (const file of ['cli.js', ...parts.map((name) => `cli/${name}`)]) {
    const { sources } = JSON.parse(await readFile(`${root}dist/${file}.map`, 'utf8'))
    for (const source of sources) expect(source, file).toMatch(/^(\.\.\/)+src\/cli\//)
  }
  for (const file of ['cli.js', 'cli/program.js', 'cli/help.js', 'cli/complete.js'])
    expect(await readFile(`${root}dist/${file}`, 'utf8')).not.toMatch(/ from '\.\.?\/(?!program|cli\/program)/)
})

test('every file that the exports name is there', async () => {
  const { exports } = JSON.parse(await readFile(`${root}package.json`, 'utf8'))
  const files = JSON.stringify(exports).match(/"\.\/[^"]+\.(?:js|d\.ts)"/g) ?? []
  expect(files.length).toBeGreaterThan(40)
  for (const file of files) await readFile(root + JSON.parse(file))
})

describe('the missing setting of each runtime is named with its remedy', () => {
  const remedies: [runtime: string, remedy: RegExp][] = [
    ['worker', /region is missing: pass region.*or env with AWS_REGION/],
    ['browser', /region is missing: pass region/],
  ]
  test.each(remedies)('%s', async (name, remedy) => {
    const { DynamoDbDict, createTransport } = await import(`${root}dist/${name}.js`)
    expect(() => new DynamoDbDict('some-table')).toThrow(remedy)
    expect(() => createTransport({ region: 'us-west-2', transport: 'aws-sdk' })).toThrow(
      /transport: the AWS SDK is for Node\.js/,
    )
  })

  test('a Worker takes its settings from the bindings that it is handed', async () => {
    const { createTransport } = await import(`${root}dist/worker.js`)
    const env = { AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', OTHER: { not: 'text' } }
    expect(createTransport({ env })).toHaveProperty('send')
    expect(() => createTransport({ env: { ...env, AWS_REGION: 'evil.example/' } })).toThrow(/region must be/)
  })
})
