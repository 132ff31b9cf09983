import type { ConnectionOptions } from '../../src/runtimes/node.ts'

/** What the parent tells the program whose memory is looked at. */
export interface MemoryTask {
  readonly connection: ConnectionOptions
  readonly table: string
  readonly work: 'in' | 'out' | 'values' | 'setMany'
  /** Of the stream, or of each value. */
  readonly megabytes: number
  readonly count: number
}

export interface MemoryReport {
  /** In MB, before the work. */
  readonly before: number
  /** In MB, at most while it went on. */
  readonly most: number
  /** A hash or a number by which the work is checked. */
  readonly result: string
}
