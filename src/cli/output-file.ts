import { open } from 'node:fs/promises'
import type { Terminal } from './terminal.ts'

export interface Output {
  write(piece: string | Uint8Array): Promise<void>
  end(): Promise<void>
}

/** Where a body or an export goes: to a file, or without one to standard output. */
export async function openOutput(file: string | undefined, terminal: Terminal): Promise<Output> {
  if (file === undefined || file === '-') return { write: (piece) => terminal.out(piece), end: async () => undefined }
  const handle = await open(file, 'w')
  return {
    async write(piece) {
      terminal.signal.throwIfAborted()
      await handle.writeFile(piece)
    },
    end: () => handle.close(),
  }
}
