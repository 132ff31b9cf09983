/**
 * Builds, checks and tests: `npm test`. Each step is a process of its own; the last line is the sum over all suites. A step
 * that fails without having counted a test counts as one failure, so nothing fails unseen.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const results = mkdtempSync(join(tmpdir(), 'dynadict-results-'))
/** A step that runs vitest, and how many of its tests passed and failed. */
function suite(name, config) {
  const file = join(results, `${name}.json`)
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  return {
    name,
    command: ['npx', 'vitest', 'run', '--config', config, ...reporters],
    counts: () => {
      const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'))
      return { passed: numPassedTests, failed: numFailedTests }
    },
  }
}

/** A step that runs Playwright. A test that was skipped has not passed, nor has one that passed another time. */
function browser(name) {
  const file = join(results, `${name}.json`)
  return {
    name,
    command: ['npx', 'playwright', 'test', '--reporter=dot,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    counts: () => {
      const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(file, 'utf8')).stats
      return { passed: expected, failed: unexpected + flaky + skipped }
    },
  }
}

/** A step that measures ratios to peers, each of which counts as a test. */
function bench(name) {
  const file = join(results, `${name}.json`)
  return {
    name,
    command: ['node', 'bench/check.mjs', '--output', file],
    counts: () => JSON.parse(readFileSync(file, 'utf8')),
  }
}

const steps = [
  { name: 'build', command: ['npm', 'run', 'build', '--silent'] },
  { name: 'check', command: ['npm', 'run', 'check', '--silent'] },
  suite('node', 'vitest.config.ts'),
  suite('runtimes', 'vitest.runtimes.config.ts'),
  browser('browser'),
  bench('bench'),
]

let passed = 0
let failed = 0
for (const { name, command, env, counts } of steps) {
  console.log(`\n${name}: ${command.slice(0, 3).join(' ')}`)
  const [program, ...args] = command
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  const counted = read(counts)
  passed += counted.passed
  failed += counted.failed
  if (status !== 0 && counted.failed === 0) failed++
  if (status !== 0) break
}
rmSync(results, { recursive: true })
if (passed === 0) failed++
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function read(counts) {
  try {
    return counts?.() ?? { passed: 0, failed: 0 }
  } catch {
    return { passed: 0, failed: 1 } // the step ended before it had written its results
  }
}
