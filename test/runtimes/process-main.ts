/** Runs the suites in Node, Deno or Bun, and prints a line of JSON for each test. */

import * as lib from 'dynadict'
import { rfcSuites } from '../suites/index.ts'
import { collectTests, runTest } from './collect.ts'
import * as serializers from './serializers.ts'

async function main() {
  const { hasRfcSuites, only, ...harness } = JSON.parse(process.argv.at(-1) ?? '{}')
  for (const test of collectTests({ ...harness, lib, serializers }, hasRfcSuites ? rfcSuites : {}))
    if (test.name.includes(only)) console.log(JSON.stringify(await runTest(test)))
  process.exit(0)
}

main()
