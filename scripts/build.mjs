/** Builds `dist`: JavaScript by rollup, declarations by tsc, and for CommonJS a copy of them with a package.json of its own. */

import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const run = (command, ...args) =>
  execFileSync(process.execPath, [`node_modules/${command}`, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })

process.chdir(new URL('..', import.meta.url).pathname)
rmSync('dist', { recursive: true, force: true })
run('typescript/bin/tsc', '-p', 'tsconfig.build.json')
nameDisposableLibrary('dist/types')
run('rollup/dist/bin/rollup', '-c', '--silent')
cpSync('dist/types', 'dist/cjs/types', { recursive: true })
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n')

/** Programs compiled without ESNext have no `Symbol.asyncDispose`. (In the sources JSR allows no such directive.) */
function nameDisposableLibrary(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue
    const text = readFileSync(`${folder}/${name}`, 'utf8')
    if (text.includes('Symbol.asyncDispose'))
      writeFileSync(`${folder}/${name}`, `/// <reference lib="esnext.disposable" />\n${text}`)
  }
}
