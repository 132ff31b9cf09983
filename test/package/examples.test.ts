import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { startEngine } from '../support/engine.ts'
import { blocksOf, pageNames, readPage, root } from '../support/pages.ts'
import { compile } from './compilers.ts'

const run = promisify(execFile)

/** Origins that examples name; nothing else is fetched but DynamoDB. */
const origin = `
const { fetch } = globalThis
const response = () => new Response('hello', { headers: { 'content-type': 'text/plain' } })
globalThis.fetch = async (input, init) => {
  const { url } = new Request(input)
  if (url === new URL(process.env.AWS_ENDPOINT_URL).href) return fetch(input, init)
  if (url !== 'https://example.com/') throw new TypeError('no example fetches ' + url)
  return response()
}`

const started = 'test/runtimes/getting-started.test.ts, and the page: test/browser/getting-started.spec.ts'

/** What is not run here: the blocks of a page in a language, and which test runs them, or why none can. */
const elsewhere: Readonly<Record<string, string>> = {
  'CONTRIBUTING.md sh': 'it is this run, and test/package/demo.test.ts',
  'docs/command-line.md sh': 'test/unit/cli/docs.test.ts, and test/node/cli runs each command',
  'docs/command-line.md text': 'test/unit/cli/docs.test.ts',
  'docs/storage-format.md json': 'test/unit/storage-format.test.ts',
  'docs/table.md js': 'test/package/table-docs.test.ts',
  'docs/table.md json': 'test/package/table-docs.test.ts',
  'docs/table.md hcl': 'test/package/table-docs.test.ts',
  'docs/table.md ts': 'test/package/table-docs.test.ts',
  'docs/table.md sh': 'test/package/table-docs.test.ts',
  'README.md sh': 'docs/getting-started.md, where that command is run',
  'docs/getting-started.md sh': started,
  'docs/getting-started.md js': started,
  'docs/getting-started.md ts': started,
  'docs/getting-started.md jsonc': started,
  'docs/getting-started.md ini': started,
  'docs/getting-started.md html': started,
  'docs/getting-started.md text': started,
  'docs/migration.md python': 'what is left behind',
  'examples/browser/README.md sh': 'test/browser/example.spec.ts',
  'examples/browser/README.md json': 'a part of a policy of IAM, for which there is no engine here',
  'examples/browser-demo/README.md text': 'test/browser/demo-start.spec.ts',
  'examples/bun/README.md sh': 'test/runtimes/examples.test.ts',
  'examples/cloudflare-worker/README.md sh': 'test/runtimes/examples.test.ts',
  'examples/demo/README.md sh': 'test/package/demo.test.ts',
  'examples/deno/README.md sh': 'test/runtimes/examples.test.ts',
  'examples/lambda/README.md sh': 'test/runtimes/examples.test.ts',
  'examples/node-cjs/README.md sh': 'test/runtimes/examples.test.ts',
  'examples/node-esm/README.md sh': 'test/runtimes/examples.test.ts',
}

/** What a program prints, where it does not stand behind its calls of `console.log`, by its place among those of its page. */
const outputs: Readonly<Record<string, Readonly<Record<number, readonly (string | RegExp)[]>>>> = {
  'README.md': {
    0: ['false hello', "ada { theme: 'dark' }"],
    3: [/^200 true dynadict; hit; ttl=\d+$/],
  },
  'docs/http-cache.md': { 0: ['false hello', /^true dynadict; hit; ttl=3[56]\d\d$/] },
  'docs/transports.md': { 3: ['PutItem 1 true OK'] },
}

const pages = Object.fromEntries(
  await Promise.all((await pageNames()).map(async (name) => [name, blocksOf(await readPage(name))] as const)),
)
const isRunHere = (page: string, language: string) => /^[jt]s$/.test(language) && !(`${page} ${language}` in elsewhere)
const programs = Object.entries(pages).flatMap(([page, blocks]) => {
  const own = blocks.filter(({ language }) => isRunHere(page, language))
  return own.length > 0 ? [{ page, own }] : []
})

test('every fenced block of every page is run, or it is known where', () => {
  const kinds = new Set(
    Object.entries(pages).flatMap(([page, blocks]) =>
      blocks.filter(({ language }) => !isRunHere(page, language)).map(({ language }) => `${page} ${language}`),
    ),
  )
  expect([...kinds].sort()).toEqual(Object.keys(elsewhere).sort())
  for (const where of Object.values(elsewhere))
    for (const [file] of where.matchAll(/test\/\S+\.ts/g)) expect(existsSync(join(root, file)), file).toBe(true)
  expect(programs.length).toBeGreaterThan(6)
})

test.each(programs)(
  'the programs of $page run, and print what it says',
  async ({ page, own }) => {
    // An engine for each page, so that none finds what another has stored.
    const engine = await startEngine()
    const settings = { AWS_ENDPOINT_URL: engine.url, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
    const setup = `data:text/javascript,${encodeURIComponent(origin)}`
    for (const [index, { language, text }] of own.entries()) {
      const program = language === 'ts' ? (await transform(text, { loader: 'ts' })).code : text
      // 'dynadict' is this package itself, as built.
      const args = ['--import', setup, '--input-type=module', '--eval', program]
      const { stdout } = await run(process.execPath, args, { cwd: root, env: { ...process.env, ...settings } })
      const promised = [...text.matchAll(/console\.log.* \/\/ (.*)/g)].map(([, output = '']) => output)
      const lines = outputs[page]?.[index] ?? promised
      expect(stdout.trim().split('\n'), text).toEqual(
        lines.length > 0 ? lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))) : [''],
      )
    }
    engine.close()
  },
  120_000,
)

test('the programs in TypeScript are sound', async () => {
  const texts = programs.flatMap(({ own }) => own.flatMap(({ language, text }) => (language === 'ts' ? [text] : [])))
  expect(texts.length).toBeGreaterThan(0)
  const folder = await mkdtemp(join(tmpdir(), 'dynadict-examples-'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(root, join(folder, 'node_modules/dynadict'))
  await Promise.all(texts.map((text, index) => writeFile(join(folder, `${index}.mts`), text)))
  const files = texts.map((_, index) => `${index}.mts`)
  const printed = await compile('7.0', folder, '--noEmit', '--strict', '--module', 'nodenext', ...files)
  await rm(folder, { recursive: true })
  expect(printed).toBe('')
})
