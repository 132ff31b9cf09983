import { readFileSync } from 'node:fs'
import { markdown } from './report/table.mjs'

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** What is measured, in which version, by the files that pin it. */
export function versionsTable() {
  const lock = JSON.parse(read('../package-lock.json')).packages
  const locked = (name) => [name, lock[`node_modules/${name}`].version]
  const python = [...read('peers/requirements.txt').matchAll(/^(\S+)==(\S+)$/gm)].map(([, name, version]) => [
    name,
    version,
  ])
  const rows = [
    ['dynadict', JSON.parse(read('../package.json')).version],
    ...['aws4fetch', 'http-cache-semantics'].map(locked),
    ...pinned('peers/package.json'),
    ...python,
    ...pinned('../test/engines/dynoxide/package.json'),
    locked('dynalite'),
    ...pinned('../test/runtimes/binaries/package.json').filter(([name]) => name.includes('workerd')),
  ]
  return markdown(['package', 'version'], rows)
}

const pinned = (path) => Object.entries(JSON.parse(read(path)).dependencies)
