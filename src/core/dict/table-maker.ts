import type { Clock } from '../clock.ts'
import { hasCode, isDynadictError, TimeoutError, unlessCode } from '../errors.ts'
import { safeListener } from '../events.ts'
import { checkNames } from '../options.ts'
import type { Transport } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { withTimeout } from '../with-timeout.ts'
import { type ReadyOptions, sendNames, type TableSettings } from './options.ts'
import { createTableInput, ttlAttribute } from './table-definition.ts'
import { type Attempt, isBusy, isOfType, missing, type Tell, tellOf, until } from './table-wait.ts'

/** Makes one table, and waits for it. */
export interface TableMaker {
  /** What an attempt gives once the table is there; it is made where that is allowed. */
  whenReady<T>(attempt: Attempt<T>, signal: AbortSignal | undefined): Promise<T>
  /** Resolves when the table is there and active, and makes it where that is allowed. */
  ready(options: ReadyOptions): Promise<void>
}

export interface TableMakerOptions extends TableSettings {
  readonly transport: Transport
  readonly name: string
  readonly clock: Clock
  readonly createTable: boolean
  /** Whether callers may wait for a creation that another one has begun. */
  readonly sharesPromises: boolean
}

/** A table that is being made, and those who wait for it and are told how far it is. */
interface Creation {
  readonly done: Promise<void>
  readonly listeners: Set<Tell>
}

export function newTableMaker(options: TableMakerOptions): TableMaker {
  const { transport, name, clock, createTable, sharesPromises } = options
  const { createTableTimeoutMs = 60_000 } = options
  const onEvent = safeListener(options.onEvent)
  let creation: Creation | undefined

  return {
    whenReady: (attempt, signal) => whenReady(attempt, signal, () => undefined),
    async ready(waiting) {
      checkNames(waiting, ['onProgress', ...sendNames], 'ready')
      const { signal, onProgress } = waiting
      const tell = tellOf(onProgress, clock)
      try {
        if (await isActive(signal, tell)) return
      } catch (error) {
        if (!createTable || !hasCode(error, missing)) throw error
      }
      await whenReady((within) => isActive(within, tell), signal, tell)
    },
  }

  function whenReady<T>(attempt: Attempt<T>, signal: AbortSignal | undefined, tell: Tell): Promise<T> {
    return inTime(signal, async (within) => {
      if (createTable) await create(within, tell)
      // For some seconds after a table is ACTIVE, a part of DynamoDB may still not know it.
      return await until(attempt, clock, within, isPassing)
    })
  }

  /** One creation at a time, which goes on for the others when one caller gives up. */
  async function create(signal: AbortSignal, tell: Tell): Promise<void> {
    const creating = creation ?? begin()
    // Where it is not shared each caller makes the table, and all but one find that another does.
    if (sharesPromises) creation = creating
    creating.listeners.add(tell)
    try {
      await unlessAborted(creating.done, signal)
    } finally {
      creating.listeners.delete(tell)
    }
  }

  function begin(): Creation {
    const listeners = new Set<Tell>()
    const tellAll: Tell = (status) => {
      for (const tell of listeners) tell(status)
    }
    const done = inTime(undefined, (signal) => createAndWait(signal, tellAll)).finally(() => {
      creation = undefined
    })
    return { done, listeners }
  }

  async function createAndWait(signal: AbortSignal, tell: Tell): Promise<void> {
    const deadline = clock.now() + createTableTimeoutMs
    const isReady = async () => {
      const isThere = await unlessCode(missing, isActive(signal, tell))
      // Again, if need be: a table of this name may have been on its way out.
      if (isThere === undefined) await requestTable(signal)
      return isThere ?? false
    }
    await until(isReady, clock, signal, isPassing)
    // From now on the table can be written, and the write that waits for it is to have time left.
    await enableTimeToLive((deadline - clock.now()) / 2, signal)
  }

  async function requestTable(signal: AbortSignal): Promise<void> {
    try {
      await transport.send('CreateTable', createTableInput(name, options), { signal })
      onEvent({ type: 'table-created', table: name })
    } catch (error) {
      // Another process was faster.
      if (!isOfType(error, /InUse/)) throw error
    }
  }

  async function isActive(signal: AbortSignal | undefined, tell: Tell): Promise<boolean> {
    try {
      const { Table } = await transport.send('DescribeTable', { TableName: name }, { signal })
      tell(`${Table?.TableStatus}`)
      return /ACTIVE|UPDATING/.test(`${Table?.TableStatus}`)
    } catch (error) {
      if (hasCode(error, missing)) tell('MISSING')
      throw error
    }
  }

  /** Whatever hinders it harms nothing that is stored, so an event tells of it and the write goes on. */
  async function enableTimeToLive(limitMs: number, signal: AbortSignal): Promise<void> {
    const input = { TableName: name, TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true } }
    const enable: Attempt<unknown> = (within) => transport.send('UpdateTimeToLive', input, { signal: within })
    const tell = (reason: string) => onEvent({ type: 'ttl-unavailable', reason, table: name })
    try {
      await withTimeout(
        limitMs,
        clock,
        signal,
        (within) => until(enable, clock, within, isPassing),
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
}

const isPassing = (error: unknown): boolean => hasCode(error, missing) || isBusy(error)
