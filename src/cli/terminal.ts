import { once } from 'node:events'
import { addAbortSignal, type Readable, type Writable } from 'node:stream'
import { type Paint, painter, visible } from './paint.ts'

/** What a command reads from and writes to. */
export interface Terminal {
  /** Aborted when the program is to stop: by a signal, or by a closed pipe. */
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Standard input. */
  readonly input: AsyncIterable<Uint8Array>
  /** Whether standard output is one, and not a file or a pipe. */
  readonly isInteractive: boolean
  /** Strangers' text on a line of standard output: without what a terminal would obey, and elsewhere as it is. */
  shown(text: string): string
  /** Colours for standard output, where it takes them. */
  readonly paint: Paint
  /** The same for standard error. */
  readonly paintError: Paint
  /** Writes to standard output, and resolves when it takes more. */
  out(text: string | Uint8Array): Promise<void>
  /** Writes a line to standard error. */
  tell(line: string): void
  /** How far long work is: shown on a terminal, each time over the last, and told when the work is stopped. */
  progress(text: string): void
}

/** The end of the work from outside: by a signal of the system, or by a reader who has read enough. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
  readonly by: 'SIGINT' | 'SIGTERM' | 'EPIPE'

  constructor(by: Stopped['by']) {
    super(`stopped by ${by}`)
    this.by = by
  }
}

export interface Streams {
  readonly stdin: Readable
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface OpenTerminal extends Terminal {
  stop(reason: Error): void
  /** The last that was told of progress; takes it from the screen. */
  endProgress(): string | undefined
  /** Resolves when all is written, and rejects when that failed. */
  flush(): Promise<void>
}

/** Milliseconds between two looks at progress. */
const progressEveryMs = 100

export function openTerminal(streams: Streams, now: () => number = Date.now): OpenTerminal {
  const { stdout, stderr, env } = streams
  const stopping = new AbortController()
  const { signal } = stopping
  const stop = (reason: Error) => stopping.abort(reason)
  // Without a listener a closed pipe would be an exception with a stack.
  stdout.on('error', (error: NodeJS.ErrnoException) =>
    stopping.abort(error.code === 'EPIPE' ? new Stopped('EPIPE') : error),
  )
  // There is no one left to tell of it.
  stderr.on('error', () => undefined)
  let progress: string | undefined
  let shownAt = -Infinity
  let isShown = false
  const hide = () => {
    if (isShown) stderr.write('\r\x1b[K')
    isShown = false
  }
  return {
    signal,
    env,
    // Who asks for it waits for it, also when it never ends.
    get input() {
      return addAbortSignal(signal, streams.stdin)
    },
    isInteractive: stdout.isTTY === true,
    shown: (text) => (stdout.isTTY === true ? visible(text) : text),
    paint: painter(stdout, env),
    paintError: painter(stderr, env),
    stop,
    async out(text) {
      signal.throwIfAborted()
      hide()
      if (!stdout.write(text)) await once(stdout, 'drain', { signal }).catch(() => signal.throwIfAborted())
    },
    tell(line) {
      hide()
      stderr.write(`${line}\n`)
    },
    progress(text) {
      progress = text
      if (stderr.isTTY !== true || now() - shownAt < progressEveryMs) return
      shownAt = now()
      isShown = true
      stderr.write(`\r\x1b[K${text}`)
    },
    endProgress() {
      hide()
      return progress
    },
    async flush() {
      for (const stream of [stdout, stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()))
      const { reason } = signal
      if (reason !== undefined && !(reason instanceof Stopped)) throw reason
    },
  }
}
