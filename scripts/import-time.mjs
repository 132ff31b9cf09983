/**
 * Measures how long importing the Node entry takes, before the AWS SDK is loaded, above importing an empty module:
 * `npm run import-time`. Above the limit is a failure.
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const limitMs = 15
const rounds = 15
const folder = mkdtempSync(join(tmpdir(), 'dynadict-import-'))
const empty = join(folder, 'empty.mjs')
writeFileSync(empty, '')
const urls = { entry: new URL('../dist/node.js', import.meta.url).href, empty: pathToFileURL(empty).href }

/** Milliseconds of one import, in a process of its own. */
function importMs(url) {
  const program = `const start = performance.now(); await import('${url}'); console.log(performance.now() - start)`
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }))
}

// By turns, and the least of each: other work on the machine only adds to it.
const times = { entry: [], empty: [] }
for (let round = 0; round < rounds; round++)
  for (const name of ['entry', 'empty']) times[name].push(importMs(urls[name]))
rmSync(folder, { recursive: true })

const [entryMs, emptyMs] = [Math.min(...times.entry), Math.min(...times.empty)]
const aboveMs = entryMs - emptyMs
console.log(
  `importing dist/node.js: ${entryMs.toFixed(1)} ms, an empty module: ${emptyMs.toFixed(1)} ms; ` +
    `${aboveMs.toFixed(1)} ms above it (limit ${limitMs}), ratio ${(entryMs / emptyMs).toFixed(1)}; ` +
    `the least of ${rounds} processes each`,
)
process.exitCode = aboveMs <= limitMs ? 0 : 1
