import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { TestProject } from 'vitest/node'
import { newConsumerFolder } from '../support/consumer-folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    packageFolder: string
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const common = { bundle: true, target: 'es2022', logLevel: 'error' } as const

/**
 * Before all suites: makes a folder with the packed tarball installed, as a user has it, and the suites beside it, ready
 * to run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await newConsumerFolder('@aws-sdk/client-dynamodb')
  project.provide('packageFolder', folder)
  // The package itself stays outside of the bundle: the runtime resolves it by its own conditions.
  const programs = [
    ['suites.mjs', 'process-main.ts', 'esm'],
    ['suites.cjs', 'process-main.ts', 'cjs'],
    ['served-on.mjs', 'served-on-main.ts', 'esm'],
  ] as const
  for (const [name, source, format] of programs) {
    const entryPoints = [join(root, 'test/runtimes', source)]
    await build({ ...common, format, entryPoints, outfile: join(folder, name), external: ['dynadict'] })
  }
  // workerd has no resolution of its own; wrangler bundles by these conditions.
  const workers = {
    worker: 'test/runtimes/worker-main.ts',
    'served-on-worker': 'test/runtimes/served-on-main.ts',
    'shared-worker': 'test/runtimes/shared-worker-main.ts',
  }
  for (const [name, source] of Object.entries(workers)) {
    await build({
      ...common,
      format: 'esm',
      entryPoints: [join(root, source)],
      outfile: join(folder, `${name}.mjs`),
      conditions: ['workerd', 'worker', 'browser'],
      plugins: [fromFolder(folder)],
    })
  }
  return () => rm(folder, { recursive: true, force: true })
}

/** Resolves the package from where it is installed, by its exports, and not from this repository. */
export const fromFolder = (folder: string): Plugin => ({
  name: 'from-folder',
  setup(context) {
    context.onResolve({ filter: /^dynadict($|\/)/ }, ({ path, pluginData, kind }) =>
      pluginData === 'resolved'
        ? undefined
        : context.resolve(path, { resolveDir: folder, kind, pluginData: 'resolved' }),
    )
  },
})
