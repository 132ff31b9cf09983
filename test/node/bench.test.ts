/** The benchmarks' servers, and their command from end to end. What they measure is no matter here. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../../bench/servers/start-server.mjs'
import { DynamoDbDict } from '../../src/runtimes/node.ts'

const main = fileURLToPath(new URL('../../bench/main.mjs', import.meta.url))
const run = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args])

let server: { url: string; close(): Promise<unknown> }
beforeAll(async () => {
  server = await startServer('null')
})
afterAll(() => server.close())

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }
const dictAt = (endpoint: string) =>
  new DynamoDbDict('bench', { endpoint, region: 'us-west-2', credentials, transport: 'sigv4', namespace: 'bench' })

const call = (operation: string) =>
  fetch(server.url, { method: 'POST', headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body: '{}' })

test('the null server gives a dict the same item for any key, and takes its writes', async () => {
  const dict = dictAt(server.url)
  expect(await dict.get('key')).toEqual({ value: 'x'.repeat(1_000) })
  await dict.set('key', 'another')
  expect(await Promise.all(['a', 'b', 'c'].map((key) => dict.has(key)))).toEqual([true, true, true])
})

test('the null server refuses an operation that it does not know', async () => {
  expect((await call('PutItem')).status).toBe(200)
  expect((await call('ListTables')).status).toBe(400)
})

test('an engine behind the proxy answers later, and as it answers', async () => {
  const far = await startServer('far', server.url, '40')
  const start = performance.now()
  expect(await dictAt(far.url).has('key')).toBe(true)
  expect(performance.now() - start).toBeGreaterThan(39)
  await far.close()
})

test('the command measures each contender in each round, and prints the samples', async () => {
  const { stdout } = await run('policy', '--rounds', '2', '--ms', '20', '--json')
  const { answers, verdicts } = JSON.parse(stdout)
  const of = (sample: { contender: string; round: number }) => `${sample.contender} ${sample.round}`
  expect(new Set(answers.policy.map(of))).toEqual(
    new Set(['dynadict 0', 'dynadict 1', 'http-cache-semantics 0', 'http-cache-semantics 1']),
  )
  for (const { metrics } of answers.policy) expect(metrics.cpuUs).toBeGreaterThan(0)
  expect(verdicts).toHaveLength(1)
})

test.each(['--rounds 0', '--node 8', 'no-such-question', '--engine none'])(
  'the command refuses %s, and says what it takes',
  async (line) => {
    const { code, stderr } = await run(...line.split(' ')).catch((error) => error)
    expect(code).toBe(2)
    expect(stderr).toContain('Usage: npm run bench')
  },
)
