import { execFile } from 'node:child_process'
import { copyFile, cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { newSite } from '../suites/origin.ts'
import { binaries } from './binaries.ts'
import { withWrangler } from './wrangler.ts'

const run = promisify(execFile)
const examples = fileURLToPath(new URL('../../examples', import.meta.url))
const programs: Record<string, string> = { node: process.execPath, deno: binaries.deno, bun: binaries.bun }

const folder = inject('packageFolder')

const settings = () => ({
  AWS_REGION: 'us-west-2',
  AWS_ENDPOINT_URL: inject('endpoint'),
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
})

test.each(['node-esm', 'node-cjs', 'deno', 'bun'])('examples/%s runs as its README says', async (name) => {
  const readme = await readFile(join(examples, name, 'README.md'), 'utf8')
  // The package is installed in the folder; what follows is the command that runs the example.
  const [program = '', ...args] = (/^(?:node|deno|bun run) .*$/m.exec(readme)?.[0] ?? '').split(' ')
  const file = args.find((arg) => arg.startsWith('main.')) ?? ''
  await copyFile(join(examples, name, file), join(folder, file))
  const site = await newSite(inject('originUrl'), { '/': { body: 'x' } })
  const url = `${site.url}/`
  const command = [...args.slice(0, -1), url]
  const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...settings() }, timeout: 30_000 }
  for (const [visit, source] of ['origin', 'cache'].entries()) {
    const { stdout } = await run(programs[program] ?? '', command, options)
    expect(stdout.trim()).toBe(`${url}: 200 from the ${source}, visit ${visit + 1}`)
  }
})

test('examples/lambda answers a captured event as its README says, from one cache for all instances', async () => {
  const readme = await readFile(join(examples, 'lambda/README.md'), 'utf8')
  const command = /^UPSTREAM=\S+ node (.*)$/m.exec(readme)?.[1] ?? ''
  for (const file of ['handler.mjs', 'invoke.mjs', 'event.json']) {
    await copyFile(join(examples, 'lambda', file), join(folder, file))
  }
  const site = await newSite(inject('originUrl'), { '/users': { body: '["ada"]', coding: 'gzip' } })
  const env = { PATH: process.env.PATH, HOME: folder, ...settings(), UPSTREAM: site.url }
  const invoke = async () => (await run(process.execPath, command.split(' '), { cwd: folder, env })).stdout.split('\n')
  const miss = '200, ["ada"], dynadict; fwd=uri-miss; fwd-status=200; stored'
  const hit = '200, ["ada"], dynadict; hit'
  expect(await invoke()).toEqual([
    expect.stringContaining(`cold: ${miss}`),
    expect.stringContaining(`warm: ${hit}`),
    '',
  ])
  expect((await invoke())[0]).toContain(`cold: ${hit}`)
  expect((await site.requests()).map(({ path }) => path)).toEqual(['/users?page=1'])
})

test('examples/cloudflare-worker proxies an API as its README says, and shares what it has cached', async () => {
  const example = join(examples, 'cloudflare-worker')
  const readme = await readFile(join(example, 'README.md'), 'utf8')
  const args = /^npx wrangler (dev.*)$/m.exec(readme)?.[1]?.split(' ') ?? []
  const site = await newSite(inject('originUrl'), { '/users': { body: '["ada"]', coding: 'gzip' } })
  const worker = join(folder, 'worker-example')
  await cp(example, worker, { recursive: true })
  const variables = Object.entries({ ...settings(), UPSTREAM: site.url })
  await writeFile(join(worker, '.dev.vars'), variables.map(([name, value]) => `${name}=${value}`).join('\n'))
  await withWrangler(worker, args, async (url) => {
    const first = await fetch(`${url}users`)
    expect([await first.text(), first.headers.get('cache-status')]).toEqual([
      '["ada"]',
      expect.stringContaining('fwd=uri-miss'),
    ])
    // The write goes on after the answer.
    await expect.poll(async () => (await fetch(`${url}users`)).headers.get('cache-status')).toContain('dynadict; hit')
    expect(await (await fetch(`${url}users`)).text()).toBe('["ada"]')
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  })
})
