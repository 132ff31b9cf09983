/**
 * Runs the suites in one runtime: `npm run test:deno`. The names of its tests begin with what is passed here. Vitest
 * finds it no failure when none of them does; this does.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const [runtime] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'dynadict-results-'))
const results = join(folder, 'results.json')
const vitest = ['vitest', 'run', '--config', 'vitest.runtimes.config.ts', 'test/runtimes/conformance']
const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${results}`]
const { status } = spawnSync('npx', [...vitest, '-t', `^${runtime}( |$)`, ...reporters], { stdio: 'inherit' })
const { numPassedTests } = status === 0 ? JSON.parse(readFileSync(results, 'utf8')) : { numPassedTests: 0 }
rmSync(folder, { recursive: true })
if (status === 0 && numPassedTests === 0) console.log(`no test is named for '${runtime}'`)
process.exitCode = numPassedTests > 0 ? 0 : 1
