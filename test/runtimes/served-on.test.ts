import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { newSite } from '../suites/origin.ts'
import { binaries } from './binaries.ts'
import { withWorkerd } from './workerd.ts'

const run = promisify(execFile)

const folder = inject('packageFolder')

type Settings = Readonly<Record<'endpoint' | 'url', string>>
type Work = (url: string) => Promise<void>

/** Serves by a program that prints its port. */
async function withProgram(command: string, args: string[], settings: Settings, work: Work): Promise<void> {
  const child = spawn(command, [...args, 'served-on.mjs', JSON.stringify(settings)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  try {
    const [port] = await once(child.stdout, 'data')
    await work(`http://127.0.0.1:${Number(String(port))}/`)
  } finally {
    child.kill()
    await exit
  }
}

const servers: Record<string, (settings: Settings, work: Work) => Promise<void>> = {
  'Deno.serve': (settings, work) => withProgram(binaries.deno, ['run', '--allow-net', '--allow-read'], settings, work),
  'Bun.serve': (settings, work) => withProgram(binaries.bun, ['run'], settings, work),
  'a Worker': (settings, work) => withWorkerd({ folder, module: 'served-on-worker.mjs', bindings: settings }, work),
}

const cases = Object.keys(servers).flatMap((server) => ['gzip', 'br'].map((coding) => [server, coding] as const))

test.each(cases)('from %s, a miss and a hit of a %s resource decode in curl', async (server, coding) => {
  const body = 'plain text, '.repeat(500)
  const site = await newSite(inject('originUrl'), {
    '/': { body, coding: coding as 'gzip' | 'br', headers: { 'cache-control': 'max-age=60' } },
  })
  await servers[server]?.({ endpoint: inject('endpoint'), url: `${site.url}/` }, async (url) => {
    for (const status of ['fwd=uri-miss', 'hit']) {
      const { stdout } = await run('curl', ['-sS', '-i', '--compressed', url])
      expect(stdout).toContain(`cache-status: dynadict; ${status}`)
      expect(stdout.endsWith(`\r\n\r\n${body}`)).toBe(true)
    }
  })
})
