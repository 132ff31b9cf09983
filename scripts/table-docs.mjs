/**
 * Runs the programs in docs/table.md, and writes what they print into the blocks that follow them: `npm run docs:table`.
 * With `--check` nothing is written, and a block that is not current is a failure. Programs without such a block need a
 * table, and so run with `--check` only, for which an engine and credentials are in the environment.
 */

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const isCheck = process.argv.includes('--check')
process.chdir(new URL('..', import.meta.url).pathname)
const file = 'docs/table.md'
const page = readFileSync(file, 'utf8')

let programs = 0
const program = /^```js\n([\s\S]*?)^```\n(?:\n```(json|hcl|ts|sh)\n([\s\S]*?)^```\n)?/gm
const current = page.replace(program, (whole, source, language) => {
  if (!language && !isCheck) return whole
  programs++
  // 'dynadict' is this package itself, as built.
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8' })
  if (!language) return whole
  return `\`\`\`js\n${source}\`\`\`\n\n\`\`\`${language}\n${printed.trimEnd()}\n\`\`\`\n`
})

const isCurrent = current === page
if (!isCheck) writeFileSync(file, current)
console.log(`${file}: ${programs} programs ran; what they print was ${isCurrent ? '' : 'not '}current`)
process.exitCode = isCurrent || !isCheck ? 0 : 1
