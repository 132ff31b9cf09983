import type { ConnectionOptions } from '../../src/runtimes/node.ts'

/** What the parent tells the program that works for a while under faults. */
export interface SoakTask {
  readonly connection: ConnectionOptions
  readonly seconds: number
  /** Half of them over each transport. */
  readonly workers: number
  /** What the sessions fetch; each page of it says its path. */
  readonly siteUrl: string
}

/** What there was at a moment. */
export interface Sample {
  readonly heldMb: number
  /** What keeps the process alive, by kind: sockets, timers and the like. */
  readonly resources: Readonly<Record<string, number>>
}

export interface SoakReport {
  readonly calls: number
  readonly byCall: Readonly<Record<string, number>>
  /** Calls that said that their outcome is unknown. */
  readonly unknown: number
  /** Calls that failed otherwise, by what they said. */
  readonly failures: Readonly<Record<string, number>>
  /** Entries that are not as the last write has left them, by key. */
  readonly wrong: readonly string[]
  readonly entries: number
  /** The sum that all workers have counted up together, and what it may be. */
  readonly sum: { readonly is: number; readonly least: number; readonly most: number }
  readonly unhandled: readonly string[]
  readonly samples: readonly Sample[]
  /** When all is done. */
  readonly atEnd: Sample
}
