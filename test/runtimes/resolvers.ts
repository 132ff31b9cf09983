import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { createServer } from 'vite'
import { binaries } from './binaries.ts'
import type { Row } from './exports-table.ts'

const run = promisify(execFile)

export interface Resolved {
  readonly imported: readonly (string | undefined)[]
  /** None, where the resolver knows no `require`. */
  readonly required?: readonly (string | undefined)[]
}

/** The files of specifiers, asked for from within a folder, by some conditions or by those of an empty configuration. */
type Resolve = (folder: string, specifiers: readonly string[], conditions?: readonly string[]) => Promise<Resolved>

const program = `
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const { resolve } = createRequire(import.meta.url)
const specifiers = process.argv.slice(2)
const imported = specifiers.map((name) => fileURLToPath(import.meta.resolve(name)))
console.log(JSON.stringify({ imported, required: specifiers.map((name) => resolve(name)) }))
`

const inProcess =
  (command: string, ...args: string[]): Resolve =>
  async (folder, specifiers) => {
    await writeFile(join(folder, 'resolve.mjs'), program)
    const env = { PATH: process.env.PATH, HOME: folder }
    const { stdout } = await run(command, [...args, 'resolve.mjs', ...specifiers], { cwd: folder, env })
    return JSON.parse(stdout)
  }

const byEsbuild: Resolve = async (folder, specifiers, conditions) => {
  const imported: string[] = []
  const required: string[] = []
  await build({
    stdin: { contents: '' },
    write: false,
    ...(conditions ? { platform: 'neutral', conditions: [...conditions] } : {}),
    plugins: [
      {
        name: 'ask',
        setup({ onStart, resolve }) {
          onStart(async () => {
            for (const name of specifiers) {
              imported.push((await resolve(name, { kind: 'import-statement', resolveDir: folder })).path)
              required.push((await resolve(name, { kind: 'require-call', resolveDir: folder })).path)
            }
          })
        },
      },
    ],
  })
  return { imported, required }
}

const byRollup: Resolve = async (folder, specifiers, conditions) => {
  const imported: (string | undefined)[] = []
  const required: (string | undefined)[] = []
  const importer = join(folder, 'importer.js')
  await rollup({
    input: 'virtual',
    plugins: [
      {
        name: 'ask',
        resolveId: (id) => (id === 'virtual' ? id : null),
        load: (id) => (id === 'virtual' ? '' : null),
        async buildStart() {
          for (const name of specifiers) {
            const custom = { 'node-resolve': { isRequire: true } }
            imported.push((await this.resolve(name, importer))?.id)
            required.push((await this.resolve(name, importer, { custom }))?.id)
          }
        },
      },
      nodeResolve({ rootDir: folder, ...(conditions && { exportConditions: [...conditions] }) }),
    ],
  })
  return { imported, required }
}

const byVite: Resolve = async (folder, specifiers, conditions) => {
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    ...(conditions && { resolve: { conditions: [...conditions] } }),
  })
  const { pluginContainer } = server.environments.client
  const ask = async (name: string) => (await pluginContainer.resolveId(name, join(folder, 'importer.js')))?.id
  try {
    return { imported: await Promise.all(specifiers.map(ask)) }
  } finally {
    await server.close()
  }
}

export const resolvers: Readonly<Record<Row['resolver'], Resolve>> = {
  'Node 20': inProcess(binaries.node20),
  'Node 22': inProcess(binaries.node22),
  'Node 24': inProcess(binaries.node24),
  Deno: inProcess(binaries.deno, 'run', '--allow-read'),
  Bun: inProcess(binaries.bun, 'run'),
  esbuild: byEsbuild,
  rollup: byRollup,
  Vite: byVite,
}
