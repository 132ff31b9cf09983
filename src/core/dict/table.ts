import { type Clock, systemClock } from '../clock.ts'
import { hasCode, unlessCode } from '../errors.ts'
import type { Input, Operation, Output, RequestOptions, SendOptions, Transport } from '../transport.ts'
import type { TableSettings } from './options.ts'
import type { Attempt, TableMaker } from './table-maker.ts'

/** On demand (the default), or provisioned capacity in units a second. */
export type Billing = 'on-demand' | { readonly readCapacityUnits: number; readonly writeCapacityUnits: number }

/**
 * One table, which need not exist yet: reads see it empty, the first write makes it. A table that is there costs no
 * request of its own.
 */
export interface Table {
  readonly name: string
  readonly clock: Clock
  /** Sends an operation that needs nothing where there is no table: then it resolves with `undefined`. */
  read<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O> | undefined>
  /** Sends a write; when the table is missing, makes it and sends again. */
  write<O extends Operation>(operation: O, input: Input<O>, options?: RequestOptions): Promise<Output<O>>
  /** Resolves when the table is there and active, and makes it where it may. */
  ready(options?: SendOptions): Promise<void>
}

/** @param sharesPromises whether callers may wait for a creation that another one has begun. */
export function openTable(transport: Transport, name: string, options: TableSettings, sharesPromises: boolean): Table {
  const { createTable = true, clock = systemClock } = options
  let maker: TableMaker | undefined

  return {
    name,
    clock,
    read: (operation, input, sending) => unlessCode(notFound, transport.send(operation, input, sending)),
    write: (operation, input, sending = {}) =>
      withTable((signal) => transport.send(operation, input, { ...sending, signal }), sending.signal),
    ready: async (sending = {}) => {
      await withTable(async (signal) => (await loadMaker()).isActive(signal), sending.signal)
    },
  }

  /** What an attempt gives; one that finds no table, or `false`, is made again once the table is there. */
  async function withTable<T>(attempt: Attempt<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      const result = await attempt(signal)
      if (result !== false) return result
    } catch (error) {
      if (!createTable || !hasCode(error, notFound)) throw error
    }
    return (await loadMaker()).whenReady(attempt, signal)
  }

  /** Few programs make a table, and none does it twice, so the code for it is loaded when it is needed. */
  async function loadMaker(): Promise<TableMaker> {
    const { newTableMaker } = await import('./table-maker.ts')
    maker ??= newTableMaker({ ...options, transport, name, clock, createTable, sharesPromises })
    return maker
  }
}

const notFound = 'TABLE_NOT_FOUND'
