import { type Clock, systemClock } from '../clock.ts'
import { hasCode, unlessCode } from '../errors.ts'
import type { Input, Operation, Output, RequestOptions, Transport } from '../transport.ts'
import type { ReadyOptions, TableSettings } from './options.ts'
import type { TableMaker } from './table-maker.ts'

/**
 * One table, which need not exist yet: reads see it empty, the first write makes it. A table that is there costs no
 * request of its own.
 */
export interface Table {
  readonly name: string
  readonly clock: Clock
  /** Milliseconds for one request, where the transport tells. */
  readonly timeoutMs: number | undefined
  /** Sends an operation that needs nothing where there is no table: then it resolves with `undefined`. */
  read<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O> | undefined>
  /** Sends a write; when the table is missing, makes it and sends again. */
  write<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O>>
  /** Resolves when the table is there and active, and makes it where it may. */
  ready(options: ReadyOptions): Promise<void>
}

/** @param sharesPromises whether callers may wait for a creation that another one has begun. */
export function openTable(transport: Transport, name: string, options: TableSettings, sharesPromises: boolean): Table {
  const { createTable = true, clock = systemClock } = options
  let maker: TableMaker | undefined

  return {
    name,
    clock,
    timeoutMs: transport.timeoutMs,
    read: (operation, input, sending) => unlessCode(notFound, transport.send(operation, input, sending)),
    async write(operation, input, sending = {}) {
      const attempt = (signal: AbortSignal | undefined) => transport.send(operation, input, { ...sending, signal })
      try {
        return await attempt(sending.signal)
      } catch (error) {
        if (!createTable || !hasCode(error, notFound)) throw error
      }
      return (await loadMaker()).whenReady(attempt, sending.signal)
    },
    ready: async (waiting) => (await loadMaker()).ready(waiting),
  }

  /** Few programs make a table, and none does it twice, so the code for it is loaded when it is needed. */
  async function loadMaker(): Promise<TableMaker> {
    const { newTableMaker } = await import('./table-maker.ts')
    maker ??= newTableMaker({ ...options, transport, name, clock, createTable, sharesPromises })
    return maker
  }
}

const notFound = 'TABLE_NOT_FOUND'
