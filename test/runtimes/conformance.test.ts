import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import type * as lib from '../../src/runtimes/node.ts'
import type { Harness, Suite } from '../suites/harness.ts'
import { pageSuites, rfcSuites } from '../suites/index.ts'
import { binaries } from './binaries.ts'
import { collectTests, type TestResult } from './collect.ts'
import { limits } from './limits.ts'
import { withWorkerd } from './workerd.ts'

type Connection = Pick<lib.ConnectionOptions, 'region' | 'credentials' | 'transport'>

const harnessOf = (transport: 'sigv4' | 'aws-sdk') => ({
  connection: {
    region: 'us-west-2',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
    transport,
  } satisfies Connection,
  endpoint: inject('strictUrl'),
  strictUrl: inject('strictUrl'),
  deadEndpoint: inject('deadEndpoint'),
  originUrl: inject('originUrl'),
  faultsUrl: inject('faultsUrl'),
})

/** What the names of tests must hold to be run: `TEST_NAME='a warm start' npm run test:deno`. All do by default. */
const only = process.env.TEST_NAME ?? ''

// The suites define their tests without a look at what they are given.
const allNamesOf = (more: Readonly<Record<string, Suite>>) => collectTests({} as Harness, more).map(({ name }) => name)
const namesOf = (more: Readonly<Record<string, Suite>>) => allNamesOf(more).filter((name) => name.includes(only))
const core = namesOf({})
/** With those of the RFCs: of Node the source runs them, over both transports. */
const all = namesOf(rfcSuites)

const folder = inject('packageFolder')

/** The results of a runtime that is a process of its own. */
async function inProcess(
  command: string,
  args: string[],
  names: readonly string[],
  harness: object,
): Promise<TestResult[]> {
  const child = spawn(command, [...args, JSON.stringify({ ...harness, hasRfcSuites: names === all, only })], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const results: TestResult[] = []
  for await (const line of createInterface(child.stdout)) if (line.startsWith('{')) results.push(JSON.parse(line))
  if (results.length < names.length)
    throw new Error(`only ${results.length} of ${names.length} tests ran: ${complaints}`)
  return results
}

/** The results of workerd, test by test in a request of its own. */
const inWorkerd = (flags: string[], names: readonly string[], harness: object): Promise<TestResult[]> =>
  withWorkerd({ folder, module: 'worker.mjs', flags }, async (url) => {
    const results: TestResult[] = []
    for (const name of names) {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ harness, name }) })
      const text = await response.text()
      results.push(response.ok ? JSON.parse(text) : { name, error: text })
    }
    return results
  })

type Run = (names: readonly string[]) => Promise<TestResult[]>

const runs: Record<string, readonly [names: readonly string[], run: Run]> = {
  'Node 20 over aws-sdk, as CommonJS': [
    core,
    (names) => inProcess(binaries.node20, ['suites.cjs'], names, harnessOf('aws-sdk')),
  ],
  'Node 22 over sigv4': [core, (names) => inProcess(binaries.node22, ['suites.mjs'], names, harnessOf('sigv4'))],
  'Node 24 over aws-sdk': [core, (names) => inProcess(binaries.node24, ['suites.mjs'], names, harnessOf('aws-sdk'))],
  Deno: [
    all,
    (names) =>
      inProcess(binaries.deno, ['run', '--allow-net', '--allow-read', 'suites.mjs'], names, harnessOf('sigv4')),
  ],
  Bun: [all, (names) => inProcess(binaries.bun, ['run', 'suites.mjs'], names, harnessOf('sigv4'))],
  workerd: [all, (names) => inWorkerd([], names, harnessOf('sigv4'))],
  'workerd with nodejs_compat': [core, (names) => inWorkerd(['nodejs_compat'], names, harnessOf('sigv4'))],
}

describe.each(Object.entries(runs).filter(([, [names]]) => names.length > 0))('%s', (runtime, [names, run]) => {
  const results = new Map<string, TestResult>()

  beforeAll(async () => {
    for (const result of await run(names)) results.set(result.name, result)
  }, 900_000)

  const lacks = limits[runtime.split(' ')[0] ?? ''] ?? {}

  test.each(names)('%s', (name) => {
    const result = results.get(name)
    expect(result, 'it did not run').toBeDefined()
    // What a runtime cannot do is asserted, so that the table of limits stays true.
    if (name in lacks) expect(result?.error, `it can do that now: take it out of limits.ts`).toBeDefined()
    else expect(result?.error).toBeUndefined()
  })
})

test('every test has a name of its own, and every limit is that of a test', () => {
  expect(only, 'TEST_NAME is for a run of one runtime by itself').toBe('')
  const names = allNamesOf({ ...rfcSuites, ...pageSuites })
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  expect(names).toEqual(expect.arrayContaining(Object.values(limits).flatMap(Object.keys)))
})

test('in workerd, a request that is gone leaves no promise for which others would wait', async () => {
  const table = `shared-${process.pid}-${Date.now()}`
  const settings = { endpoint: inject('endpoint'), originUrl: 'data:text/plain,hello', table }
  await withWorkerd({ folder, module: 'shared-worker.mjs' }, async (url) => {
    const ask = async (key: string) => {
      const init = { method: 'POST', body: JSON.stringify({ ...settings, key }), signal: AbortSignal.timeout(4_000) }
      return (await fetch(url, init)).text()
    }
    expect(await ask('gone')).toBe('gone')
    const keys = ['a', 'b', 'c', 'd']
    const answers = await Promise.all(keys.map(ask))
    expect(answers).toEqual(keys.map((key) => JSON.stringify([key, 'hello'])))
  })
})
