import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const runtimes = ['node', 'worker', 'deno', 'bun', 'browser']

/** Everything that is reachable from an entry, as one text without comments. */
async function reachable(entry: string): Promise<string> {
  const external = entry === 'node' ? ['node:*', '@aws-sdk/*'] : []
  const { outputFiles } = await build({
    entryPoints: [`${root}dist/${entry}.js`],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['import'],
    external,
  })
  return outputFiles[0]?.text ?? ''
}

describe.each(runtimes.filter((name) => name !== 'node'))('what is reachable from dist/%s.js', (name) => {
  test.each(['node:', '@aws-sdk', 'process.', 'Buffer', 'require('])('has no %s', async (text) => {
    const bundle = await reachable(name)
    expect(bundle.length).toBeGreaterThan(10_000)
    // ArrayBuffer is the web's own.
    expect(bundle.replaceAll('ArrayBuffer', '')).not.toContain(text)
  })
})

test('from the Node entry the AWS SDK is reached by a dynamic import only', async () => {
  const bundle = await reachable('node')
  expect(bundle).toContain('import("@aws-sdk/client-dynamodb")')
  expect(bundle).not.toMatch(/from ?"@aws-sdk/)
})

test('all runtimes export the same names, as ESM and as CommonJS', async () => {
  const names = Object.keys(await import(`${root}dist/node.js`)).sort()
  expect(names).toContain('CachedSession')
  for (const name of runtimes) {
    expect(Object.keys(await import(`${root}dist/${name}.js`)).sort(), name).toEqual(names)
    expect(Object.keys((await import(`${root}dist/cjs/${name}.js`)).default).sort(), name).toEqual(names)
  }
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
