import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'dynadict-lint-'))

const imports = 'noRestrictedImports'
const refused: [file: string, code: string, rule: string][] = [
  ['src/core/a.ts', "import { resilient } from '../transports/resilience.ts'\nexport const x = resilient\n", imports],
  [
    'src/core/b.ts',
    "import { createTransport } from '../runtimes/node.ts'\nexport const x = createTransport\n",
    imports,
  ],
  ['src/core/dict/c.ts', "import { AwsV4Signer } from 'aws4fetch'\nexport const x = AwsV4Signer\n", imports],
  ['src/core/d.ts', "import { connect } from 'node:net'\nexport const x = connect\n", 'noNodejsModules'],
  ['src/core/e.ts', 'export const x = process.argv\n', 'noRestrictedGlobals'],
  ['src/core/f.ts', "export const x = () => fetch('https://example.com')\n", 'noRestrictedGlobals'],
  [
    'src/transports/g.ts',
    "import { createTransport } from '../runtimes/node.ts'\nexport const x = createTransport\n",
    imports,
  ],
  [
    'src/transports/h.ts',
    "import { DynamoDbDict } from '../core/dict/dict.ts'\nexport const x = DynamoDbDict\n",
    imports,
  ],
  ['src/core/j.ts', "import { parse } from '../cli/parse.ts'\nexport const x = parse\n", imports],
  ['src/core/dict/k.ts', "import { parse } from '../../cli/parse.ts'\nexport const x = parse\n", imports],
  ['src/transports/l.ts', "import { parse } from '../cli/parse.ts'\nexport const x = parse\n", imports],
  ['src/runtimes/m.ts', "import { parse } from '../cli/parse.ts'\nexport const x = parse\n", imports],
  ['src/entries/n.ts', "import { parse } from '../cli/parse.ts'\nexport const x = parse\n", imports],
  ['src/cli/o.ts', "import { hex } from '../core/bytes.ts'\nexport const x = hex\n", imports],
  [
    'src/cli/commands/p.ts',
    "import { resilient } from '../../transports/resilience.ts'\nexport const x = resilient\n",
    imports,
  ],
]
const taken = [
  ['src/transports/i.ts', "import { hex } from '../core/bytes.ts'\n\nexport const x = hex\n"],
  ['src/cli/q.ts', "import { DynamoDbDict } from '../runtimes/node.ts'\n\nexport const x = DynamoDbDict\n"],
] as const

let report: string

beforeAll(() => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  write('biome.json', JSON.stringify({ ...config, $schema: undefined, vcs: undefined }))
  for (const [file, code] of refused) write(file, code)
  for (const [file, code] of taken) write(file, code)
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '--colors=off'], {
    cwd: folder,
    encoding: 'utf8',
  })
  report = stdout + stderr
})

afterAll(() => rmSync(folder, { recursive: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

test.each(refused)('the linter refuses in %s: %s', (file, _, rule) => {
  expect(report).toMatch(new RegExp(`^${file}:.*/${rule} `, 'm'))
})

test('and takes what points the right way', () => {
  for (const [file] of taken) expect(report).not.toContain(file)
  expect(report).toMatch(/Checked \d+ files/)
})
