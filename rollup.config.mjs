import esbuild from 'rollup-plugin-esbuild'

const input = { node: 'src/runtimes/node.ts' }
const plugins = [esbuild({ target: 'es2022', tsconfig: 'tsconfig.json' })]
const external = ['aws4fetch', '@aws-sdk/client-dynamodb']

/** One module for each runtime, as ESM and as CommonJS; what they share is a chunk, so that no class exists twice. */
export default [
  {
    input,
    plugins,
    external,
    output: { dir: 'dist', format: 'es', sourcemap: true, chunkFileNames: 'chunks/[name]-[hash].js' },
  },
  {
    input,
    plugins,
    external,
    output: { dir: 'dist/cjs', format: 'cjs', sourcemap: true, chunkFileNames: 'chunks/[name]-[hash].js' },
  },
]
