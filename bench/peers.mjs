import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = new URL('../', import.meta.url)
/** How the tests fetch what is pinned: in TypeScript, which Node 20 does not run by itself. */
const load = async (path) => (await runnerImport(fileURLToPath(new URL(path, root)))).module

/** Fetches what `peers/package-lock.json` pins, unless it is there. */
export async function fetchPeers() {
  const { fetchPinnedPackages } = await load('test/support/pinned-packages.ts')
  fetchPinnedPackages(fileURLToPath(new URL('peers', import.meta.url)))
}

/** The pinned binaries of the runtimes, fetched unless they are there. */
export async function fetchBinaries() {
  const { binaries, setup } = await load('test/runtimes/binaries.ts')
  setup()
  return binaries
}
