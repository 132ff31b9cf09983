import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDbDict } from '../../runtimes/node.ts'
import type { Run } from '../command.ts'
import { jsonText } from '../json-text.ts'
import { makeFolder } from '../make-folder.ts'
import { Stopped, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

export const run: Run = async ({ values }, terminal) => {
  const { path, port = 8_000 } = values
  if (port > 65_535) throw new UsageError('--port is at most 65535', 'local')
  if (path !== undefined) await makeFolder(path)
  const server = await startEngine(path, port)
  const settings = settingsFor((server.address() as AddressInfo).port)
  await checkFolder(path, settings, terminal)
  terminal.tell(`dynalite ${path === undefined ? 'in memory' : `with its data in ${path}`}, until ^C. Settings:`)
  await terminal.out(values.json ? `${jsonText(settings)}\n` : shellText(settings))
  await ended(terminal)
  await stop(server)
  return undefined
}

/** What finds the engine: `dynadict` itself, the AWS CLI and every SDK. */
const settingsFor = (port: number) => ({
  AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
})

const shellText = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('')

async function startEngine(path: string | undefined, port: number): Promise<Server> {
  const dynalite = await importEngine()
  const server = dynalite({ createTableMs: 20, ...(path !== undefined && { path }) })
  // It throws when a client goes away amid a request, and would end with it.
  server.on('request', (request: IncomingMessage) => request.removeAllListeners('error').on('error', () => undefined))
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${port} is in use. Take another by --port, or any that is free by --port 0.`, {
      cause: error,
    })
  }
  return server
}

async function importEngine() {
  try {
    return (await import('dynalite')).default
  } catch (cause) {
    if (!/MODULE_NOT_FOUND/.test(String((cause as NodeJS.ErrnoException).code))) throw cause
    throw new Error('The engine is a package of its own. Install it beside dynadict: npm install --save-dev dynalite', {
      cause,
    })
  }
}

/** Asks it once: where it cannot open its folder, it says so with its first answer only, and ends. */
async function checkFolder(path: string | undefined, env: object, { signal }: Terminal): Promise<void> {
  if (path === undefined) return
  try {
    await new DynamoDbDict('some-table', { env, transport: 'sigv4', maxAttempts: 1 }).describe({ signal })
  } catch (cause) {
    if (signal.reason instanceof Stopped) throw signal.reason
    throw new Error(
      `The engine cannot open the folder ${path}: another one may have it open, or it may not be written.`,
      { cause },
    )
  }
}

/** Resolves when it is to stop, and rejects when the engine failed. */
const ended = ({ signal }: Terminal): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = () => (signal.reason instanceof Stopped ? resolve() : reject(signal.reason))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })

/** Closes the data, too, so that nothing is lost. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
