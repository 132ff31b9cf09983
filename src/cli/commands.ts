import { cacheCommands } from './cache-commands.ts'
import type { Command } from './command.ts'
import { dictCommands } from './dict-commands.ts'
import { tableCommands } from './table-commands.ts'

/** Every command, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = { ...dictCommands, ...cacheCommands, ...tableCommands }

/** The words that commands of two words begin with. */
export const groupWords: readonly string[] = [
  ...new Set(Object.keys(commands).flatMap((name) => (name.includes(' ') ? name.split(' ', 1) : []))),
]
