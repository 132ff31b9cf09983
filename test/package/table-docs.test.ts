import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'

const run = promisify(execFile)
const script = fileURLToPath(new URL('../../scripts/table-docs.mjs', import.meta.url))

test('the programs of docs/table.md run, and print what stands there', async () => {
  const settings = { AWS_ENDPOINT_URL_DYNAMODB: inject('endpoint'), AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
  const env = { ...process.env, ...settings }
  const { code, stdout, stderr } = await run(process.execPath, [script, '--check'], { env }).then(
    (output) => ({ code: 0, ...output }),
    (error) => error,
  )
  expect(code, `${stderr}\nnpm run docs:table makes docs/table.md current`).toBe(0)
  expect(stdout).toContain('10 programs ran')
})
