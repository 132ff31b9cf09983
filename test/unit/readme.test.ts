import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { proseOf, readPage, root } from '../support/pages.ts'

const readme = await readPage('README.md')
const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(root, 'test/runtimes/binaries/package.json'), 'utf8'),
)

/** A version without its patch level. */
const minor = (name: string): string => /(\d+\.\d+)\.\d+$/.exec(dependencies[name] ?? '')?.[1] ?? ''

test('the README has at most 200 lines', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(200)
})

test('the README names the versions of the runtimes that the tests run in', () => {
  const rows = new Map(
    [...readme.matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, name = '', with_ = '']) => [
      name,
      with_,
    ]),
  )
  const [, day = ''] = /\.(\d{8})\./.exec(dependencies['@cloudflare/workerd-linux-64'] ?? '') ?? []
  const date = day.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')
  expect(rows.get('Node.js 20.19 or later, ESM and CommonJS')).toBe(
    ['node20', 'node22', 'node24'].map(minor).join(', '),
  )
  expect(rows.get('Cloudflare Workers')).toBe(`workerd of ${date}`)
  expect(rows.get('Deno')).toBe(minor('@deno/linux-x64-glibc'))
  expect(rows.get('Bun')).toBe(minor('@oven/bun-linux-x64'))
  expect(rows.get('pages')).toMatch(/^Chromium \d+$/)
})

test('every figure of the README has a command beside it', () => {
  const [, table = ''] = /^## Measured\n(.*?)^## /ms.exec(proseOf(readme)) ?? []
  const rows = table.split('\n').filter((line) => /^\| (?!---|what \|)/.test(line))
  expect(rows.length).toBeGreaterThan(4)
  for (const row of rows) expect(row).toMatch(/\| `(npm run|npx vitest run) [^`]+` \|$/)
})
