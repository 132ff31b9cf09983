import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const quiet = ['--no-audit', '--no-fund', '--prefer-offline']

interface Packed {
  /** The tarball. */
  readonly path: string
  /** What is in it. */
  readonly files: readonly string[]
}

/** Packs the package as `npm publish` would, into a folder. */
export async function pack(folder: string): Promise<Packed> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder, ...quiet], { cwd: root })
  const [{ filename, files }] = JSON.parse(stdout)
  return { path: join(folder, filename), files: files.map(({ path }: { path: string }) => path) }
}

/** A new folder with the packed tarball installed, and the packages beside it in the versions of this repository. */
export async function newConsumerFolder(...packages: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dynadict-consumer-'))
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const { path } = await pack(folder)
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const versions = packages.map((name) => `${name}@${devDependencies[name]}`)
  await run('npm', ['install', path, ...versions, ...quiet], { cwd: folder })
  return folder
}
