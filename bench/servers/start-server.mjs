import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const scriptOf = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Each server is a process of its own, so that it takes no time from who is measured. */
const programs = {
  null: [scriptOf('null-server.mjs')],
  far: [scriptOf('delay-proxy.mjs')],
  origin: [scriptOf('origin.mjs')],
  dynoxide: [scriptOf('../../scripts/engine.mjs'), 'dynoxide', '--port', '0'],
  dynalite: [scriptOf('../../scripts/engine.mjs'), 'dynalite', '--port', '0'],
}

/** Starts a server, and resolves with its address when it has printed it. */
export async function startServer(name, ...args) {
  const child = spawn(process.execPath, [...programs[name], ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = () => child.kill()
  process.once('exit', stop)
  const ended = once(child, 'close').then(() => process.off('exit', stop))
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (!url) continue
    child.stdout.resume()
    return {
      url,
      close() {
        stop()
        return ended
      },
    }
  }
  throw new Error(`the server ${name} ended before it answered`)
}
