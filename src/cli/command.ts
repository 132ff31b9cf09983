import type { OptionName } from './options.ts'
import type { Terminal } from './terminal.ts'
import type { Values } from './values.ts'

/** What a command is called with. */
export interface Invocation {
  readonly values: Values
  readonly args: readonly string[]
}

/** Carries a command out, and resolves with its exit code; 0 when it gives none. */
export type Run = (invocation: Invocation, terminal: Terminal) => Promise<number | undefined>

export interface Argument {
  readonly name: string
  readonly isMany?: true
  readonly isOptional?: true
  readonly choices?: readonly string[]
}

export interface Command {
  readonly group: 'dict' | 'cache' | 'table' | 'other'
  readonly about: string
  readonly args?: readonly Argument[]
  /** What one should know, in paragraphs. */
  readonly details: readonly string[]
  readonly options: readonly OptionName[]
  readonly examples: readonly (readonly [command: string, about: string])[]
  /** Its module, so that only the command that is called is loaded. */
  readonly load: () => Promise<{ readonly run: Run }>
}
