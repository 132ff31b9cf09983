import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fetchPinnedPackages } from '../support/pinned-packages.ts'

const run = promisify(execFile)
const pinned = fileURLToPath(new URL('compilers', import.meta.url))
const own = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** Where each TypeScript is, by its version. The newest is the one that builds this package. */
export const compilers: Readonly<Record<string, string>> = {
  '5.9': `${pinned}/node_modules/typescript5`,
  '6.0': `${pinned}/node_modules/typescript6`,
  '7.0': `${own}/typescript`,
}

export const fetchCompilers = (): void => fetchPinnedPackages(pinned)

/** What a compiler prints: nothing when the program is sound. */
export async function compile(version: string, cwd: string, ...args: string[]): Promise<string> {
  const tsc = `${compilers[version]}/bin/tsc`
  const { stdout, stderr } = await run(process.execPath, [tsc, ...args], { cwd }).catch((error) => error)
  return stderr + stdout
}
