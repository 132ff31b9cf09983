import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { newSite } from '../suites/origin.ts'
import { pack } from '../support/consumer-folder.ts'
import { sectionOf } from '../support/getting-started.ts'
import { binaries } from './binaries.ts'
import { freePort, untilListening } from './workerd.ts'
import { withWrangler } from './wrangler.ts'

const run = promisify(execFile)

/** Where the tarball is, and the programs of the runtimes. */
let folder: string
let tarball: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynadict-started-'))
  tarball = (await pack(folder)).path
  await mkdir(join(folder, 'bin'))
  for (const name of ['deno', 'bun'] as const) await symlink(binaries[name], join(folder, 'bin', name))
  await symlink(process.execPath, join(folder, 'bin/node'))
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const environment = () => ({
  PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
  HOME: process.env.HOME,
  npm_config_prefer_offline: 'true',
  npm_config_registry: process.env.npm_config_registry,
  AWS_REGION: 'us-west-2',
  AWS_ENDPOINT_URL: inject('endpoint'),
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
})

/** A section as it is carried out here: with the tarball for the package of the registry, and an origin and an engine on loopback. */
async function carriedOut(heading: string) {
  const { script, serving, output } = await sectionOf(heading)
  const site = await newSite(inject('originUrl'), { '/': { body: 'hello' } })
  const local = script
    .replace(/^((?:npm install|bun add) )dynadict\b/m, `$1${tarball}`)
    .replaceAll('https://example.com/', `${site.url}/`)
    .replaceAll('http://localhost:8000', inject('endpoint'))
  expect(local).toContain(tarball)
  const empty = await mkdtemp(join(folder, 'empty-'))
  const { stdout } = await run('sh', ['-ec', local], { cwd: empty, env: environment(), timeout: 110_000 })
  return { stdout, serving, output, site, folder: join(empty, 'cached') }
}

test.each(['Node.js, ES modules', 'Node.js, CommonJS', 'AWS Lambda', 'Deno', 'Bun'])(
  '%s: from an empty folder to a cached fetch, as docs/getting-started.md says',
  async (heading) => {
    const { stdout, output, site } = await carriedOut(heading)
    expect(output).not.toBe('')
    expect(stdout.trim().split('\n').slice(-2).join('\n')).toBe(output)
    expect((await site.requests()).map(({ path }) => path)).toEqual(['/'])
  },
  120_000,
)

test('Cloudflare Workers: from an empty folder to a cached fetch, as docs/getting-started.md says', async () => {
  const { serving, folder, site } = await carriedOut('Cloudflare Workers')
  expect(serving).toBe('npx wrangler dev')
  await withWrangler(folder, ['dev'], async (url) => {
    const first = await fetch(url)
    expect([await first.text(), first.headers.get('cache-status')]).toEqual([
      'hello',
      expect.stringMatching(/^dynadict; fwd=uri-miss; /),
    ])
    // The write goes on after the answer.
    await expect.poll(async () => (await fetch(url)).headers.get('cache-status')).toMatch(/^dynadict; hit; /)
  })
  expect((await site.requests()).length).toBeLessThan(10)
}, 120_000)

test('the engine of docs/getting-started.md starts from nothing, where the page says', async () => {
  const { script, serving } = await sectionOf('An engine, or AWS')
  const [command = ''] = script.split('\n')
  expect(serving).toContain('AWS_ENDPOINT_URL=http://localhost:8000 ')
  const port = await freePort()
  const options = { cwd: folder, env: environment(), stdio: 'ignore', detached: true } as const
  const engine = spawn('sh', ['-c', command.replace('8000', `${port}`)], options)
  const exit = once(engine, 'exit')
  try {
    await untilListening(port, 60_000)
  } finally {
    // npx starts a process of its own.
    process.kill(-Number(engine.pid))
    await exit
  }
}, 90_000)
