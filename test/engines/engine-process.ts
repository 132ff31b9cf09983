import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { portFor } from './port.ts'

export interface EngineProcess {
  readonly url: string
  close(): Promise<void>
}

const startLimitMs = 60_000

/** Starts an engine as a process of its own, and resolves when it answers. Its end before it is closed is an error. */
export async function startProcess(
  name: string,
  command: string,
  argsFor: (port: number) => string[],
  wantedPort = 0,
): Promise<EngineProcess> {
  const port = await portFor(wantedPort)
  const url = `http://127.0.0.1:${port}`
  const child = spawn(command, argsFor(port), { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const note = (text: unknown) => {
    output = `${output}${text}`.slice(-2_000)
  }
  for (const source of [child.stdout, child.stderr]) source.on('data', note)
  child.once('error', note)
  const stop = () => child.kill()
  process.once('exit', stop)

  const hasEnded = () => new Error(`${name} ended with ${child.signalCode ?? `code ${child.exitCode}`}: ${output}`)

  const deadline = Date.now() + startLimitMs
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null) throw hasEnded()
    if (Date.now() > deadline) {
      stop()
      throw new Error(`${name} does not answer: ${output}`)
    }
    await wait(50)
  }

  let isClosing = false
  const ended = once(child, 'close').then(() => {
    process.off('exit', stop)
    if (!isClosing) throw hasEnded()
  })
  return {
    url,
    close() {
      isClosing = true
      stop()
      return ended
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  )
