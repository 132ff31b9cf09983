/**
 * Measures what programs get once they are bundled: `npm run sizes`. Tables of the sizes that have limits, of all that
 * each runtime's build exports, and of the sources that take the most. A size above its limit is a failure.
 *
 * What has a limit is what a page loads at first. What it loads when it is needed (a table that is made, batches) stands
 * beside it; a bundler that does not split code puts both into one.
 */

import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const limited = [
  { names: ['DynamoDbDict'], wantedKb: 8, limitKb: 12 },
  { names: ['DynamoDbDict', 'CachedSession'], wantedKb: 16, limitKb: 20 },
]
const runtimes = ['node', 'worker', 'deno', 'bun', 'browser']

const sizes = []
for (const { names, wantedKb, limitKb } of limited) {
  const { minified, gzipped, onDemand } = await measure('dist/browser.js', names)
  sizes.push({ what: names.join(' + '), minified, gzipped, wanted: wantedKb * 1_024, limit: limitKb * 1_024, onDemand })
}
print('From dist/browser.js, in bytes', sizes)

const builds = []
for (const name of runtimes) {
  const { minified, gzipped, onDemand } = await measure(`dist/${name}.js`)
  builds.push({ what: `dist/${name}.js`, minified, gzipped, onDemand })
}
print("All that each runtime's build exports, without the AWS SDK", builds)

// The build is one chunk, so what takes the most is seen in the sources.
for (const { names } of limited) {
  const { inputs } = await measure('src/runtimes/browser.ts', names)
  const sources = Object.entries(inputs)
    .map(([path, { bytesInOutput }]) => ({ what: sourceName(path), minified: bytesInOutput }))
    .sort((a, b) => b.minified - a.minified)
  print(`The largest sources of ${names.join(' + ')}`, sources.slice(0, 12))
}

for (const { what, gzipped, limit } of sizes) {
  if (gzipped <= limit) continue
  console.log(`\n${what}: ${gzipped} bytes gzipped are above the limit of ${limit}`)
  process.exitCode = 1
}

/** Bundles some names from a module, or all, as a program would, and weighs the result. */
async function measure(module, names) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export ${names ? `{ ${names.join(', ')} }` : '*'} from './${module}'`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['@aws-sdk/*', 'node:*'],
    // The signer's comes to 110 bytes, and is no code.
    legalComments: 'none',
    metafile: true,
    write: false,
    splitting: true,
    outdir: root,
  })
  const weigh = (files) => {
    const contents = files.map((file) => outputFiles.find(({ path }) => path.endsWith(file)).contents)
    return {
      minified: contents.reduce((sum, { length }) => sum + length, 0),
      gzipped: contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0),
    }
  }
  const files = Object.keys(metafile.outputs)
  const first = reachedAtFirst(metafile.outputs)
  const inputs = first.map((file) => metafile.outputs[file].inputs)
  const onDemand = weigh(files.filter((file) => !first.includes(file))).gzipped
  return { ...weigh(first), onDemand, inputs: Object.assign({}, ...inputs) }
}

/** The entry, and what it imports other than by `import()`. */
function reachedAtFirst(outputs) {
  const reached = [Object.keys(outputs).find((file) => outputs[file].entryPoint?.startsWith('<stdin>'))]
  for (const file of reached) {
    const imported = outputs[file].imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path)
    reached.push(...imported.filter((path) => path in outputs && !reached.includes(path)))
  }
  return reached
}

function sourceName(path) {
  return path.startsWith('node_modules/') ? `${path.split('/')[1]} (${basename(path)})` : path
}

function print(title, rows) {
  const columns = Object.keys(rows[0])
  const cells = rows.map((row) => columns.map((name) => row[name].toLocaleString('en')))
  const widths = columns.map((name, index) => Math.max(name.length, ...cells.map((line) => line[index].length)))
  const line = (texts) =>
    texts.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('  ')
  console.log([`\n${title}`, line(columns), ...cells.map(line)].join('\n'))
}
