import { backoffMs } from '../backoff.ts'
import type { Clock } from '../clock.ts'
import { hasCode, isDynadictError, type ServiceError, TimeoutError, unlessCode } from '../errors.ts'
import { safeListener } from '../events.ts'
import type { CreateTableInput, Transport } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { withTimeout } from '../with-timeout.ts'
import type { TableSettings } from './options.ts'
import type { Billing } from './table.ts'

/** Something to be tried: it gives `false`, or fails with `TABLE_NOT_FOUND`, until the table is there. */
export type Attempt<T> = (signal: AbortSignal | undefined) => Promise<T>

/** Makes one table, and waits for it. */
export interface TableMaker {
  /** What an attempt gives once the table is there; it is made where that is allowed. */
  whenReady<T>(attempt: Attempt<T>, signal: AbortSignal | undefined): Promise<T>
  isActive(signal: AbortSignal | undefined): Promise<boolean>
}

export interface TableMakerOptions extends TableSettings {
  readonly transport: Transport
  readonly name: string
  readonly clock: Clock
  readonly createTable: boolean
  /** Whether callers may wait for a creation that another one has begun. */
  readonly sharesPromises: boolean
}

export function newTableMaker(options: TableMakerOptions): TableMaker {
  const { transport, name, clock, createTable, sharesPromises } = options
  const { createTableTimeoutMs = 60_000, billing = 'on-demand' } = options
  const onEvent = safeListener(options.onEvent)
  let creation: Promise<void> | undefined

  return {
    whenReady: (attempt, signal) =>
      inTime(signal, async (within) => {
        if (createTable) await create(within)
        // For some seconds after a table is ACTIVE, a part of DynamoDB may still not know it.
        return await until(attempt, within)
      }),
    isActive,
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
