import { createRequire } from 'node:module'
import { done, failed, interrupted, misused, terminated } from './exit-codes.ts'
import { parse, wantsDebug } from './parse.ts'
import { type OpenTerminal, openTerminal, Stopped, type Streams } from './terminal.ts'

interface Process extends Streams {
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  on(event: 'uncaughtException', listener: (error: Error) => void): unknown
}

/** Milliseconds that work has to end when it is to stop. */
const graceMs = 2_000

/** Carries out a command line, and resolves with the exit code. */
export async function runProgram(argv: readonly string[], process: Process): Promise<number> {
  const terminal = openTerminal(process)
  // Once: whoever presses ^C again does not want to wait.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => terminal.stop(new Stopped(signal)))
  process.on('uncaughtException', (error) => terminal.stop(error))
  try {
    const code = await Promise.race([carryOut(argv, terminal), overdue(terminal)])
    terminal.endProgress()
    await terminal.flush()
    return code ?? done
  } catch (error) {
    const code = await tellFailure(error, wantsDebug(argv), terminal)
    // What failed is told; that its output failed too changes nothing.
    await terminal.flush().catch(() => undefined)
    return code
  }
}

/**
 * Rejects some time after the work was to stop. Work that has a signal, or something to close, ends before; what hangs in the system,
 * as an open of a FIFO that nobody writes, must not hold the program.
 */
const overdue = ({ signal }: OpenTerminal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), graceMs), { once: true })
  })

async function tellFailure(error: unknown, isDebug: boolean, terminal: OpenTerminal): Promise<number> {
  const progress = terminal.endProgress()
  const { reason } = terminal.signal
  if (reason instanceof Stopped) return tellStop(reason, progress, terminal)
  const { failureOf, stackOf } = await import('./failure.ts')
  const { line, code } = failureOf(error)
  terminal.tell(
    `${terminal.paintError('red', 'dynadict:')} ${progress ? `${line.replace(/[.?!]?$/, '.')} Before that: ${progress}.` : line}`,
  )
  if (isDebug) terminal.tell(stackOf(error))
  // What was misused may show when a part is done already.
  return progress && code === misused ? failed : code
}

async function carryOut(argv: readonly string[], terminal: OpenTerminal): Promise<number | undefined> {
  if (argv[0] === '__complete') return printCandidates(argv.slice(1), terminal)
  const plan = parse(argv)
  if (plan.kind === 'version') return print(`${version()}\n`, terminal)
  if (plan.kind === 'help') return print((await import('./help.ts')).helpOf(plan.topic, terminal.paint), terminal)
  const { run } = await plan.command.load()
  return run(plan.invocation, terminal)
}

async function print(text: string, terminal: OpenTerminal): Promise<undefined> {
  await terminal.out(text)
}

/** That of the package, wherever in it this stands. */
const version = (): string => createRequire(import.meta.url)('dynadict/package.json').version

/** What the scripts of `completion` ask. */
async function printCandidates([shell = '', ...words]: readonly string[], terminal: OpenTerminal): Promise<undefined> {
  const { complete, lineFor } = await import('./complete.ts')
  const line = lineFor[shell]
  if (line) for (const candidate of complete(words)) await terminal.out(`${line(candidate)}\n`)
}

function tellStop({ by }: Stopped, progress: string | undefined, terminal: OpenTerminal): number {
  if (by === 'EPIPE') return done
  terminal.tell(
    `dynadict: stopped by ${by === 'SIGINT' ? '^C' : by}${progress ? `: ${progress}; what was under way may be done, too` : ''}`,
  )
  return by === 'SIGINT' ? interrupted : terminated
}
