import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { fromFolder } from '../runtimes/package-folder.ts'
import { newConsumerFolder } from '../support/consumer-folder.ts'

const entry = fileURLToPath(new URL('page-main.ts', import.meta.url))

/** The pages, by how each comes to the package: by a bundler, or as a module of its own. */
export const pages = { bundled: 'bundled.html', minified: 'minified.html' } as const

const html = (head: string, script: string) =>
  `<!doctype html><html><head><meta charset="utf-8">${head}<script type="module" src="${script}"></script></head></html>`

/** Leaves the package itself to the page's import map; its other entries are bundled. */
const asModule: Plugin = {
  name: 'as-module',
  setup: (context) => context.onResolve({ filter: /^dynadict$/ }, ({ path }) => ({ path, external: true })),
}

/** A folder with the packed tarball installed and two pages with the suites, to be served over HTTP. */
export async function newPageFolder(): Promise<string> {
  const folder = await newConsumerFolder()
  const common = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' } as const
  const entryPoints = [entry]
  await build({
    ...common,
    entryPoints,
    outfile: join(folder, 'bundled.js'),
    conditions: ['browser'],
    plugins: [fromFolder(folder)],
  })
  await build({
    ...common,
    entryPoints,
    outfile: join(folder, 'minified.js'),
    conditions: ['browser'],
    plugins: [asModule, fromFolder(folder)],
  })
  await cp(join(folder, 'node_modules/dynadict/dist/browser.min.js'), join(folder, 'browser.min.js'))
  const imports = JSON.stringify({ imports: { dynadict: '/browser.min.js' } })
  await writeFile(join(folder, pages.bundled), html('', 'bundled.js'))
  await writeFile(join(folder, pages.minified), html(`<script type="importmap">${imports}</script>`, 'minified.js'))
  return folder
}
