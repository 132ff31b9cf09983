import type { Clock } from '../clock.ts'
import { type DynadictError, isDynadictError, TableNotFoundError, TimeoutError } from '../errors.ts'
import type { OnEvent } from '../events.ts'
import type { CreateTableInput, Input, Operation, Output, SendOptions, Transport } from '../transport.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { withTimeout } from '../with-timeout.ts'

/** On demand (the default), or provisioned capacity in units a second. */
export type Billing = 'on-demand' | { readonly readCapacityUnits: number; readonly writeCapacityUnits: number }

export interface TableOptions {
  readonly transport: Transport
  readonly name: string
  readonly createTable: boolean
  readonly createTableTimeoutMs: number
  readonly billing: Billing
  readonly clock: Clock
  readonly onEvent: OnEvent
  /** Whether callers may wait for a creation that another one has begun. */
  readonly sharesPromises: boolean
}

/**
 * One table, which need not exist yet: reads see it empty, the first write makes it. A table that is there costs no
 * request of its own.
 */
export class Table {
  readonly name: string
  readonly clock: Clock
  readonly #options: TableOptions
  #creation: Promise<void> | undefined

  constructor(options: TableOptions) {
    this.name = options.name
    this.clock = options.clock
    this.#options = options
  }

  /** Sends an operation that needs nothing where there is no table: then it resolves with `undefined`. */
  async read<O extends Operation>(
    operation: O,
    input: Input<O>,
    options?: SendOptions,
  ): Promise<Output<O> | undefined> {
    try {
      return await this.#options.transport.send(operation, input, options)
    } catch (error) {
      if (isDynadictError(error) && error.code === 'TABLE_NOT_FOUND') return undefined
      throw error
    }
  }

  /** Sends a write; when the table is missing, makes it and sends again. */
  async write<O extends Operation>(operation: O, input: Input<O>, options: SendOptions = {}): Promise<Output<O>> {
    const { transport, createTable } = this.#options
    try {
      return await transport.send(operation, input, options)
    } catch (error) {
      if (!createTable || !isMissing(error)) throw error
    }
    return this.#inTime(options.signal, async (signal) => {
      await this.#create(signal)
      // For some seconds after a table is ACTIVE, a part of DynamoDB may still not know it.
      return await this.#while(isMissing, () => transport.send(operation, input, { signal }), signal)
    })
  }

  /** Resolves when the table is there and active, and makes it where it may. */
  async ready({ signal }: SendOptions = {}): Promise<void> {
    try {
      if (await this.#isActive({ signal })) return
    } catch (error) {
      if (!isMissing(error) || !this.#options.createTable) throw error
    }
    await this.#inTime(signal, (within) => this.#create(within))
  }

  /** One creation at a time, which goes on for the others when one caller gives up. */
  async #create(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    // Then each caller makes the table, and all but one find that another does.
    if (!this.#options.sharesPromises) return this.#createAndWait(signal)
    this.#creation ??= this.#inTime(undefined, (within) => this.#createAndWait(within)).finally(() => {
      this.#creation = undefined
    })
    await unlessAborted(this.#creation, signal)
  }

  async #createAndWait(signal: AbortSignal): Promise<void> {
    const { transport, name, onEvent, clock, createTableTimeoutMs } = this.#options
    const deadline = clock.now() + createTableTimeoutMs
    const won = await transport.send('CreateTable', this.#definition(), { signal }).then(
      () => true,
      (error) => {
        if (isType(error, 'ResourceInUseException')) return false
        throw error
      },
    )
    const beActive = async () => {
      if (!(await this.#isActive({ signal }))) throw new TableNotFoundError(`table '${name}' is not active yet`)
    }
    await this.#while(isMissing, beActive, signal)
    if (won) onEvent({ type: 'table-created', table: name })
    // From now on the table can be written, and the write that waits for it is to have time left.
    await this.#enableTimeToLive((deadline - clock.now()) / 2, signal)
  }

  async #isActive(options: SendOptions): Promise<boolean> {
    const { Table } = await this.#options.transport.send('DescribeTable', { TableName: this.name }, options)
    return Table?.TableStatus === 'ACTIVE' || Table?.TableStatus === 'UPDATING'
  }

  /**
   * Another process may be doing the same; an engine may not know how; neither harms what is stored, and an event tells of it.
   * Only a permission that is missing is an error.
   */
  async #enableTimeToLive(limitMs: number, signal: AbortSignal): Promise<void> {
    const { transport, clock } = this.#options
    const input = { TableName: this.name, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }
    const enable = async (within: AbortSignal) => {
      await this.#while(isBusy, () => transport.send('UpdateTimeToLive', input, { signal: within }), within)
    }
    try {
      await withTimeout(limitMs, clock, signal, enable, () => this.#withoutTimeToLive('the table was busy'))
    } catch (error) {
      if (!isDynadictError(error) || error.code === 'ACCESS_DENIED') throw error
      const isOn = isType(error, 'ValidationException')
      const current = isOn
        ? await transport.send('DescribeTimeToLive', { TableName: this.name }, { signal })
        : undefined
      const { AttributeName: attribute, TimeToLiveStatus: status = '' } = current?.TimeToLiveDescription ?? {}
      if (attribute === 'ttl' && /^ENABL/.test(status)) return
      this.#withoutTimeToLive(attribute === undefined ? error.message : `it goes by '${attribute}'`)
    }
  }

  #withoutTimeToLive(reason: string): void {
    this.#options.onEvent({ type: 'ttl-unavailable', table: this.name, reason })
  }

  /** Within the deadline for a table that is made. */
  #inTime<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, createTableTimeoutMs, name } = this.#options
    return withTimeout(createTableTimeoutMs, clock, signal, work, () => {
      throw new TimeoutError(`table '${name}' was not ready within ${createTableTimeoutMs} ms`, { table: name })
    })
  }

  /** Tries again while the failure is one that passes. */
  async #while<T>(passes: (error: unknown) => boolean, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        return await attempt()
      } catch (error) {
        if (!passes(error)) throw error
      }
      await this.#options.clock.sleep(waitMs, signal)
    }
  }

  #definition(): CreateTableInput {
    const { name, billing } = this.#options
    return {
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
            BillingMode: 'PROVISIONED',
            ProvisionedThroughput: {
              ReadCapacityUnits: billing.readCapacityUnits,
              WriteCapacityUnits: billing.writeCapacityUnits,
            },
          }),
    }
  }
}

const isMissing = (error: unknown): boolean => isDynadictError(error) && error.code === 'TABLE_NOT_FOUND'

const isType = (error: unknown, type: string): boolean =>
  isDynadictError(error) && (error as DynadictError & { type?: string }).type === type

/** The table is still being changed, by its creation or by another process. */
const isBusy = (error: unknown): boolean =>
  isMissing(error) || isType(error, 'ResourceInUseException') || isType(error, 'LimitExceededException')
