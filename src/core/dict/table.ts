import { backoffMs } from '../backoff.ts'
import { type Clock, systemClock } from '../clock.ts'
import { hasCode, isDynadictError, type ServiceError, TimeoutError, unlessCode } from '../errors.ts'
import { safeListener } from '../events.ts'
import type { CreateTableInput, Input, Operation, Output, SendOptions, Transport } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { withTimeout } from '../with-timeout.ts'
import type { TableSettings } from './options.ts'

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
  read<O extends Operation>(operation: O, input: Input<O>, options?: SendOptions): Promise<Output<O> | undefined>
  /** Sends a write; when the table is missing, makes it and sends again. */
  write<O extends Operation>(operation: O, input: Input<O>, options?: SendOptions): Promise<Output<O>>
  /** Resolves when the table is there and active, and makes it where it may. */
  ready(options?: SendOptions): Promise<void>
}

/** @param sharesPromises whether callers may wait for a creation that another one has begun. */
export function openTable(transport: Transport, name: string, options: TableSettings, sharesPromises: boolean): Table {
  const { createTable = true, createTableTimeoutMs = 60_000, billing = 'on-demand', clock = systemClock } = options
  const onEvent = safeListener(options.onEvent)
  let creation: Promise<void> | undefined

  return {
    name,
    clock,
    read: (operation, input, sending) => unlessCode(notFound, transport.send(operation, input, sending)),
    write: (operation, input, sending = {}) =>
      withTable((signal) => transport.send(operation, input, { signal }), sending.signal),
    ready: async (sending = {}) => {
      await withTable(isActive, sending.signal)
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
    return inTime(signal, async (within) => {
      if (createTable) await create(within)
      // For some seconds after a table is ACTIVE, a part of DynamoDB may still not know it.
      return await until(attempt, within)
    })
  }

  /** One creation at a time, which goes on for the others when one caller gives up. */
  async function create(signal: AbortSignal): Promise<void> {
    const creating =
      creation ??
      inTime(undefined, createAndWait).finally(() => {
        creation = undefined
      })
    // Where it is not shared each caller makes the table, and all but one find that another does.
    if (sharesPromises) creation = creating
    await unlessAborted(creating, signal)
  }

  async function createAndWait(signal: AbortSignal): Promise<void> {
    const deadline = clock.now() + createTableTimeoutMs
    await until(async () => {
      const isReady = await unlessCode(notFound, isActive(signal))
      // Again, if need be: a table of this name may have been on its way out.
      if (isReady === undefined) await requestTable(signal)
      return isReady ?? false
    }, signal)
    // From now on the table can be written, and the write that waits for it is to have time left.
    await enableTimeToLive((deadline - clock.now()) / 2, signal)
  }

  async function requestTable(signal: AbortSignal): Promise<void> {
    try {
      await transport.send('CreateTable', definition(name, billing), { signal })
      onEvent({ type: 'table-created', table: name })
    } catch (error) {
      // Another process was faster.
      if (!isOfType(error, /InUse/)) throw error
    }
  }

  async function isActive(signal: AbortSignal | undefined): Promise<boolean> {
    const { Table } = await transport.send('DescribeTable', { TableName: name }, { signal })
    return /ACTIVE|UPDATING/.test(`${Table?.TableStatus}`)
  }

  /** Whatever hinders it harms nothing that is stored, so an event tells of it and the write goes on. */
  async function enableTimeToLive(limitMs: number, signal: AbortSignal): Promise<void> {
    const input = { TableName: name, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }
    const enable: Attempt<unknown> = (within) => transport.send('UpdateTimeToLive', input, { signal: within })
    const tell = (reason: string) => onEvent({ type: 'ttl-unavailable', reason, table: name })
    try {
      await withTimeout(
        limitMs,
        clock,
        signal,
        (within) => until(enable, within),
        () => tell('busy'),
      )
    } catch (error) {
      if (!isDynadictError(error)) throw error
      // Another process may have been faster; where it goes by another attribute, DynamoDB says that it is "active on" it.
      if (!error.message.includes('already enabled')) tell(error.message)
    }
  }

  /** Within the deadline for a table that is made. */
  function inTime<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withTimeout(createTableTimeoutMs, clock, signal, work, () => {
      throw new TimeoutError(`table '${name}' was not ready within ${createTableTimeoutMs} ms`, { table: name })
    })
  }

  /** Tries again while an attempt gives `false`, or fails since the table is being made or changed. */
  async function until<T>(attempt: Attempt<T>, signal: AbortSignal): Promise<T> {
    for (let attempts = 1; ; attempts++) {
      try {
        const result = await attempt(signal)
        if (result !== false) return result
      } catch (error) {
        if (!isPassing(error)) throw error
      }
      await clock.sleep(backoffMs(attempts), signal)
    }
  }
}

type Attempt<T> = (signal: AbortSignal | undefined) => Promise<T>

const definition = (name: string, billing: Billing): CreateTableInput => ({
  TableName: name,
  AttributeDefinitions: [
    { AttributeName: 'namespace', AttributeType: 'S' },
    { AttributeName: 'key', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'namespace', KeyType: 'HASH' },
    { AttributeName: 'key', KeyType: 'RANGE' },
  ],
  ...(billing === 'on-demand'
    ? { BillingMode: 'PAY_PER_REQUEST' }
    : {
        ProvisionedThroughput: {
          ReadCapacityUnits: billing.readCapacityUnits,
          WriteCapacityUnits: billing.writeCapacityUnits,
        },
      }),
})

const notFound = 'TABLE_NOT_FOUND'

const isOfType = (error: unknown, type: RegExp): boolean => type.test(`${(error as ServiceError | null)?.type}`)

/** It passes: the table, or too many at once, are being made or changed. */
const isPassing = (error: unknown): boolean => hasCode(error, notFound) || isOfType(error, /InUse|LimitExceeded/)
