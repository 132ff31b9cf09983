import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import type * as lib from '../../../src/runtimes/node.ts'
import type { TestResult } from '../collect.ts'
import { limits } from '../limits.ts'
import { withWorkerd } from '../workerd.ts'
import { all, only } from './names.ts'

type Connection = Pick<lib.ConnectionOptions, 'region' | 'credentials' | 'transport'>
type TransportName = 'sigv4' | 'aws-sdk'

const harnessOf = (transport: TransportName) => ({
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

/** Runs the tests in a runtime that is a process of its own, started by what is passed last. */
export function conformsInProcess(
  runtime: string,
  names: readonly string[],
  transport: TransportName,
  [command, ...args]: readonly [string, ...string[]],
): void {
  conforms(runtime, names, async () => {
    const folder = inject('packageFolder')
    const harness = JSON.stringify({ ...harnessOf(transport), hasRfcSuites: names === all, only })
    const child = spawn(command, [...args, harness], {
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
  })
}

/** Runs the tests in workerd, each in a request of its own. */
export function conformsInWorkerd(runtime: string, names: readonly string[], flags: readonly string[] = []): void {
  const harness = harnessOf('sigv4')
  conforms(runtime, names, () =>
    withWorkerd({ folder: inject('packageFolder'), module: 'worker.mjs', flags }, async (url) => {
      const results: TestResult[] = []
      for (const name of names) {
        const response = await fetch(url, { method: 'POST', body: JSON.stringify({ harness, name }) })
        const text = await response.text()
        results.push(response.ok ? JSON.parse(text) : { name, error: text })
      }
      return results
    }),
  )
}

/** All have run before the first is reported. */
function conforms(runtime: string, names: readonly string[], run: () => Promise<readonly TestResult[]>): void {
  describe.runIf(names.length > 0)(runtime, () => {
    const results = new Map<string, TestResult>()

    beforeAll(async () => {
      for (const result of await run()) results.set(result.name, result)
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
}
