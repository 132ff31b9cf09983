import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Fetches what the lock file of a folder pins, unless those versions are there. */
export function fetchPinnedPackages(folder: string): void {
  if (!isComplete(folder))
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

function isComplete(folder: string): boolean {
  const installed = versionsIn(join(folder, 'node_modules/.package-lock.json'))
  return Object.entries(versionsIn(join(folder, 'package-lock.json'))).every(
    ([path, version]) => path === '' || (installed[path] === version && existsSync(join(folder, path))),
  )
}

/** Versions by the paths of packages, without those for other platforms. */
function versionsIn(lockFile: string): Record<string, string> {
  if (!existsSync(lockFile)) return {}
  const { packages }: { packages: Record<string, { version: string; optional?: boolean }> } = JSON.parse(
    readFileSync(lockFile, 'utf8'),
  )
  const needed = Object.entries(packages).filter(([, { optional }]) => !optional)
  return Object.fromEntries(needed.map(([path, { version }]) => [path, version]))
}
