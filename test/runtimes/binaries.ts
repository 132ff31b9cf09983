import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fetchPinnedPackages } from '../support/pinned-packages.ts'

const folder = fileURLToPath(new URL('binaries', import.meta.url))
const bin = (path: string) => `${folder}/node_modules/${path}`

export const binaries = {
  node20: bin('node20/bin/node'),
  node22: bin('node22/bin/node'),
  node24: bin('node24/bin/node'),
  deno: bin('@deno/linux-x64-glibc/deno'),
  bun: bin('@oven/bun-linux-x64/bin/bun'),
  workerd: bin('@cloudflare/workerd-linux-64/bin/workerd'),
} as const

/** Before all suites: fetches the pinned binaries unless they are there. They are built for Linux on x64. */
export function setup(): void {
  fetchPinnedPackages(folder)
  const missing = Object.entries(binaries).filter(([, path]) => !existsSync(path))
  if (missing.length > 0) throw new Error(`runtimes are missing: ${missing.map(([name]) => name).join(', ')}`)
}
