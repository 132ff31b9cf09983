import { delimiter, join } from 'node:path'

/** What decides where the browser comes from. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  /** What `/etc/os-release` says, where there is one. */
  readonly osRelease: string
  /** Where Playwright puts a Chromium of its own. */
  readonly playwrightPath: string
  readonly isThere: (path: string) => boolean
}

/** The browser that is there, or the commands that install one. */
export type ChromiumPlan = { readonly path: string } | { readonly install: readonly (readonly string[])[] }

const names = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * Which Chromium to use: the one that `CHROMIUM_PATH` names, one on the PATH, Playwright's own; else how to install one.
 *
 * @throws {Error} when `CHROMIUM_PATH` names a file that is not there.
 */
export function planChromium({ env, isRoot, osRelease, playwrightPath, isThere }: Machine): ChromiumPlan {
  const { CHROMIUM_PATH: named, PATH = '' } = env
  if (named) {
    if (!isThere(named)) throw new Error(`CHROMIUM_PATH is ${named}, and no such file is there`)
    return { path: named }
  }
  const folders = PATH.split(delimiter).filter((folder) => folder !== '')
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  const path = [...onPath, playwrightPath].find(isThere)
  if (path !== undefined) return { path }
  // Debian's relatives have another package by this name: Ubuntu's is a snap.
  const isDebian = /^ID=debian$/m.test(osRelease)
  if (!isRoot || !isDebian) return { install: [['npx', 'playwright', 'install', 'chromium']] }
  return {
    install: [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    ],
  }
}

/** The flags that Chromium is started with. Its sandbox does not work for root. */
export const chromiumFlags = (isRoot: boolean): string[] => [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
]
