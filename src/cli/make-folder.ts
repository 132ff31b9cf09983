import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileReason } from './file-reason.ts'

/**
 * Makes a folder, and those above it, unless it is there.
 *
 * @throws an error that says why it cannot be used.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await make(path)
    await access(path, constants.W_OK)
  } catch (cause) {
    if (cause instanceof NoFolder) throw cause
    const isNoPlace = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const reason = isNoPlace ? 'no folder can be made there' : fileReason(cause)
    throw new Error(`Could not use the folder ${path}: ${reason}.`, { cause })
  }
}

class NoFolder extends Error {}

/** One after the other: Node's own `recursive` never ends where a file system takes none, as /proc. */
async function make(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') {
      if ((await stat(path)).isDirectory()) return
      throw new NoFolder(`--path takes a folder, and ${path} is a file.`)
    }
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await make(dirname(path))
    await mkdir(path)
  }
}
