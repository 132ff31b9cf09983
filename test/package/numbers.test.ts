import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { readPage } from '../support/pages.ts'

const run = promisify(execFile)

/** Whether a script ended well, and what it printed, which is the report when it did not. */
async function runScript(name: string): Promise<{ code: number; report: string }> {
  const script = fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url))
  const child = run(process.execPath, [script])
  const { code, stdout, stderr } = await child.then((output) => ({ code: 0, ...output })).catch((error) => error)
  return { code, report: stderr + stdout }
}

test('a bundle of the dict, and one with the session, keep to their limits', async () => {
  const { code, report } = await runScript('sizes.mjs')
  process.stdout.write(report)
  expect(report).toMatch(/DynamoDbDict +[\d,]+ +[\d,]+ +8,192 +12,288 +[\d,]+\n/)
  expect(report).toMatch(/DynamoDbDict \+ CachedSession +[\d,]+ +[\d,]+ +16,384 +20,480 +[\d,]+\n/)
  expect(report).toContain('aws4fetch')
  const gzipped = [...report.matchAll(/^DynamoDbDict.*? {2,}[\d,]+ +([\d,]+) /gm)].slice(0, 2)
  const [, dict, session] = /minified and gzipped.*\| ([\d.]+) · ([\d.]+) KB \|/.exec(await readPage('README.md')) ?? []
  // In KB of 1,000 bytes. A little more or less is no news.
  for (const [index, said] of [dict, session].entries())
    expect(Math.abs(Number(said) - Number(gzipped[index]?.[1]?.replace(',', '')) / 1_000)).toBeLessThan(0.3)
  expect(code, report).toBe(0)
})

test('importing the Node entry takes 15 ms at most', async () => {
  const { code, report } = await runScript('import-time.mjs')
  process.stdout.write(report)
  expect(report).toMatch(/ratio \d/)
  expect(code, report).toBe(0)
})
