import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const quiet = ['--no-audit', '--no-fund', '--prefer-offline']

/** A folder with the packed tarball installed, as a user has it, and the suites beside it, ready to run. */
export async function newPackageFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dynadict-runtimes-'))
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder, ...quiet], { cwd: root })
  const tarball = join(folder, JSON.parse(stdout)[0].filename)
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const sdk = '@aws-sdk/client-dynamodb'
  await run('npm', ['install', tarball, `${sdk}@${devDependencies[sdk]}`, ...quiet], { cwd: folder })
  const common = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' } as const
  // The package itself stays outside of the bundle: the runtime resolves it by its own conditions.
  const programs = { main: 'test/runtimes/process-main.ts', 'served-on': 'test/runtimes/served-on-main.ts' }
  for (const [name, source] of Object.entries(programs)) {
    await build({
      ...common,
      entryPoints: [join(root, source)],
      outfile: join(folder, `${name}.mjs`),
      external: ['dynadict'],
    })
  }
  // workerd has no resolution of its own; wrangler bundles by these conditions.
  const workers = {
    worker: 'test/runtimes/worker-main.ts',
    'served-on-worker': 'test/runtimes/served-on-main.ts',
    'shared-worker': 'test/runtimes/shared-worker-main.ts',
    'example-worker': 'examples/cloudflare-worker/src/index.js',
  }
  for (const [name, source] of Object.entries(workers)) {
    await build({
      ...common,
      entryPoints: [join(root, source)],
      outfile: join(folder, `${name}.mjs`),
      conditions: ['workerd', 'worker', 'browser'],
      plugins: [fromFolder(folder)],
    })
  }
  return folder
}

/** Resolves the package from where it is installed, by its exports, and not from this repository. */
const fromFolder = (folder: string): Plugin => ({
  name: 'from-folder',
  setup(context) {
    context.onResolve({ filter: /^dynadict$/ }, ({ path, pluginData, kind }) =>
      pluginData === 'resolved'
        ? undefined
        : context.resolve(path, { resolveDir: folder, kind, pluginData: 'resolved' }),
    )
  },
})
