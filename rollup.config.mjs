import { readFileSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import esbuild, { minify } from 'rollup-plugin-esbuild'

const runtimes = ['node', 'worker', 'deno', 'bun', 'browser']
const entries = ['serializers', 'structured', 'table', 'tools', 'vacuum']
const input = Object.fromEntries([
  ...runtimes.map((name) => [name, `src/runtimes/${name}.ts`]),
  ...entries.map((name) => [name, `src/entries/${name}.ts`]),
])
const external = ['aws4fetch', '@aws-sdk/client-dynamodb', '@aws-sdk/credential-provider-node']
// devalue is an ES module only, which not everything that loads CommonJS can load: for that it goes into the build.
const esmOnly = ['devalue']
const plugins = [esbuild({ target: 'es2022', tsconfig: 'tsconfig.json' })]

// What all runtimes load at first is one chunk, so that no class exists twice in one program. What is imported when it is
// needed is a chunk of its own, and so is what only such chunks or the other entries need.
const isRuntime = /src[\\/]runtimes[\\/]/
const isOwn = /src[\\/](runtimes[\\/]|transports[\\/](aws-sdk|closing|is-missing|provider-chain)\.ts)/
// Values above a kilobyte: what compresses, writes and reads them is needed together.
const isOfLargeValues =
  /src[\\/]core[\\/](parallel|sha256|concat|dict[\\/](blob-|chunk|fit|gzip|pieces|readers|serializers[\\/](envelope|gzip)))/
const isOfChanges = /dict[\\/](changes|conditions|lost-answer|delete-item|patch)/
// What sessions load with their first request, and the methods of a cache with their first call.
const isCachedFetch = /src[\\/]core[\\/]http[\\/]cached-fetch\.ts$/
const isLoadedWith = (root, id, getModuleInfo, seen = new Set()) =>
  root.test(id) ||
  getModuleInfo(id).importers.some(
    (importer) => !seen.has(importer) && isLoadedWith(root, importer, getModuleInfo, seen.add(importer)),
  )
const output = {
  sourcemap: true,
  chunkFileNames: '[name].js',
  // A bare import of a package without side effects makes bundlers warn.
  hoistTransitiveImports: false,
  manualChunks: (id, { getModuleInfo }) => {
    if (isOwn.test(id)) return undefined
    if (isLoadedWith(isRuntime, id, getModuleInfo)) return 'shared'
    // By name, or it would become a part of what needs it for large values.
    if (isOfChanges.test(id)) return 'changes'
    if (isOfLargeValues.test(id)) return 'large'
    return isLoadedWith(isCachedFetch, id, getModuleInfo) ? 'http' : undefined
  },
}

// The program of the command line, which takes the library as programs do. It loads at first what reads a command line, and
// with a command that one by itself, and what several need.
const isOfLibrary = /src[\\/](?:runtimes|entries)[\\/](\w+)\.ts$/
const isMain = /src[\\/]cli[\\/]main\.ts$/
const program = {
  dir: 'dist',
  format: 'es',
  sourcemap: true,
  banner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
  chunkFileNames: 'cli/[name].js',
  hoistTransitiveImports: false,
  paths: (id) => (isOfLibrary.test(id) ? `./${isOfLibrary.exec(id)[1]}.js` : id),
  manualChunks: (id, { getModuleInfo }) => {
    if (getModuleInfo(id).importers.length === 0) return undefined
    return isLoadedWith(isMain, id, getModuleInfo) ? 'program' : 'common'
  },
}

const licence = (name) => `/*! ${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim()}\n*/`
const banner = ({ moduleIds }) =>
  esmOnly
    .filter((name) => moduleIds.some((id) => id.includes(`node_modules/${name}/`)))
    .map(licence)
    .join('\n')

// Rollup takes a parameter for constant when every call that it sees hands in the same value, and does not see the calls of
// what is imported by `import()`. What is not needed is left out by the bundlers of those who use it.
const treeshake = false

/** A module for each runtime, as ESM and as CommonJS, one for pages without a bundler, and the program. */
export default [
  { input, treeshake, external: [...external, ...esmOnly], plugins, output: { ...output, dir: 'dist', format: 'es' } },
  {
    input,
    treeshake,
    external,
    plugins: [nodeResolve({ resolveOnly: esmOnly }), ...plugins],
    output: { ...output, banner, dir: 'dist/cjs', format: 'cjs' },
  },
  {
    input: 'src/runtimes/browser.ts',
    treeshake,
    plugins: [nodeResolve(), ...plugins, minify({ target: 'es2022' })],
    output: { file: 'dist/browser.min.js', format: 'es', sourcemap: true, inlineDynamicImports: true },
  },
  {
    input: { cli: 'src/cli/main.ts' },
    treeshake,
    external: [isOfLibrary, /^node:/, 'dynalite'],
    plugins,
    output: program,
  },
]
