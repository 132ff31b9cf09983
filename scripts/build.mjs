/** Builds `dist`: JavaScript by rollup, declarations by tsc, and for CommonJS a copy of them with a package.json of its own. */

import { execFileSync } from 'node:child_process'
import { cpSync, rmSync, writeFileSync } from 'node:fs'

const run = (command, ...args) =>
  execFileSync(process.execPath, [`node_modules/${command}`, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })

process.chdir(new URL('..', import.meta.url).pathname)
rmSync('dist', { recursive: true, force: true })
run('typescript/bin/tsc', '-p', 'tsconfig.build.json')
run('rollup/dist/bin/rollup', '-c', '--silent')
cpSync('dist/types', 'dist/cjs/types', { recursive: true })
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n')
