import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { newSite } from '../suites/origin.ts'

const run = promisify(execFile)
const demo = fileURLToPath(new URL('../../examples/demo/main.mjs', import.meta.url))
const env = { ...process.env, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }

/** What the demo printed, and the code with which it ended by itself. */
async function runDemo(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = run(process.execPath, [demo, ...args], { env, timeout: 60_000 })
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )
}

/** The three outcomes of each resource, in the order of the table's rows. */
const outcomes = (stdout: string) =>
  stdout
    .split('\n')
    .map((line) => [...line.matchAll(/\d+ ms (miss|hit|304|not stored)/g)].map(([, outcome]) => outcome))
    .filter((row) => row.length === 3)

test('the demo shows hits for what may be cached, and only for that, over both transports', async () => {
  const { code, stdout } = await runDemo()
  expect(code).toBe(0)
  const cached = ['miss', 'hit', 'hit']
  const validated = ['miss', '304', '304']
  const never = ['not stored', 'not stored', 'not stored']
  const rows = [...Array(8).fill(cached), validated, never, never]
  expect(outcomes(stdout)).toEqual([...rows, ...rows])
  expect(stdout.match(/\d+ % of the time saved/g)).toHaveLength(2)
})

test('the demo fetches given URLs into a given table, and leaves nothing there', async () => {
  const site = await newSite(inject('originUrl'), { '/': { body: 'x', headers: { 'cache-control': 'max-age=60' } } })
  const table = ['--endpoint', inject('endpoint'), '--region', 'us-west-2', '--table', 'demo-test']
  const { code, stdout } = await runDemo(...table, `${site.url}/`)
  expect(code).toBe(0)
  expect(outcomes(stdout)).toEqual([
    ['miss', 'hit', 'hit'],
    ['miss', 'hit', 'hit'],
  ])
  const { createTransport } = await import('../../src/runtimes/node.ts')
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const transport = createTransport({
    transport: 'sigv4',
    endpoint: inject('endpoint'),
    region: 'us-west-2',
    credentials,
  })
  const { Table } = await transport.send('DescribeTable', { TableName: 'demo-test' })
  expect(Table?.ItemCount).toBe(0)
})

test('a wrong option is one line and exit code 2', async () => {
  for (const args of [['--bogus'], ['ftp://example.com'], ['--region', 'us west']]) {
    const { code, stderr } = await runDemo(...args)
    expect(code).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }
})
