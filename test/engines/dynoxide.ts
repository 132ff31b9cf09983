import { fileURLToPath } from 'node:url'
import { fetchPinnedPackages } from '../support/pinned-packages.ts'
import { type EngineProcess, startProcess } from './engine-process.ts'

const folder = fileURLToPath(new URL('dynoxide', import.meta.url))
const binary = `${folder}/node_modules/@dynoxide/linux-x64/dynoxide`

/** The engine in Rust. Without a path to a database it is in memory. */
export async function startDynoxide(port?: number): Promise<EngineProcess> {
  const platform = `${process.platform}-${process.arch}`
  if (platform !== 'linux-x64') throw new Error(`dynoxide is pinned for linux-x64, and this is ${platform}`)
  fetchPinnedPackages(folder)
  return startProcess('dynoxide', binary, (free) => ['serve', '--port', `${free}`], port)
}
