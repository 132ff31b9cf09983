import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const programs = new URL('../node/programs/', import.meta.url)

/** Makes one file of a program in `test/node/programs`, which any Node runs as it is. */
export async function bundleProgram(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'dynadict-program-'))
  const path = join(folder, 'program.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL(name, programs))],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@aws-sdk/*'],
    logLevel: 'error',
  })
  // Where the AWS SDK is found.
  await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'), 'junction')
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}
