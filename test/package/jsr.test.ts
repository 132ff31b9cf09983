import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { packageVersion } from '../../src/core/http/tools/export-har.ts'

const read = async (name: string) => JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), 'utf8'))
const npm = await read('package.json')
const jsr = await read('jsr.json')

test('JSR is given the version, the license and the dependencies of package.json', () => {
  expect(jsr.version).toBe(npm.version)
  expect(jsr.license).toBe(npm.license)
  const dependencies = Object.entries({ ...npm.dependencies, ...npm.peerDependencies })
  expect(jsr.imports).toEqual(Object.fromEntries(dependencies.map(([name, range]) => [name, `npm:${name}@${range}`])))
})

test('JSR is given the subpaths of package.json, by their sources', () => {
  const subpaths = Object.keys(npm.exports).filter((name) => name !== '.' && name !== './package.json')
  const folderOf = (name: string) => (npm.exports[name].import.types.includes('/entries/') ? 'entries' : 'runtimes')
  const sources = Object.fromEntries(subpaths.map((name) => [name, `./src/${folderOf(name)}/${name.slice(2)}.ts`]))
  expect(jsr.exports).toEqual({ '.': './src/runtimes/deno.ts', ...sources })
})

test('HTTP Archives are told the version of package.json', () => {
  expect(packageVersion).toBe(npm.version)
})
