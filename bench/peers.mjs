import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tests = new URL('../test/', import.meta.url)

/** A module of the tests, which are in TypeScript, that Node 20 does not run by itself. */
export async function loadFromTests(path) {
  const { runnerImport } = await import('vite')
  return (await runnerImport(fileURLToPath(new URL(path, tests)))).module
}

/** Fetches what `peers/package-lock.json` pins, unless it is there. */
export async function fetchPeers() {
  const { fetchPinnedPackages } = await loadFromTests('support/pinned-packages.ts')
  fetchPinnedPackages(fileURLToPath(new URL('peers', import.meta.url)))
}

/** The pinned binaries of the runtimes, fetched unless they are there. */
export async function fetchBinaries() {
  const { binaries, setup } = await loadFromTests('runtimes/binaries.ts')
  setup()
  return binaries
}

/** Makes a virtual environment with what `peers/requirements.txt` pins, unless it is there. Says why there is none. */
export function fetchPython(say) {
  const folder = fileURLToPath(new URL('peers/', import.meta.url))
  const marker = `${folder}venv/complete`
  if (existsSync(marker) && readFileSync(marker, 'utf8') === readFileSync(`${folder}requirements.txt`, 'utf8')) return
  const run = (program, ...args) => execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    run('python3', '-m', 'venv', '--clear', 'venv')
    run('venv/bin/pip', 'install', '--quiet', '-r', 'requirements.txt')
    copyFileSync(`${folder}requirements.txt`, marker)
  } catch (error) {
    say(`requests-cache cannot be had: ${error.message}`)
  }
}
