/** Conditions by which bundlers resolve, besides `import`, `require` and `default`. */
export const conditionSets = {
  wrangler: ['workerd', 'worker', 'browser'],
  // Next's webpack configuration for its edge runtime, webpack's own conditions for the web included.
  'Next edge': ['edge-light', 'worker', 'browser', 'module'],
  // Vercel's functions outside of Next know no 'worker'.
  'Vercel edge': ['edge-light', 'browser', 'module'],
  page: ['browser', 'module'],
  server: ['node', 'module'],
} as const

type Conditions = keyof typeof conditionSets | 'its own'
export type Bundler = 'esbuild' | 'rollup' | 'Vite'
export type Process = 'Node 20' | 'Node 22' | 'Node 24' | 'Deno' | 'Bun'

export interface Row {
  readonly resolver: Bundler | Process
  readonly conditions: Conditions
  readonly imported: string
  readonly required: string
}

const row = (
  resolver: Row['resolver'],
  conditions: Conditions,
  imported: string,
  required = `cjs/${imported}`,
): Row => ({
  resolver,
  conditions,
  imported,
  required,
})

/** Which file of `dist` each resolver takes for `dynadict`. */
export const exportsTable: readonly Row[] = [
  row('Node 20', 'its own', 'node.js'),
  row('Node 22', 'its own', 'node.js'),
  row('Node 24', 'its own', 'node.js'),
  // Deno's `require` resolves by the conditions of Node.
  row('Deno', 'its own', 'deno.js', 'cjs/node.js'),
  row('Bun', 'its own', 'bun.js'),
  ...(['esbuild', 'rollup', 'Vite'] as const).flatMap((bundler) => [
    row(bundler, 'its own', 'browser.js'),
    row(bundler, 'wrangler', 'worker.js'),
    row(bundler, 'Next edge', 'worker.js'),
    row(bundler, 'Vercel edge', 'worker.js'),
    row(bundler, 'page', 'browser.js'),
    row(bundler, 'server', 'node.js'),
  ]),
]
