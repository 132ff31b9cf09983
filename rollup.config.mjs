import nodeResolve from '@rollup/plugin-node-resolve'
import esbuild, { minify } from 'rollup-plugin-esbuild'

const runtimes = ['node', 'worker', 'deno', 'bun', 'browser']
const input = Object.fromEntries(runtimes.map((name) => [name, `src/runtimes/${name}.ts`]))
const external = ['aws4fetch', '@aws-sdk/client-dynamodb']
const plugins = [esbuild({ target: 'es2022', tsconfig: 'tsconfig.json' })]

// What runtimes share is one chunk, so that no class exists twice in one program. What is imported when it is needed is a chunk
// of its own, and so is the order of keys, which only those need.
const isOwn = /src[\\/](runtimes[\\/]|transports[\\/]aws-sdk\.ts|core[\\/]utf8-order\.ts)/
const output = {
  sourcemap: true,
  chunkFileNames: '[name].js',
  manualChunks: (id, { getModuleInfo }) =>
    isOwn.test(id) || getModuleInfo(id)?.dynamicImporters.length ? undefined : 'shared',
}

/** A module for each runtime, as ESM and as CommonJS, and one for pages without a bundler. */
export default [
  { input, external, plugins, output: { ...output, dir: 'dist', format: 'es' } },
  { input, external, plugins, output: { ...output, dir: 'dist/cjs', format: 'cjs' } },
  {
    input: 'src/runtimes/browser.ts',
    plugins: [nodeResolve(), ...plugins, minify({ target: 'es2022' })],
    output: { file: 'dist/browser.min.js', format: 'es', sourcemap: true, inlineDynamicImports: true },
  },
]
