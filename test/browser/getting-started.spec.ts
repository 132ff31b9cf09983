import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { pack } from '../support/consumer-folder.ts'
import { startEngine } from '../support/engine.ts'
import { sectionOf } from '../support/getting-started.ts'

const run = promisify(execFile)

test('A page: from an empty folder to a cached fetch, as docs/getting-started.md says', async ({ page }) => {
  test.setTimeout(120_000)
  const { script, serving } = await sectionOf('A page')
  const folder = await mkdtemp(join(tmpdir(), 'dynadict-started-'))
  const engine = await startEngine()
  const { path } = await pack(folder)
  const local = script
    .replace('npm install dynadict', `npm install ${path}`)
    .replaceAll('http://localhost:8000', engine.url)
  const environment = { ...process.env, npm_config_prefer_offline: 'true' }
  await run('sh', ['-ec', local], { cwd: folder, env: environment })
  // Any free port: others may be on the one that the page names. Without a standard input esbuild would end at once.
  const command = serving.replace(':8080', ':0')
  expect(command).not.toBe(serving)
  const options = { cwd: join(folder, 'cached'), env: environment, stdio: 'pipe', detached: true } as const
  const server = spawn('sh', ['-c', command], options)
  const exit = once(server, 'exit')
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = ''
      server.once('exit', () => reject(new Error(`esbuild printed: ${printed}`)))
      server.stderr.on('data', (chunk) => {
        printed += chunk
        const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed) ?? []
        if (address) resolve(address)
      })
    })
    await page.goto(url)
    await expect(page.locator('body')).toHaveText('hello from the origin')
    await page.reload()
    await expect(page.locator('body')).toHaveText('hello from the cache')
  } finally {
    // The shell starts processes of its own.
    process.kill(-Number(server.pid))
    await exit
    engine.close()
    await rm(folder, { recursive: true, force: true })
  }
})
