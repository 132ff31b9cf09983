import { randomUUID } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { access, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileReason } from './file-reason.ts'
import type { Terminal } from './terminal.ts'

/** Takes the next piece of an output. */
export type Write = (piece: string | Uint8Array) => Promise<void>

/** Standard output by its names as a file. Opened as one, it would be cut off where it goes into a file. */
const standardOutput = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/** How often a FIFO is looked at whether someone reads it. */
const readerEveryMs = 100

/**
 * Writes a body or an export to a file, or without one to standard output. A file is there when it is complete: until then it is
 * written beside, and what fails or is stopped leaves the old one as it was. What is no file, such as a FIFO or a device, is
 * written as it comes.
 */
export async function writeOutput(
  file: string | undefined,
  terminal: Terminal,
  work: (write: Write) => Promise<void>,
): Promise<void> {
  if (file === undefined || standardOutput.includes(file)) return work((piece) => terminal.out(piece))
  const { signal } = terminal
  const found = await unlessMissing(stat(file))
  const isSpecial = found !== undefined && (!found.isFile() || file.startsWith('/dev/'))
  const [handle, commit] = await orReason(file, isSpecial ? inPlace(file, found, signal) : beside(file, found))
  try {
    await work(async (piece) => {
      signal.throwIfAborted()
      await orReason(file, handle.writeFile(piece))
    })
    signal.throwIfAborted()
    await orReason(file, commit(true))
  } catch (error) {
    await commit(false)
    throw error
  }
}

/** An open file, and what closes it and keeps what was written, or does not. */
type Opened = readonly [handle: FileHandle, commit: (isWhole: boolean) => Promise<void>]

async function inPlace(file: string, found: Stats, signal: AbortSignal): Promise<Opened> {
  const probe = found.isFIFO() ? await whenRead(file, signal) : undefined
  const handle = await open(file, 'a')
  // Not before, or its reader would take that for the end.
  await probe?.close()
  return [handle, () => handle.close()]
}

/** Opens a FIFO when someone reads it. A plain `open` waits for that, too, but cannot be stopped. */
async function whenRead(file: string, signal: AbortSignal): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(file, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error
    }
    await sleep(readerEveryMs, undefined, { signal })
  }
}

async function beside(file: string, found: Stats | undefined): Promise<Opened> {
  // A link stays one, and a file that may not be written is not replaced.
  const target = found ? await realpath(file) : file
  if (found) await access(target, constants.W_OK)
  const part = join(dirname(target), `.dynadict-${randomUUID()}.part`)
  // Nobody may read of it before who may read the old one.
  const handle = await open(part, 'wx', found ? 0o600 : 0o666)
  const commit = async (isWhole: boolean) => {
    try {
      if (!isWhole) return
      if (found) await handle.chmod(found.mode)
      await handle.sync()
      await handle.close()
      await rename(part, target)
    } finally {
      await handle.close()
      await rm(part, { force: true })
    }
  }
  return [handle, commit]
}

async function unlessMissing<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function orReason<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new Error(`Could not write ${file}: ${fileReason(cause)}.`, { cause })
  }
}
