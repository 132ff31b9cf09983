import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pack } from '../support/consumer-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = [
  'node',
  'node-wire',
  'worker',
  'deno',
  'bun',
  'browser',
  'serializers',
  'structured',
  'table',
  'tools',
  'vacuum',
  'shared',
  'answer',
  'body-key',
  'changes',
  'checked-text',
  'crc32',
  'delete-seen',
  'delete-stored',
  'endpoint',
  'find-entry',
  'http',
  'large',
  'many-keys',
  'matched-headers',
  'mend',
  'merge',
  'observe',
  'one-key',
  'own-key',
  'partition-key',
  'partitions',
  'query',
  'range',
  'request-body',
  'reset-expiration',
  'sdk-attempt',
  'sdk-client',
  'shards',
  'stored-entries',
  'table-definition',
  'table-maker',
  'table-wait',
  'url-patterns',
  'utf8-order',
  'whole-table',
]
/** The program, which has no types and is no CommonJS: itself, its parts, and each command. */
const programParts = ['program', 'common', 'complete', 'help']
const commands = (await readdir(join(root, 'src/cli/commands'))).map((file) => file.replace(/\.ts$/, ''))
const program = ['dist/cli.js', ...[...programParts, ...commands].map((name) => `dist/cli/${name}.js`)]
const sources = (await readdir(join(root, 'src'), { recursive: true })).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('cli'),
)

const bundles = [
  ...program,
  'dist/browser.min.js',
  ...modules.map((name) => `dist/${name}.js`),
  ...modules.map((name) => `dist/cjs/${name}.js`),
]
const expected = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'docs/README.md',
  'docs/benchmarks.md',
  'docs/cache-object.md',
  'docs/command-line.md',
  'docs/cost.md',
  'docs/dict.md',
  'docs/getting-started.md',
  'docs/large-values.md',
  'docs/serializers.md',
  'docs/engines.md',
  'docs/migration.md',
  'docs/operations.md',
  'docs/options.md',
  'docs/security.md',
  'docs/errors.md',
  'docs/http-cache.md',
  'docs/storage-format.md',
  'docs/table.md',
  'docs/transports.md',
  'dist/cjs/package.json',
  ...bundles,
  ...bundles.map((file) => `${file}.map`),
  ...sources.map((file) => `dist/types/${file.replace(/\.ts$/, '.d.ts')}`),
  ...sources.map((file) => `dist/cjs/types/${file.replace(/\.ts$/, '.d.ts')}`),
]

let folder: string
let files: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynadict-pack-'))
  files = (await pack(folder)).files
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the tarball holds these files and no others', () => {
  expect(sources.length).toBeGreaterThan(40)
  expect([...files].sort()).toEqual([...expected].sort())
})

test.each(bundles)('the source map of %s holds the sources, under paths of the repository', async (file) => {
  expect(await readFile(join(root, file), 'utf8')).toMatch(/\n\/\/# sourceMappingURL=[\w.-]+\.map\n?$/)
  const { sources, sourcesContent } = JSON.parse(await readFile(join(root, `${file}.map`), 'utf8'))
  for (const source of sources) expect(source).toMatch(/^(\.\.\/)+(src|node_modules\/(aws4fetch|devalue))\/[\w./-]+$/)
  expect(sourcesContent.map((text: string | null) => typeof text)).toEqual(sources.map(() => 'string'))
})
