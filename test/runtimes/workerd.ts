import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { binaries } from './binaries.ts'

interface Served {
  readonly folder: string
  /** A file in the folder. */
  readonly module: string
  readonly flags?: readonly string[]
  readonly bindings?: Readonly<Record<string, string>>
}

/** Serves a module by workerd while the work lasts. */
export async function withWorkerd<T>(
  { folder, module, flags = [], bindings = {} }: Served,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const port = await freePort()
  const texts = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`)
  const config = join(folder, `worker-${port}.capnp`)
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${module}")],
  compatibilityDate = "2026-04-01",
  compatibilityFlags = [${flags.map((flag) => JSON.stringify(flag)).join(', ')}],
  bindings = [${texts.join(', ')}],
);`,
  )
  const child = spawn(binaries.workerd, ['serve', config], { stdio: ['ignore', 'inherit', 'inherit'] })
  const exit = once(child, 'exit')
  try {
    await untilListening(port)
    return await work(`http://127.0.0.1:${port}/`)
  } finally {
    child.kill()
    await exit
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

export async function untilListening(port: number, limitMs: number = 5_000): Promise<void> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 50) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`nothing listens at port ${port} after ${limitMs} ms`)
}
