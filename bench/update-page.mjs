import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { withFigures } from './report/page.mjs'

const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))

/** Writes figures into docs/benchmarks.md, by section, and when and on what they were had. */
export function updatePage(sections, { node, engine }) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  const [{ model }] = cpus()
  const day = new Date().toISOString().slice(0, 10)
  const where = `${day}, Node.js ${version}, engine: ${engine}, ${availableParallelism()} × ${model}`
  let page = readFileSync(file, 'utf8')
  for (const [name, figures] of Object.entries(sections)) page = withFigures(page, name, `_${where}_\n\n${figures}`)
  writeFileSync(file, page)
}
