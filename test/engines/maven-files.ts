import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * The files that the `pom.xml` of a folder asks for, by Maven unless they are there. They are those that
 * `checksums.sha256` lists, whatever Maven's settings name as the source.
 */
export async function fetchMavenFiles(folder: string): Promise<string[]> {
  const list = (await readFile(join(folder, 'checksums.sha256'), 'utf8')).trimEnd().split('\n')
  const pinned = list.map((line) => {
    const [checksum = '', name = ''] = line.split('  ')
    return { checksum, path: join(folder, 'target/dependency', name) }
  })
  if (!pinned.every(({ path }) => existsSync(path))) await copyDependencies(folder)
  for (const { path, checksum } of pinned) {
    const content = await readFile(path)
    if (createHash('sha256').update(content).digest('hex') !== checksum)
      throw new Error(`${path} is not the file that checksums.sha256 pins; delete it to have it fetched again`)
  }
  return pinned.map(({ path }) => path)
}

async function copyDependencies(folder: string): Promise<void> {
  const args = ['--batch-mode', '--quiet', '--file', join(folder, 'pom.xml'), 'dependency:copy-dependencies']
  await promisify(execFile)('mvn', args).catch(({ code, stdout }) => {
    const reason = code === 'ENOENT' ? "there is no 'mvn' on the PATH" : stdout
    throw new Error(`Maven could not fetch what ${folder} pins: ${reason}`)
  })
}
