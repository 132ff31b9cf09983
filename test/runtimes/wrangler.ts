import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { fetchPinnedPackages } from '../support/pinned-packages.ts'
import { freePort, untilListening } from './workerd.ts'

const pinned = fileURLToPath(new URL('wrangler', import.meta.url))

/** Runs wrangler in the folder of a Worker while the work lasts; it is told to stay on this machine. */
export async function withWrangler(
  folder: string,
  args: readonly string[],
  work: (url: string) => Promise<void>,
): Promise<void> {
  fetchPinnedPackages(pinned)
  const port = await freePort()
  const program = `${pinned}/node_modules/wrangler/bin/wrangler.js`
  const child = spawn(process.execPath, [program, ...args, '--ip', '127.0.0.1', '--port', String(port)], {
    cwd: folder,
    env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'exit')
  let printed = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk) => {
      printed += chunk
    })
  try {
    await untilListening(port, 30_000)
    await work(`http://127.0.0.1:${port}/`)
  } catch (cause) {
    throw new Error(`wrangler printed: ${printed}`, { cause })
  } finally {
    child.kill()
    await exit
  }
}
