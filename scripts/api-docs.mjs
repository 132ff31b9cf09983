/**
 * Makes the API reference of the declarations in `dist`, in the folder `api`: `npm run docs:api`. With `--json <file>` it writes
 * what it has read into that file instead, for the tests.
 *
 * TypeDoc reads TypeScript by a compiler in JavaScript, which TypeScript 7 is not: `scripts/typedoc` pins both.
 */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const { json } = parseArgs({ options: { json: { type: 'string' } } }).values

const { module } = await runnerImport(path('../test/support/pinned-packages.ts'))
module.fetchPinnedPackages(path('typedoc'))

const typedoc = path('typedoc/node_modules/typedoc/bin/typedoc')
const output = json ? ['--json', json] : ['--out', path('../api')]
const { status } = spawnSync(process.execPath, [typedoc, '--options', path('typedoc/typedoc.json'), ...output], {
  cwd: path('typedoc'),
  stdio: 'inherit',
})
process.exitCode = status ?? 1
